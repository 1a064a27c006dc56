import type { Transaction } from '../../platform/server/database.ts';
import './tables.ts';

/** Changes that took effect, and those that were undone, for whoever looks for what changed costs. */
export async function readMadeChanges(tx: Transaction) {
  const rows = await tx
    .selectFrom('remediations')
    .leftJoin('resources', (join) =>
      join
        .onRef('resources.provider_id', '=', 'remediations.provider_id')
        .onRef('resources.resource_id', '=', 'remediations.resource_id'),
    )
    .select(['remediations.title', 'remediations.account_id', 'remediations.completed_at', 'remediations.state'])
    .select(['remediations.finished_at', 'resources.billed_as'])
    .where('remediations.completed_at', 'is not', null)
    // What was so already was not changed from here; what was undone had been.
    .where((e) => e.or([e('remediations.has_changed', '=', true), e('remediations.state', '=', 'rolled_back')]))
    .orderBy('remediations.id')
    .execute();
  return rows.flatMap(({ title, account_id, completed_at, state, finished_at, billed_as }) => {
    const resource_names = (billed_as ?? []).map((name) => name.toLowerCase());
    const made = { date: completed_at!.slice(0, 10), text: `Changed from here: ${title}.`, account_id, resource_names };
    if (state !== 'rolled_back' || finished_at === null) return [made];
    return [made, { ...made, date: finished_at.slice(0, 10), text: `Undone from here: ${title}.` }];
  });
}
