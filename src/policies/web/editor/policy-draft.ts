import type { TemplateAnswer } from '../../core/contract.ts';
import type { PolicyBody } from '../../core/policy.ts';
import { type ParameterValues, policyOf, TEMPLATES } from '../../core/templates/index.ts';

/** A policy while it is written. */
export interface Draft {
  body: PolicyBody;
  /** Values of the parameters of the template it began with. */
  values: ParameterValues;
}

export const EMPTY: Draft = {
  body: {
    name: '',
    description: '',
    subject: 'resource',
    applies_when: '',
    must_hold: '',
    severity: 'medium',
    mode: 'alert',
    enabled: true,
    template_id: null,
  },
  values: {},
};

const templateOf = (id: string | null) => TEMPLATES.find((template) => template.id === id);

/** A draft of a template with its defaults. */
export const draftOf = ({ parameters, policy }: TemplateAnswer): Draft => ({
  body: policy,
  values: Object.fromEntries(parameters.map((one) => [one.name, one.default])),
});

/** The draft with another value of a parameter: its expressions are written anew. */
export function withValue({ body, values }: Draft, name: string, value: string | string[] | number): Draft {
  const template = templateOf(body.template_id);
  const changed = { ...values, [name]: value };
  if (!template) return { body, values: changed };
  const { applies_when, must_hold } = policyOf(template, changed);
  return { body: { ...body, applies_when, must_hold }, values: changed };
}

/** Whether the expressions are still those that the template makes of the values: then the values can be changed. */
export function isOfTemplate({ body, values }: Draft): boolean {
  const template = templateOf(body.template_id);
  if (!template || template.subject !== body.subject) return false;
  const { applies_when, must_hold } = policyOf(template, values);
  return applies_when === body.applies_when && must_hold === body.must_hold;
}

/** What can be said of a draft before it is sent, by field. */
export const draftErrors = ({ name, must_hold }: PolicyBody): Partial<Record<keyof PolicyBody, string>> => ({
  ...(name.trim() === '' ? { name: 'Give it a name' } : {}),
  ...(must_hold.trim() === '' ? { must_hold: 'Say what must hold' } : {}),
});
