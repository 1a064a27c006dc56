import type { Transaction } from '../../platform/server/database.ts';
import type { InventoryResource } from '../core/inventory.ts';
import type { SampleAction } from '../providers/sample/core/cloud/actions.ts';
import { changesBySampleAction } from '../providers/sample/core/cloud/effects.ts';

/** What actions have made of the resources of a sample cloud, by id; null is gone. */
export async function readSampleChanges(
  tx: Transaction,
  provider_id: string,
): Promise<ReadonlyMap<string, InventoryResource | null>> {
  const rows = await tx
    .selectFrom('sample_changes')
    .select(['resource_id', 'resource'])
    .where('provider_id', '=', provider_id)
    .execute();
  return new Map(rows.map(({ resource_id, resource }) => [resource_id, resource]));
}

async function readInventory(tx: Transaction, provider_id: string): Promise<InventoryResource[]> {
  const rows = await tx
    .selectFrom('resources')
    .select(['resource_id', 'resource_type', 'name', 'account_id', 'region', 'status', 'created_at', 'tags'])
    .select(['attributes', 'parent_id', 'attached_to', 'billed_as'])
    .where('provider_id', '=', provider_id)
    .where('gone_at', 'is', null)
    .execute();
  return rows;
}

/**
 * Does something to a resource of the sample cloud, as a cloud would: it and what hangs on it are changed from now on, which
 * the next sync finds. Answers what was changed, or null when there is no such resource. Throws `SampleActionError` where
 * the real cloud would refuse.
 */
export async function actOnSample(
  tx: Transaction,
  { organization_id, provider_id }: { organization_id: string; provider_id: string },
  resource_id: string,
  action: SampleAction,
): Promise<ReadonlyMap<string, InventoryResource | null> | null> {
  const before = await readSampleChanges(tx, provider_id);
  const resources = (await readInventory(tx, provider_id)).flatMap((one) => {
    const changed = before.get(one.resource_id);
    return changed === undefined ? [one] : changed === null ? [] : [changed];
  });
  const target = resources.find((one) => one.resource_id === resource_id);
  if (!target) return null;
  const changes = changesBySampleAction(resources, target, action);
  for (const [id, resource] of changes) {
    const text = resource && JSON.stringify(resource);
    await tx
      .insertInto('sample_changes')
      .values({ organization_id, provider_id, resource_id: id, resource: text })
      .onConflict((conflict) =>
        conflict.columns(['organization_id', 'provider_id', 'resource_id']).doUpdateSet({ resource: text }),
      )
      .execute();
  }
  return changes;
}
