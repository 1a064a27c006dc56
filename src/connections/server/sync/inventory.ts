import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { RunContext } from '../../../jobs/server/index.ts';
import type { Collected, InventoryResource, Partition } from '../../core/inventory.ts';

/** Rows of one statement: its parameters stay far below what the protocol takes. */
const BATCH = 200;

/** What a look at the inventory did. */
export interface InventoryCounts {
  resources_seen: number;
  /** New, changed, or there again. */
  resources_changed: number;
  resources_gone: number;
}

interface Writer {
  context: RunContext;
  provider_id: string;
}

/** Where a stage tells what it could not read. */
export interface Telling {
  warnings: string[];
  /** Of those, what only a person can mend. */
  missing: Set<string>;
}

const keyOf = ({ resource_type, account_id, region }: Partition): string =>
  JSON.stringify([resource_type, account_id, region]);

/** What is compared: a resource that is as it was is not written. */
const COMPARED = [
  'resource_type',
  'name',
  'account_id',
  'region',
  'status',
  'created_at',
  'tags',
  'attributes',
  'parent_id',
  'attached_to',
  'billed_as',
] as const;

/** JSON for the database, which takes every character but NUL. */
export const jsonText = (value: unknown): string => JSON.stringify(value).replaceAll('\\u0000', '');

/** Each resource once: a cloud may tell one twice while pages shift, and a statement can't write a row twice. */
const lastOfEach = (resources: InventoryResource[]): InventoryResource[] => [
  ...new Map(resources.map((resource) => [resource.resource_id, resource])).values(),
];

/** Writes what is new or changed; answers how many were. */
async function writeResources({ context, provider_id }: Writer, resources: InventoryResource[]): Promise<number> {
  const { organization_id, now } = context;
  const at = now().toISOString();
  const rows = lastOfEach(resources).map(({ tags, attributes, ...resource }) => ({
    ...resource,
    id: randomUUID(),
    organization_id,
    provider_id,
    tags: jsonText(tags),
    attributes: jsonText(attributes),
    first_seen_at: at,
    changed_at: at,
    measured_on: null,
    gone_at: null,
  }));
  const columns = sql.join(COMPARED.map((name) => sql.ref(`resources.${name}`)));
  const given = sql.join(COMPARED.map((name) => sql.ref(`excluded.${name}`)));
  const written = await context.transaction((tx) =>
    tx
      .insertInto('resources')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['organization_id', 'provider_id', 'resource_id'])
          .doUpdateSet((e) => ({
            ...Object.fromEntries(COMPARED.map((name) => [name, e.ref(`excluded.${name}`)])),
            changed_at: at,
            gone_at: null,
          }))
          .where(sql<boolean>`(${columns}) is distinct from (${given}) or resources.gone_at is not null`),
      )
      .returning('id')
      .execute(),
  );
  return written.length;
}

/** Marks what was not seen in a partition as gone; one without a region is all regions. Answers how many. */
async function markGone({ context, provider_id }: Writer, partition: Partition, seen: Set<string>): Promise<number> {
  const gone = await context.transaction((tx) =>
    tx
      .updateTable('resources')
      .set({ gone_at: context.now().toISOString() })
      .where('provider_id', '=', provider_id)
      .where('resource_type', '=', partition.resource_type)
      .where('account_id', '=', partition.account_id)
      .where(sql<boolean>`(${partition.region}::text is null or region = ${partition.region})`)
      .where('gone_at', 'is', null)
      .where(sql<boolean>`not (resource_id = any(${[...seen]}::text[]))`)
      .returning('id')
      .execute(),
  );
  return gone.length;
}

/** Partitions with resources that nobody looked at any more, such as those of a region that was switched off. */
async function forgottenPartitions({ context, provider_id }: Writer, looked_at: Set<string>): Promise<Partition[]> {
  const known = await context.transaction((tx) =>
    tx
      .selectFrom('resources')
      .select(['resource_type', 'account_id', 'region'])
      .distinct()
      .where('provider_id', '=', provider_id)
      .where('gone_at', 'is', null)
      .execute(),
  );
  return known.filter(
    (partition) => !looked_at.has(keyOf(partition)) && !looked_at.has(keyOf({ ...partition, region: null })),
  );
}

/**
 * Writes an inventory as it is collected, so that memory stays bounded. What was not seen in a partition that was read
 * to its end is gone; a partition that could not be read stays as it was, and is told in `warnings`.
 */
export async function syncInventory(
  writer: Writer,
  collected: AsyncIterable<Collected>,
  { warnings, missing }: Telling,
): Promise<InventoryCounts> {
  const { context } = writer;
  const counts: InventoryCounts = { resources_seen: 0, resources_changed: 0, resources_gone: 0 };
  const seen = new Map<string, Set<string>>();
  const looked_at = new Set<string>();
  const seenIn = (partition: Partition): Set<string> => {
    const key = keyOf(partition);
    const ids = seen.get(key) ?? new Set();
    seen.set(key, ids);
    return ids;
  };
  for await (const part of collected) {
    context.signal.throwIfAborted();
    looked_at.add(keyOf(part.partition));
    if (part.kind === 'failed') {
      if (!warnings.includes(part.message)) warnings.push(part.message);
      if (part.permission !== null) missing.add(part.message);
    } else if (part.kind === 'complete') {
      counts.resources_gone += await markGone(writer, part.partition, seenIn(part.partition));
      seen.delete(keyOf(part.partition));
    } else {
      const ids = seenIn(part.partition);
      for (const { resource_id } of part.resources) ids.add(resource_id);
      for (let from = 0; from < part.resources.length; from += BATCH)
        counts.resources_changed += await writeResources(writer, part.resources.slice(from, from + BATCH));
      counts.resources_seen += part.resources.length;
      context.progress('inventory', null, `${counts.resources_seen} resources`);
    }
  }
  for (const partition of await forgottenPartitions(writer, looked_at))
    counts.resources_gone += await markGone(writer, partition, new Set());
  return counts;
}
