import type { Context } from '../../../platform/server/context.ts';
import type { Batch } from '../../core/evaluate.ts';
import { readBasis } from '../run/basis.ts';
import type { Engine } from '../run/engine.ts';
import { readFacts } from './batches.ts';
import { graphOf } from './graph.ts';
import { readKnown } from './inventory.ts';
import { readSentBatch } from './read-batch.ts';
import { wantedBy } from './wanted.ts';

type Reading = Pick<Context, 'organization_id' | 'transaction' | 'now'>;

/**
 * All that rules need to judge one resource of the inventory now, as a run would read it; null when it is not there.
 * `inventory_id` is its id there.
 */
export async function readBatchOf(
  context: Reading,
  engine: Engine,
  inventory_id: string,
): Promise<{ batch: Batch; resource_id: string } | null> {
  const found = await context.transaction((tx) =>
    tx
      .selectFrom('resources')
      .select(['provider_id', 'resource_id'])
      .where('id', '=', inventory_id)
      .where('gone_at', 'is', null)
      .executeTakeFirst(),
  );
  if (!found) return null;
  const { provider_id, resource_id } = found;
  const wanted = wantedBy(engine.rules);
  const graph = await graphOf(await readKnown(context, provider_id), wanted);
  const subject = graph.resources.get(resource_id);
  if (!subject) return null;
  const { as_of, settings, prices } = await readBasis({ ...context, now: () => context.now }, engine);
  const named = [subject, ...graph.seenFrom(subject)].flatMap(({ billed_as }) => billed_as);
  const bills = await engine.costs.resourceBills(context, named);
  const shared = { as_of, settings, prices, bill_window: bills.window };
  const sent = await readFacts(context, { provider_id, graph, subjects: [subject] }, { wanted, bills, shared });
  return { batch: readSentBatch(sent), resource_id };
}
