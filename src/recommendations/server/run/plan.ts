import { setImmediate as breathe } from 'node:timers/promises';
import type { ResourceBills } from '../../../costs/core/resource-bills.ts';
import type { RunContext } from '../../../jobs/server/index.ts';
import { type Part, partsOf, type Shared } from '../facts/batches.ts';
import { Digests } from '../facts/bills.ts';
import { type Graph, graphOf, type Known } from '../facts/graph.ts';
import { readGone, readKnown } from '../facts/inventory.ts';
import { type Wanted, wantedBy } from '../facts/wanted.ts';
import { type AllAdvice, readAdvice } from './advice.ts';
import { readBasis } from './basis.ts';
import type { Engine } from './engine.ts';
import { readChanged, readForgotten, readOtherBills, resourceKey, sha256 } from './inputs.ts';

/** A connection whose resources are looked at. */
export interface Connected {
  provider_id: string;
  graph: Graph;
  /** Those that are not as they were, with what looks at them; all where everything is judged. */
  touched: ReadonlySet<Known>;
  /** Resources that were judged and are gone. */
  gone: readonly string[];
}

/** What a run is to do. */
export interface Plan {
  shared: Shared;
  wanted: Wanted;
  bills: ResourceBills;
  digests: Digests;
  advice: AllAdvice;
  connected: Connected[];
  /** What is judged, part by part. */
  parts: Part[];
  inputs: string;
  load_version: string;
  resources: number;
}

interface StoredInputs {
  all: string;
  advice: string;
}

const readState = ({ transaction }: RunContext) =>
  transaction((tx) =>
    tx
      .selectFrom('recommendation_runs')
      .select(['inputs', 'load_version', 'bill_start', 'bill_end'])
      .executeTakeFirst(),
  );

/** The resources that a change is about: those, what looks at them, and what looked at those that are gone. */
function touchedOf(graph: Graph, changed: readonly Known[], gone: readonly Known[]): Set<Known> {
  const touched = new Set(changed);
  // Where all have changed there are no others.
  const sources = changed.length === graph.resources.size ? [] : [...changed, ...gone];
  for (const one of sources) for (const other of graph.affectedBy(one)) touched.add(other);
  return touched;
}

interface Differences {
  /** Everything is judged anew: another day, other rules, settings or prices. */
  all: boolean;
  load: boolean;
  /** The days of the bill that the last run looked at; null without a bill. */
  window: ResourceBills['window'];
  advice: boolean;
  /** Resources that are not as they were, by `resourceKey`; empty where everything is judged. */
  changed: ReadonlySet<string>;
  /** Resources that were judged and are gone, by connection. */
  forgotten: ReadonlyMap<string, string[]>;
}

async function readDifferences(context: RunContext, now: StoredInputs, load_version: string): Promise<Differences> {
  const state = await readState(context);
  const before = state && (JSON.parse(state.inputs) as StoredInputs);
  const all = before?.all !== now.all;
  return {
    all,
    load: state?.load_version !== load_version,
    window: state?.bill_start && state.bill_end ? { start: state.bill_start, end: state.bill_end } : null,
    advice: before?.advice !== now.advice,
    changed: all ? new Set() : await readChanged(context),
    forgotten: await readForgotten(context),
  };
}

const isNothing = ({ all, load, advice, changed, forgotten }: Differences): boolean =>
  !all && !load && !advice && changed.size === 0 && forgotten.size === 0;

async function connectedOf(
  context: RunContext,
  {
    by_provider,
    forgotten,
    wanted,
  }: { by_provider: ReadonlyMap<string, Known[]>; wanted: Wanted } & Pick<Differences, 'forgotten'>,
  provider_id: string,
  isTouched: (one: Known) => boolean,
): Promise<Connected> {
  const resources = by_provider.get(provider_id) ?? [];
  const graph = await graphOf(resources, wanted);
  const gone = forgotten.get(provider_id) ?? [];
  const were = gone.length === 0 ? [] : await readGone(context, provider_id, gone);
  return { provider_id, graph, gone, touched: touchedOf(graph, resources.filter(isTouched), were) };
}

/** What there is to do; null when nothing has changed since the last run. */
export async function planRun(context: RunContext, engine: Engine): Promise<Plan | null> {
  const { prices, settings, load_version, as_of } = await readBasis(context, engine);
  const advice = await readAdvice(context);
  const stored = { all: sha256([as_of, await engine.version(), settings, prices]), advice: advice.digest };
  const different = await readDifferences(context, stored, load_version);
  if (isNothing(different)) return null;

  const wanted = wantedBy(engine.rules);
  const known = await readKnown(context);
  // All of them, also for a few resources: they are kept until costs change, and are there when a run reads them again.
  const bills = await engine.costs.resourceBills(context);
  const digests = new Digests(bills);
  // Savings are of these days, also where no bill names the resource.
  const all = different.all || JSON.stringify(bills.window) !== JSON.stringify(different.window);
  const others = different.load && !all ? await readOtherBills(context, known, digests) : new Set<string>();
  const advised = different.advice ? await readAdvised(context, advice) : new Set<string>();
  const isTouched = (one: Known): boolean =>
    all || [different.changed, others, advised].some((set) => set.has(resourceKey(one)));
  const by_provider = Map.groupBy(known, ({ provider_id }) => provider_id);
  const providers = new Set([...by_provider.keys(), ...different.forgotten.keys(), ...advice.by_provider.keys()]);
  const connected: Connected[] = [];
  for (const id of providers) {
    connected.push(await connectedOf(context, { by_provider, wanted, ...different }, id, isTouched));
  }
  const parts: Part[] = [];
  for (const { provider_id, graph, touched } of connected) {
    const judged = [...touched].filter(({ resource_type }) => wanted.types.has(resource_type));
    // Requests are let in between what takes long for many resources.
    await breathe();
    parts.push(...partsOf(provider_id, graph, judged));
    await breathe();
  }
  return {
    shared: { as_of, bill_window: bills.window, settings, prices },
    wanted,
    bills,
    digests,
    advice,
    connected,
    parts,
    inputs: JSON.stringify(stored),
    load_version,
    resources: known.length,
  };
}

/** Resources that the clouds advise about, or did when runs last looked. */
async function readAdvised({ transaction }: RunContext, advice: AllAdvice): Promise<Set<string>> {
  const stored = await transaction((tx) =>
    tx
      .selectFrom('recommendations')
      .select(['provider_id', 'resource_id'])
      .where((e) => e(e.fn<number>('jsonb_array_length', ['advice']), '>', 0))
      .execute(),
  );
  const now = [...advice.by_provider].flatMap(([provider_id, by_resource]) =>
    [...by_resource.keys()].map((resource_id) => ({ provider_id, resource_id })),
  );
  const before = stored.flatMap(({ provider_id, resource_id }) => (provider_id ? [{ provider_id, resource_id }] : []));
  return new Set([...now, ...before].map(resourceKey));
}
