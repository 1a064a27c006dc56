import { type ExpressionBuilder, sql } from 'kysely';
import type { Tables, Transaction } from '../../platform/server/database.ts';
import type { CloudAnswer } from '../core/cloud-call.ts';
import type { InventoryResource } from '../core/inventory.ts';
import { answerSampleCall, needsOf, type SampleNeeds } from '../providers/sample/core/cloud/api/answer.ts';
import type { SampleResource } from '../providers/sample/core/cloud/api/sample-resource.ts';
import type { StoredResources } from '../providers/sample/core/cloud/api/state.ts';
import type { ProviderCaller } from './aws-clients.ts';
import type { SampleStore } from './provider.ts';

type Caller = Pick<ProviderCaller, 'organization_id' | 'transaction'>;
type Changes = ReadonlyMap<string, SampleResource | null>;

/** What was made of the resources of a sample cloud, by id; null is gone. Of those that a call needs, if one is given. */
async function readChanges(tx: Transaction, provider_id: string, needs?: SampleNeeds): Promise<Changes> {
  const all = tx
    .selectFrom('sample_changes')
    .select(['resource_id', 'resource'])
    .where('provider_id', '=', provider_id);
  const needed = needs
    ? all.where(
        sql<boolean>`resource is null or resource_id = any(${needs.resource_ids}::text[])
          or resource ->> 'resource_type' = any(${needs.resource_types}::text[])`,
      )
    : all;
  return new Map((await needed.execute()).map(({ resource_id, resource }) => [resource_id, resource]));
}

/** What the last sync saw of what a call needs, of now and of before. */
async function readSeen(tx: Transaction, provider_id: string, needs: SampleNeeds) {
  const wanted = ({ and, or, eb }: ExpressionBuilder<Tables, 'resources'>) =>
    or([
      eb('resource_id', '=', sql<string>`any(${needs.resource_ids}::text[])`),
      and([
        eb('resource_type', '=', sql<string>`any(${needs.resource_types}::text[])`),
        ...(needs.region === null ? [] : [eb('region', '=', needs.region)]),
      ]),
    ]);
  return tx
    .selectFrom('resources')
    .select(['resource_id', 'resource_type', 'name', 'account_id', 'region', 'status', 'created_at', 'tags'])
    .select(['attributes', 'parent_id', 'attached_to', 'billed_as', 'gone_at'])
    .where('provider_id', '=', provider_id)
    .where(wanted)
    .execute();
}

const isWanted = (needs: SampleNeeds, { resource_id, resource_type, region }: InventoryResource): boolean =>
  needs.resource_ids.includes(resource_id) ||
  (needs.resource_types.includes(resource_type) && (needs.region === null || needs.region === region));

/** What a call needs, as it is now: what was changed in place of what was seen. */
async function readStored(tx: Transaction, provider_id: string, needs: SampleNeeds): Promise<StoredResources> {
  const changes = await readChanges(tx, provider_id, needs);
  const stored: StoredResources = { resources: [], gone: [] };
  for (const { gone_at, created_at, ...seen } of await readSeen(tx, provider_id, needs)) {
    const after = changes.get(seen.resource_id);
    if (after) continue;
    const resource = { ...seen, created_at: created_at && new Date(created_at).toISOString() };
    const is_gone = gone_at !== null || after === null;
    (is_gone ? stored.gone : stored.resources).push(resource);
  }
  for (const resource of changes.values()) if (resource && isWanted(needs, resource)) stored.resources.push(resource);
  return stored;
}

async function writeChanges(
  tx: Transaction,
  bound: { organization_id: string; provider_id: string },
  changes: Changes,
) {
  for (const [resource_id, after] of changes) {
    const resource = after && JSON.stringify(after);
    await tx
      .insertInto('sample_changes')
      .values({ ...bound, resource_id, resource })
      .onConflict((conflict) =>
        conflict.columns(['organization_id', 'provider_id', 'resource_id']).doUpdateSet({ resource }),
      )
      .execute();
  }
}

/** The store of one sample cloud, in the database. Calls that change something wait for each other. */
export function createSampleStore(caller: Caller, provider_id: string): SampleStore {
  const { organization_id } = caller;
  return {
    changes: () => caller.transaction((tx) => readChanges(tx, provider_id)),
    answer: (call, at): Promise<CloudAnswer> =>
      caller.transaction(async (tx) => {
        const needs = needsOf(call);
        if (needs.changes)
          await tx.selectFrom('providers').select('id').where('id', '=', provider_id).forUpdate().execute();
        const { answer, changes } = answerSampleCall(call, await readStored(tx, provider_id, needs), at);
        await writeChanges(tx, { organization_id, provider_id }, changes);
        return answer;
      }),
  };
}
