import type { Advice } from '../../../connections/core/inventory.ts';
import type { Said } from '../../core/follow.ts';
import type { Known } from '../facts/graph.ts';
import { contentsOf } from './contents.ts';
import { describedByAdvice, readDescribed } from './described.ts';
import { forget, writeJudgements } from './inputs.ts';
import { type Running, sayingOf } from './judge-parts.ts';
import type { Connected } from './plan.ts';
import { storeOutcomes } from './store.ts';
import type { Described, Outcome } from './store-types.ts';
import { addTo } from './tally.ts';

const STORED_AT_ONCE = 200;

/** What is said of recommendations whose resource is not there; what clouds advised is theirs to tell. */
const sayingGone = (rule_id: string): Said =>
  rule_id.startsWith('advice:') ? { outcome: 'fine' } : { outcome: 'gone' };

/** Recommendations that are not resolved, by connection and resource. */
const readStanding = ({ context }: Running, provider_id: string) =>
  context.transaction((tx) =>
    tx
      .selectFrom('recommendations')
      .select('resource_id')
      .distinct()
      .where('provider_id', '=', provider_id)
      .where('status', '!=', 'resolved')
      .execute(),
  );

interface Rest {
  resource_id: string;
  known: Known | null;
  advice: Advice[];
}

function outcomeOf(
  { rules, plan }: Running,
  provider_id: string,
  { resource_id, known, advice }: Rest,
  described: ReadonlyMap<string, Described>,
): Outcome {
  const [first] = advice;
  return {
    provider_id,
    resource_id,
    described: described.get(resource_id) ?? (first ? describedByAdvice(first) : null),
    found: contentsOf(rules, [], advice),
    otherwise: known ? sayingOf(rules, null, false) : sayingGone,
    read_on: known?.measured_on ?? plan.advice.advised_on.get(provider_id) ?? null,
  };
}

/** What is not judged by rules, and has recommendations or advice; and what is gone. */
async function restOf(running: Running, { provider_id, graph }: Connected): Promise<Rest[]> {
  const { plan } = running;
  const advised = plan.advice.by_provider.get(provider_id) ?? new Map<string, Advice[]>();
  const standing = await readStanding(running, provider_id);
  const ids = new Set([...standing.map(({ resource_id }) => resource_id), ...advised.keys()]);
  return [...ids].flatMap((resource_id) => {
    const known = graph.resources.get(resource_id) ?? null;
    if (known && plan.wanted.types.has(known.resource_type)) return [];
    return [{ resource_id, known, advice: advised.get(resource_id) ?? [] }];
  });
}

/** Remembers what resources were like that are not judged, but looked at by rules for others. */
async function rememberOthers({ context, plan }: Running, { provider_id, touched }: Connected): Promise<void> {
  const others = [...touched].filter(({ resource_type }) => !plan.wanted.types.has(resource_type));
  for (let from = 0; from < others.length; from += 10 * STORED_AT_ONCE) {
    const judgements = others.slice(from, from + 10 * STORED_AT_ONCE).map((one) => ({
      resource_id: one.resource_id,
      changed_at: one.changed_at,
      measured_on: one.measured_on,
      bill_digest: plan.digests.of(one),
      unknown: [],
      failed: [],
    }));
    await context.transaction((tx) => writeJudgements(tx, context.organization_id, provider_id, judgements));
  }
}

/** Follows what no rule judges: advice about other resources, and recommendations whose resource is gone. */
export async function storeRest(running: Running, connected: Connected): Promise<void> {
  const { context, plan, tally } = running;
  const { provider_id } = connected;
  const rest = await restOf(running, connected);
  const { organization_id } = context;
  for (let from = 0; from < rest.length; from += STORED_AT_ONCE) {
    const some = rest.slice(from, from + STORED_AT_ONCE);
    const changes = await context.transaction(async (tx) => {
      const ids = some.map(({ resource_id }) => resource_id);
      const described = await readDescribed(tx, provider_id, ids, plan.shared.settings.labels);
      const outcomes = some.map((one) => outcomeOf(running, provider_id, one, described));
      return storeOutcomes(tx, { organization_id, now: context.now() }, outcomes);
    });
    addTo(tally, changes);
  }
  await rememberOthers(running, connected);
  if (connected.gone.length > 0) await context.transaction((tx) => forget(tx, provider_id, connected.gone));
}
