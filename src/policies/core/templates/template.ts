import type { PolicyBody, PolicyMode, PolicySeverity, PolicySubject } from '../policy.ts';

/** What can be set before a policy is made from a template. */
export interface TemplateParameter {
  name: string;
  title: string;
  type: 'text' | 'texts' | 'number';
  default: string | string[] | number;
}

export type ParameterValues = Readonly<Record<string, string | readonly string[] | number>>;

type Default<P> = P extends { default: infer D }
  ? D extends readonly unknown[]
    ? readonly string[]
    : D extends number
      ? number
      : string
  : never;
type Values<P extends Readonly<Record<string, Omit<TemplateParameter, 'name' | 'type'>>>> = {
  [K in keyof P]: Default<P[K]>;
};

interface Expressed {
  applies_when?: string;
  must_hold: string;
}

/** A policy to begin with. One file each in this folder, listed in `index.ts`. */
export interface Template {
  /** As its file is called. */
  id: string;
  title: string;
  /** One sentence for people. */
  description: string;
  subject: PolicySubject;
  severity: PolicySeverity;
  mode: PolicyMode;
  parameters: readonly TemplateParameter[];
  /** The expressions, with parameters as texts and numbers of CEL. Values of the wrong type are an error of the caller. */
  express(values: ParameterValues): Expressed;
}

/** Makes a template; the types of its parameters are those of their defaults. */
export function defineTemplate<const P extends Readonly<Record<string, Omit<TemplateParameter, 'name' | 'type'>>>>(
  template: Omit<Template, 'parameters' | 'express'> & { parameters: P; express(values: Values<P>): Expressed },
): Template {
  const typeOf = (value: TemplateParameter['default']): TemplateParameter['type'] =>
    Array.isArray(value) ? 'texts' : typeof value === 'number' ? 'number' : 'text';
  return {
    ...template,
    parameters: Object.entries(template.parameters).map(([name, one]) => ({ name, ...one, type: typeOf(one.default) })),
    express: (values) => template.express(values as Values<P>),
  };
}

/** Whether `value` can be the value of a parameter. */
export const fits = ({ type }: TemplateParameter, value: unknown): boolean =>
  type === 'texts'
    ? Array.isArray(value) && value.every((one) => typeof one === 'string')
    : type === 'number'
      ? typeof value === 'number' && Number.isFinite(value)
      : typeof value === 'string';

/**
 * The policy that a template makes of some values of its parameters; those that are not given, or do not fit, are its
 * defaults.
 */
export function policyOf(template: Template, given: ParameterValues = {}): PolicyBody {
  const { id, title, description, subject, severity, mode, parameters } = template;
  const values = Object.fromEntries(
    parameters.map((parameter) => {
      const value = given[parameter.name];
      return [parameter.name, value !== undefined && fits(parameter, value) ? value : parameter.default];
    }),
  );
  const { applies_when = '', must_hold } = template.express(values);
  return { name: title, description, subject, applies_when, must_hold, severity, mode, enabled: true, template_id: id };
}
