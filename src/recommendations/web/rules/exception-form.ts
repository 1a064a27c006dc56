import type { ExceptionScope } from '../../core/settings.ts';
import type { ParameterValues } from './parameters.ts';

/** What is entered for an exception. */
export interface ExceptionForm {
  /** Empty is every rule. */
  rule_id: string;
  account_id: string;
  tag_key: string;
  tag_value: string;
  resource_id: string;
  excluded: boolean;
  /** Thresholds of the rule, where they are not left out. */
  values: ParameterValues;
  reason: string;
}

export const EMPTY_FORM: ExceptionForm = {
  rule_id: '',
  account_id: '',
  tag_key: '',
  tag_value: '',
  resource_id: '',
  excluded: true,
  values: {},
  reason: '',
};

/** The resources that are meant; null when nothing names any. */
export function scopeOf({ account_id, tag_key, tag_value, resource_id }: ExceptionForm): ExceptionScope | null {
  const scope: ExceptionScope = {
    ...(account_id.trim() ? { account_id: account_id.trim() } : {}),
    ...(tag_key.trim() ? { tag: { key: tag_key.trim(), value: tag_value } } : {}),
    ...(resource_id.trim() ? { resource_id: resource_id.trim() } : {}),
  };
  return Object.keys(scope).length > 0 ? scope : null;
}

/** Which resources an exception is about, in words; all of it has to fit. */
export const scopeTexts = ({ account_id, tag, resource_id }: ExceptionScope): string[] => [
  ...(account_id === undefined ? [] : [`Account ${account_id}`]),
  ...(tag === undefined ? [] : [`Tag ${tag.key} = ${tag.value}`]),
  ...(resource_id === undefined ? [] : [resource_id]),
];

type Field = 'scope' | 'reason' | 'rule_id' | 'parameters';

/** What is missing, by field; empty when it can be sent. `changed` thresholds are other than the rule's own. */
export function problemsOf(form: ExceptionForm, changed: number): Partial<Record<Field, string>> {
  const problems: Partial<Record<Field, string>> = {};
  if (scopeOf(form) === null) problems.scope = 'Name an account, a tag or a resource';
  if (form.reason.trim() === '') problems.reason = 'Say why, for whoever looks at it later';
  if (form.excluded) return problems;
  if (form.rule_id === '') problems.rule_id = 'Choose the rule whose thresholds are others';
  else if (changed === 0) problems.parameters = 'Change a threshold, or leave the resources out';
  return problems;
}
