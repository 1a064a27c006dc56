import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import { holderOf } from '../../../../connections/providers/azure/core/inventory/disks.ts';
import { MANAGED_GROUPS, MANAGED_TAGS } from '../../../../recommendations/core/azure/guards.ts';
import type { Answers, Condition, Inspection } from '../../action.ts';
import { get, groupOf, isGone, isReady, listAt, nameOf, provisioningOf, tagsOf, textAt, valueAt } from './arm.ts';

type Told = Omit<Inspection, 'exists' | 'tags'>;
const NOTHING: Told = { state: {}, before: {}, after: {}, conditions: [], dependents: [], is_done: false };

/** A condition of a name and a phrase; what is found of it comes after. */
export const condition =
  (name: string, text: string) =>
  (result: Condition['result'], detail: string): Condition => ({ condition: name, text, result, detail });

/** A condition that holds, or does not. */
export const holds = (name: string, text: string, is_met: boolean, met: string, not_met: string): Condition =>
  condition(name, text)(is_met ? 'met' : 'not_met', is_met ? met : not_met);

/** Why something could not be read, where that has to be known. */
export const unread = (name: string, text: string, answer: CloudAnswer | undefined): Condition =>
  condition(name, text)(
    'unknown',
    answer && !answer.ok ? `Azure did not tell: ${answer.message}` : 'Azure did not tell.',
  );

/**
 * What is told of a resource that is answered as `resource`. What can't be read is there, as far as is known, and blocks;
 * what is gone is done where the change is to remove it.
 */
export function inspected(
  { resource }: Answers,
  { gone_is_done }: { gone_is_done: boolean },
  tell: (body: unknown) => Told,
): Inspection {
  if (isGone(resource)) return { exists: false, tags: {}, ...NOTHING, is_done: gone_is_done };
  if (!resource?.ok)
    return { exists: true, tags: {}, ...NOTHING, conditions: [unread('readable', 'can be read', resource)] };
  return { exists: true, tags: tagsOf(resource.body), ...tell(resource.body) };
}

/** The call for locks at, above and below a resource. */
export const lockCall = (resource_id: string) => get('locks', `${resource_id}/providers/Microsoft.Authorization/locks`);
const LOCKS = '/providers/microsoft.authorization/locks/';

/**
 * Whether locks let a resource be written to or deleted. Locks above a resource hold for it; those below keep it from being
 * deleted (Microsoft, "Lock your resources").
 */
export function notLocked({ locks }: Answers, resource_id: string, verb: 'write' | 'delete'): Condition {
  const [name, text] = ['not_locked', 'no lock keeps it from being changed'];
  if (!locks?.ok) return unread(name, text, locks);
  const holding = listAt(locks.body, 'value').filter((lock) => {
    if (verb === 'delete') return true;
    const scope = (textAt(lock, 'id') ?? '').toLowerCase().split(LOCKS)[0]!;
    const is_above = `${resource_id.toLowerCase()}/`.startsWith(`${scope}/`);
    return is_above && textAt(lock, 'properties.level') === 'ReadOnly';
  });
  const named = holding.map((lock) => `${textAt(lock, 'name')} (${textAt(lock, 'properties.level')})`).join(', ');
  return holds(
    name,
    text,
    holding.length === 0,
    'No lock is in the way.',
    `It is locked by ${named}. Take the lock away if it may be changed.`,
  );
}

/** The scale set, cluster or service that a resource is part of; null where nothing says so. */
function ownerOf(body: unknown): string | null {
  const id = textAt(body, 'id') ?? '';
  const set = textAt(body, 'properties.virtualMachineScaleSet.id');
  if (set !== null) return `the scale set ${nameOf(set)}`;
  const group = groupOf(id);
  if (MANAGED_GROUPS.test(group)) return `what a service keeps in the resource group ${group}`;
  const tags = tagsOf(body);
  const holder = holderOf({ name: textAt(body, 'name') ?? nameOf(id), tags }, null);
  if (holder !== null)
    return { aks: 'Kubernetes (AKS)', 'site-recovery': 'Azure Site Recovery', backup: 'Azure Backup' }[holder];
  const tag = Object.keys(tags).find((key) => MANAGED_TAGS.test(key) || /^(?:aks-managed-|k8s-azure-)/i.test(key));
  return tag === undefined ? null : `what the tag ${tag} says`;
}

/** Holds for what is nobody's part: what belongs to a service is made, changed and removed by it. */
export function notManaged(body: unknown): Condition {
  const owner = ownerOf(body);
  return holds(
    'not_managed',
    'not part of a scale set, a cluster or a service',
    owner === null,
    'Nothing says that it is part of something.',
    `It belongs to ${owner}: change it there.`,
  );
}

/** Holds where nothing goes on with a resource and the last operation on it went well. */
export const provisioned = (body: unknown): Condition =>
  holds(
    'provisioned',
    'nothing else goes on with it',
    isReady(body),
    'Its provisioning state is Succeeded.',
    `Its provisioning state is ${provisioningOf(body)}: wait until that is over, or mend it first.`,
  );

/** Holds where a setting is what the change was proposed for. */
export const isStill = (what: string, now: string | null, from: string, to: string): Condition =>
  holds(
    'as_found',
    `${what} is still ${from}`,
    now !== null && [from, to].some((one) => one.toLowerCase() === now.toLowerCase()),
    `It is ${now}.`,
    `It is ${now} now, not ${from}: propose the change anew.`,
  );

/** Ids in lists, in an order of their own, as one text that can be compared. */
export const idsIn = (list: unknown[], path: string): string =>
  list
    .map((one) => textAt(one, path)?.toLowerCase() ?? '')
    .toSorted()
    .join(' ');

/** Whether something has a value at a path that is not empty. */
export const has = (body: unknown, path: string): boolean => {
  const value = valueAt(body, path);
  return value !== undefined && value !== null && value !== '';
};
