import type { RunContext } from '../../../jobs/server/index.ts';
import type { Analysis } from '../../../platform/server/analysis.ts';
import type { Said } from '../../core/follow.ts';
import type { Rule } from '../../core/rule.ts';
import type { JudgedResource } from '../evaluate-task.ts';
import { type Part, readFacts } from '../facts/batches.ts';
import { contentsOf } from './contents.ts';
import type { Engine } from './engine.ts';
import { type Judgement, writeJudgements } from './inputs.ts';
import type { Plan } from './plan.ts';
import { storeOutcomes } from './store.ts';
import type { Outcome } from './store-types.ts';
import { addTo, type Tally } from './tally.ts';

/** Resources whose outcomes are written in one transaction: requests wait for it. */
const STORED_AT_ONCE = 200;

/** What a run works with. */
export interface Running {
  context: RunContext;
  analysis: Analysis;
  engine: Engine;
  plan: Plan;
  rules: ReadonlyMap<string, Rule>;
  tally: Tally;
}

const UNKNOWN = 'The last run could not judge it again: something that the rule needs is not known.';

/** What is said of rules that have found nothing for a resource. */
export function sayingOf(rules: ReadonlyMap<string, Rule>, judged: JudgedResource | null, now_ours: boolean) {
  const unknown = new Set(judged?.unknown);
  const excluded = new Map(judged?.excluded.map(({ rule_id, reason }) => [rule_id, reason]));
  const failed = new Map(judged?.failed.map(({ rule_id, message }) => [rule_id, message]));
  return (rule_id: string): Said => {
    if (unknown.has(rule_id)) return { outcome: 'untold', because: UNKNOWN };
    if (failed.has(rule_id))
      return { outcome: 'untold', because: `The rule failed in the last run: ${failed.get(rule_id)}` };
    if (excluded.has(rule_id)) return { outcome: 'excluded', because: excluded.get(rule_id) ?? '' };
    if (rule_id.startsWith('advice:'))
      return now_ours
        ? { outcome: 'excluded', because: 'A rule of our own says the same now, and this advice goes with it.' }
        : { outcome: 'fine' };
    return rules.has(rule_id)
      ? { outcome: 'fine' }
      : { outcome: 'excluded', because: 'There is no such rule any more.' };
  };
}

function outcomeOf({ plan, rules }: Running, { provider_id, graph }: Part, judged: JudgedResource): Outcome {
  const { resource_id, name, owner } = judged;
  const known = graph.resources.get(resource_id)!;
  const advice = plan.advice.by_provider.get(provider_id)?.get(resource_id) ?? [];
  const found = contentsOf(rules, judged.found, advice);
  const now_ours = found.some((one) => one.advice.length > 0 && rules.has(one.rule_id));
  const { resource_type, account_id, region, measured_on } = known;
  return {
    provider_id,
    resource_id,
    described: { resource_type, resource_name: name, account_id, region, owner },
    found,
    otherwise: sayingOf(rules, judged, now_ours),
    read_on: measured_on,
  };
}

function judgementOf({ plan }: Running, { graph }: Part, { resource_id, unknown, failed }: JudgedResource): Judgement {
  const known = graph.resources.get(resource_id)!;
  const { changed_at, measured_on } = known;
  const bill_digest = plan.digests.of(known);
  return { resource_id, changed_at, measured_on, bill_digest, unknown, failed: failed.map(({ rule_id }) => rule_id) };
}

/** Writes what came of a part; each transaction leaves resources and what is known of them in step. */
async function storePart(running: Running, part: Part, judged: readonly JudgedResource[]): Promise<void> {
  const { context, tally } = running;
  const { organization_id } = context;
  for (const { failed } of judged)
    for (const { rule_id, message } of failed) if (!tally.failures.has(rule_id)) tally.failures.set(rule_id, message);
  for (let from = 0; from < judged.length; from += STORED_AT_ONCE) {
    const some = judged.slice(from, from + STORED_AT_ONCE);
    const outcomes = some.map((one) => outcomeOf(running, part, one));
    const judgements = some.map((one) => judgementOf(running, part, one));
    const writing = { organization_id, now: context.now() };
    const changes = await context.transaction(async (tx) => {
      const stored = await storeOutcomes(tx, writing, outcomes);
      await writeJudgements(tx, organization_id, part.provider_id, judgements);
      return stored;
    });
    addTo(tally, changes);
  }
  tally.judged += judged.length;
}

/** Judges every part of the plan: while a thread judges one, the next is read, and the one before is written. */
export async function judgeParts(running: Running): Promise<void> {
  const { context, analysis, engine, plan, tally } = running;
  const total = plan.parts.reduce((sum, { subjects }) => sum + subjects.length, 0);
  let before: Promise<void> = Promise.resolve();
  for (const part of plan.parts) {
    context.signal.throwIfAborted();
    const facts = await readFacts(context, part, plan);
    await before;
    const percent = Math.round((90 * tally.judged) / total);
    context.progress('judging', percent, `${tally.judged} of ${total} resources`);
    before = analysis.run(engine.task, facts, context.signal).then((judged) => storePart(running, part, judged));
    // Should the next part fail first, this one must not fail unheard.
    before.catch(() => undefined);
  }
  await before;
}
