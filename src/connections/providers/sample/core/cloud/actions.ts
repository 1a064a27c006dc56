import type { InventoryResource } from '../../../../core/inventory.ts';
import { type ActionRule, refusedFor, SampleActionError } from './action-rule.ts';
import { AWS_ACTIONS, type AwsAction } from './aws-actions.ts';
import { AZURE_ACTIONS, type AzureAction } from './azure-actions.ts';

/** Something done to a resource of the sample cloud. Instants are ISO texts, of the caller's clock. */
export type SampleAction = AwsAction | AzureAction;

const RULES = { ...AWS_ACTIONS, ...AZURE_ACTIONS };

/** Each action has the rule of its kind: the table is typed by kind, which a look-up by a union of kinds loses. */
const ruleOf = (action: SampleAction): ActionRule<SampleAction, SampleAction> =>
  RULES[action.kind] as ActionRule<SampleAction, SampleAction>;

/**
 * The resource after `action`; null when it is gone. Throws `SampleActionError`, with the code that the real cloud
 * answers, when its type or state does not allow the action.
 */
export function applySampleAction(resource: InventoryResource, action: SampleAction): InventoryResource | null {
  const rule = ruleOf(action);
  if (!rule.resource_types.includes(resource.resource_type))
    throw new SampleActionError('InvalidParameterValue', `${action.kind} does not apply to ${resource.resource_type}.`);
  const refused = rule.refuses?.(resource, action) ?? null;
  if (refused) throw refusedFor(resource, refused);
  return rule.apply(resource, action);
}

/** What undoes `action`, done to `before`: afterwards the resource is as it was. Null for what can't be undone. */
export const inverseOfSampleAction = (before: InventoryResource, action: SampleAction): SampleAction | null =>
  ruleOf(action).inverse?.(before, action) ?? null;
