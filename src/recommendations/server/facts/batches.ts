import type { MetricName } from '../../../connections/core/inventory.ts';
import type { ResourceBills } from '../../../costs/core/resource-bills.ts';
import type { RunContext } from '../../../jobs/server/index.ts';
import type { SentBatch } from '../evaluate-task.ts';
import { linesOf } from './bills.ts';
import type { Graph, Known } from './graph.ts';
import { readResources } from './inventory.ts';
import { readSeries } from './metrics.ts';
import type { Wanted } from './wanted.ts';

/** Resources that are judged together. */
const BATCH = 500;
/** Resources of one statement: each keeps the only connection of the embedded database for a moment. */
const PAGE = 250;

/** What is judged together, of one connection. */
export interface Part {
  provider_id: string;
  graph: Graph;
  subjects: Known[];
}

/** What all batches of a run have in common. */
export type Shared = Pick<SentBatch, 'as_of' | 'bill_window' | 'settings' | 'prices'>;

/** What belongs together comes together, so that it is read once: a volume beside its instance. */
const placeOf = ({ attached_to, parent_id, resource_id }: Known): string => attached_to[0] ?? parent_id ?? resource_id;

/** The subjects of a connection in parts of a size that threads take well. */
export function partsOf(provider_id: string, graph: Graph, subjects: readonly Known[]): Part[] {
  const placed = subjects.map((one) => ({ one, place: placeOf(one) }));
  placed.sort((a, b) =>
    a.place < b.place ? -1 : a.place > b.place ? 1 : a.one.resource_id < b.one.resource_id ? -1 : 1,
  );
  const parts: Part[] = [];
  for (let from = 0; from < placed.length; from += BATCH)
    parts.push({ provider_id, graph, subjects: placed.slice(from, from + BATCH).map(({ one }) => one) });
  return parts;
}

/** Resources with the metrics that are wanted of each, those with the same ones together, page by page. */
function metricPages(part: Part, related: ReadonlySet<Known>, wanted: Wanted) {
  const subjects = new Set(part.subjects);
  const groups = new Map<string, { metrics: MetricName[]; resource_ids: string[] }>();
  for (const one of new Set([...part.subjects, ...related])) {
    const own = subjects.has(one) ? (wanted.own.get(one.resource_type) ?? []) : [];
    const looked_at = related.has(one) ? (wanted.related.get(one.resource_type) ?? []) : [];
    const metrics = [...new Set([...own, ...looked_at])].toSorted();
    if (metrics.length === 0) continue;
    const key = metrics.join(' ');
    const group = groups.get(key) ?? { metrics, resource_ids: [] };
    group.resource_ids.push(one.resource_id);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ metrics, resource_ids }) =>
    pagesOf(resource_ids).map((ids) => ({ metrics, resource_ids: ids })),
  );
}

function pagesOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / PAGE) }, (_, page) => all.slice(page * PAGE, (page + 1) * PAGE));
}

const idOf = ({ resource_id }: Known): string => resource_id;

/** Reads all that rules need to judge a part. */
export async function readFacts(
  { transaction }: Pick<RunContext, 'transaction'>,
  part: Part,
  { wanted, bills, shared }: { wanted: Wanted; bills: ResourceBills; shared: Shared },
): Promise<SentBatch> {
  const related = new Set(part.subjects.flatMap((one) => part.graph.seenFrom(one)));
  const seen = [...new Set([...part.subjects, ...related])];
  const sent: SentBatch = { ...shared, resources: [], series: [], bills: {}, subjects: part.subjects.map(idOf) };
  for (const one of seen) {
    const lines = linesOf(bills, one.billed_as);
    if (lines.length > 0) sent.bills[one.resource_id] = lines;
  }
  for (const page of pagesOf(seen.map(idOf)))
    sent.resources.push(await transaction((tx) => readResources(tx, part.provider_id, page)));
  for (const page of metricPages(part, related, wanted))
    sent.series.push(await transaction((tx) => readSeries(tx, part.provider_id, page)));
  return sent;
}
