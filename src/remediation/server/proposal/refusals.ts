import type { Transaction } from '../../../platform/server/database.ts';
import type { Status } from '../../../recommendations/core/contract.ts';
import type { AnyAction } from '../../core/action.ts';
import { isAbout } from '../../core/named.ts';
import { IN_WORDS, RUNNING_STATES, WAITING_STATES } from '../../core/workflow.ts';
import type { Target } from './target.ts';

const ENDED: Partial<Record<Status, string>> = {
  resolved: 'This recommendation is resolved: what was found is not so any more.',
  dismissed: 'This recommendation was dismissed. Open it again first.',
  implemented: 'This recommendation is marked as implemented. Open it again first.',
};

/** What keeps a change from being looked at in the cloud at all: sentences. */
export function whyNotLook(
  { found, change, provider, connection, resource, is_gone }: Target,
  action: AnyAction | null,
) {
  const reasons: string[] = [];
  if (change === null) reasons.push('Only people can act on this recommendation: there is nothing to carry out.');
  else if (action === null)
    reasons.push(
      `${change.action} can’t be carried out from here. ${found ? 'Its script and Terraform are there to do it.' : 'Choose another action.'}`,
    );
  else if (action.cloud !== provider || !action.resource_types.includes(resource.resource_type))
    reasons.push(
      `${action.title} is for ${action.resource_types.join(', ')}; this resource is ${resource.resource_type}.`,
    );
  else if (!isAbout(change, resource.resource_id))
    reasons.push('The change names another resource than the one that it is proposed for.');
  if (is_gone) reasons.push('The resource is not there any more: the last sync did not find it.');
  if (connection === null) reasons.push('The connection through which it was found is not there any more.');
  else if (!connection.enabled)
    reasons.push(`The connection “${connection.name}” is switched off. Switch it on to change something through it.`);
  return reasons;
}

/** What keeps it from being proposed, as far as it is known here: its recommendation, and other changes of the resource. */
export async function whyNotPropose(tx: Transaction, { found, connection, resource }: Target): Promise<string[]> {
  const ended = found && ENDED[found.status];
  const rivals = connection
    ? await tx
        .selectFrom('remediations')
        .select(['title', 'state'])
        .where('provider_id', '=', connection.id)
        .where('resource_id', '=', resource.resource_id)
        .where('state', 'in', [...WAITING_STATES, ...RUNNING_STATES])
        .orderBy('proposed_at')
        .execute()
    : [];
  return [
    ...(ended ? [ended] : []),
    ...rivals.map(
      ({ title, state }) =>
        `Another change of this resource is ${IN_WORDS[state]}: ${title}. Wait for its end, or cancel it.`,
    ),
  ];
}
