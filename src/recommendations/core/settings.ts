import { z } from 'zod';
import type { InventoryResource } from '../../connections/core/inventory.ts';
import type { LabelSettings } from './labels.ts';
import type { Rule } from './rule.ts';

/** Which resources an exception is about: all that are given have to fit. */
export const exceptionScopeSchema = z
  .strictObject({
    account_id: z.string().trim().min(1).max(200).optional(),
    tag: z.strictObject({ key: z.string().trim().min(1).max(200), value: z.string().max(300) }).optional(),
    /** As the inventory has it: an ARN, or an Azure resource id in lower case. */
    resource_id: z.string().trim().min(1).max(1_000).optional(),
  })
  .refine(
    (scope) => Object.values(scope).some((one) => one !== undefined),
    'must name an account, a tag or a resource',
  );
export type ExceptionScope = z.output<typeof exceptionScopeSchema>;

/** Other thresholds for some resources, or none of a rule (or of any) at all. */
export interface RuleException {
  id: string;
  /** Null is every rule. */
  rule_id: string | null;
  scope: ExceptionScope;
  /** True leaves the resources out; else `parameters` count for them. */
  excluded: boolean;
  parameters: Record<string, unknown>;
  reason: string;
}

/** What an organization has set; rules and parameters that are left out are as the rules have them. */
export interface RuleSettings {
  rules: Readonly<Record<string, { enabled: boolean; parameters: Record<string, unknown> }>>;
  /** Oldest first: of several that fit, the later one counts. */
  exceptions: readonly RuleException[];
  labels: LabelSettings;
}

const fits = ({ account_id, tag, resource_id }: ExceptionScope, resource: InventoryResource): boolean =>
  (account_id === undefined || account_id.toLowerCase() === resource.account_id.toLowerCase()) &&
  (tag === undefined || resource.tags[tag.key] === tag.value) &&
  (resource_id === undefined || resource_id.toLowerCase() === resource.resource_id.toLowerCase());

/** What counts for one rule and resource. */
export interface Resolved {
  /** Why the rule does not look at it, as the person said who left it out; null when it does. */
  excluded: { by: 'rule' | 'exception'; reason: string } | null;
  parameters: Record<string, unknown>;
}

/** The parameters of a rule for one resource: its defaults, changed by the organization, changed by exceptions. */
export function resolveSettings(
  rule: Pick<Rule, 'id' | 'parameters'>,
  resource: InventoryResource,
  settings: RuleSettings,
): Resolved {
  const own = settings.rules[rule.id];
  const exceptions = settings.exceptions.filter(
    ({ rule_id, scope }) => (rule_id === null || rule_id === rule.id) && fits(scope, resource),
  );
  const parameters = Object.assign({}, own?.parameters, ...exceptions.map((one) => one.parameters)) as object;
  const left_out = exceptions.findLast(({ excluded }) => excluded);
  return {
    excluded:
      own?.enabled === false
        ? { by: 'rule', reason: 'This rule is switched off.' }
        : left_out
          ? { by: 'exception', reason: left_out.reason }
          : null,
    parameters: rule.parameters.parse(parameters),
  };
}
