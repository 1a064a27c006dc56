import { sql } from 'kysely';
import type { Pass } from '../../src/recommendations/server/run/run.ts';
import type { World } from './recommendation-world.ts';

// What tests of the engine read of an organization, and what people do in it.

export const counts = (pass: Pass) => (pass === 'unchanged' ? pass : pass.counts);
export const judged = (pass: Pass): number | string => (pass === 'unchanged' ? pass : pass.counts.resources_judged);

/** All recommendations, as `rule resource status`, in order. */
export const standing = (world: World): Promise<string[]> =>
  world.read(async (tx) =>
    (await tx.selectFrom('recommendations').select(['rule_id', 'resource_id', 'status']).execute())
      .map(({ rule_id, resource_id, status }) => `${rule_id} ${resource_id} ${status}`)
      .toSorted(),
  );
export const one = (world: World, rule_id: string, resource_id: string) =>
  world.read((tx) =>
    tx
      .selectFrom('recommendations')
      .selectAll()
      .where('rule_id', '=', rule_id)
      .where('resource_id', '=', resource_id)
      .executeTakeFirstOrThrow(),
  );
export const history = (world: World, id: string): Promise<string[]> =>
  world.read(async (tx) =>
    (
      await tx
        .selectFrom('recommendation_entries')
        .select(['kind', 'text'])
        .where('recommendation_id', '=', id)
        .orderBy('place')
        .execute()
    ).map(({ kind, text }) => (text === null ? kind : `${kind}: ${text}`)),
  );
export const events = (world: World): Promise<{ type: string; payload: Record<string, unknown> }[]> =>
  world.read(
    async (tx) =>
      (
        await sql<{
          type: string;
          payload: Record<string, unknown>;
        }>`select type, payload from outbox order by id`.execute(tx)
      ).rows,
  );
/** Every row of recommendations with the transaction that wrote it. */
export const rowVersions = (world: World): Promise<unknown[]> =>
  world.read(
    async (tx) =>
      (
        await sql`select id::text, xmin::text from recommendations union all select id::text, xmin::text from recommendation_entries
          union all select resource_id, xmin::text from recommendation_inputs order by 1`.execute(tx)
      ).rows,
  );
export const choose = (world: World, id: string, set: Record<string, string | null>): Promise<void> =>
  world.read(async (tx) => {
    await tx.updateTable('recommendations').set(set).where('id', '=', id).execute();
  });
export const setRule = (
  world: World,
  rule_id: string,
  enabled: boolean,
  parameters: Record<string, unknown> = {},
): Promise<void> =>
  world.read(async (tx) => {
    const row = {
      enabled,
      parameters: JSON.stringify(parameters),
      changed_by: 'Ada',
      changed_at: new Date().toISOString(),
    };
    await tx
      .insertInto('recommendation_rules')
      .values({ ...row, rule_id, organization_id: world.organization_id })
      .onConflict((conflict) => conflict.columns(['organization_id', 'rule_id']).doUpdateSet(row))
      .execute();
  });

/** A quiet instance, a busy one, a stopped one with its volume, and one that nothing is measured of. */
export async function fill(world: World): Promise<void> {
  await world.put('quiet', { tags: { team: 'checkout' } });
  await world.measure('quiet', 1);
  await world.put('busy');
  await world.measure('busy', 60);
  await world.put('stopped', { status: 'stopped' });
  await world.put('disk', { resource_type: 'AWS::EC2::Volume', attached_to: ['stopped'] });
  await world.put('dark');
}
