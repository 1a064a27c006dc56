import { sql } from 'kysely';
import type { RunContext } from '../../../jobs/server/index.ts';
import type { Analysis } from '../../../platform/server/analysis.ts';
import { storeCommitments } from './commitments.ts';
import type { Engine } from './engine.ts';
import { judgeParts, type Running } from './judge-parts.ts';
import { type Plan, planRun } from './plan.ts';
import { storeRest } from './rest.ts';
import { storeResults } from './results.ts';
import { settle } from './settle.ts';
import { emptyTally } from './tally.ts';

/** What a run did, by the names its counts have. */
export type Counts = Record<
  | 'resources'
  | 'resources_judged'
  | 'recommendations_found'
  | 'recommendations_resolved'
  | 'recommendations_changed'
  | 'savings_measured',
  number
>;

/** What came of a pass, with what is to be told; `unchanged` when nothing had changed since the one before. */
export type Pass = { counts: Counts; warnings: string[] } | 'unchanged';

const countByRule = (name: 'unknown' | 'failed') => sql<Record<string, number>>`
  (select coalesce(jsonb_object_agg(rule_id, resources), '{}')
   from (select rule_id, count(*)::integer as resources
         from recommendation_inputs, unnest(${sql.ref(name)}) as rule_id
         where ${sql.ref(name)} <> '{}' group by rule_id) as by_rule)`;

/** Keeps what the run was made from. The last thing that is written: what is interrupted before is done again. */
async function writeRun(
  { context, plan, tally }: Running,
  unknown_commitments: Record<string, number>,
): Promise<Record<string, number>> {
  const { organization_id } = context;
  return context.transaction(async (tx) => {
    const { unknown, failed } = await tx
      .selectNoFrom([countByRule('unknown').as('unknown'), countByRule('failed').as('failed')])
      .executeTakeFirstOrThrow();
    const earlier = await tx.selectFrom('recommendation_runs').select('failed').executeTakeFirst();
    const messages = new Map([
      ...(earlier?.failed ?? []).map(({ rule_id, message }) => [rule_id, message] as const),
      ...tally.failures,
    ]);
    const { bills, shared } = plan;
    const row = {
      finished_at: context.now().toISOString(),
      as_of: shared.as_of,
      inputs: plan.inputs,
      load_version: plan.load_version,
      resources: plan.resources,
      bill_start: bills.window?.start ?? null,
      bill_end: bills.window?.end ?? null,
      unknown: JSON.stringify({ ...unknown, ...unknown_commitments }),
      failed: JSON.stringify(
        Object.entries(failed).map(([rule_id, resources]) => ({
          rule_id,
          message: messages.get(rule_id) ?? '',
          resources,
        })),
      ),
    };
    await tx
      .insertInto('recommendation_runs')
      .values({ ...row, organization_id })
      .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(row))
      .execute();
    return failed;
  });
}

const warningsOf = ({ rules, tally }: Running, failed: Readonly<Record<string, number>>): string[] =>
  [...tally.failures].map(
    ([rule_id, message]) =>
      `The rule "${rules.get(rule_id)?.title ?? rule_id}" failed for ${failed[rule_id] ?? 0} resources, and what it found before stays: ${message}`,
  );

const runningOf = (context: RunContext, analysis: Analysis, engine: Engine, plan: Plan): Running => ({
  context,
  analysis,
  engine,
  plan,
  rules: new Map(engine.rules.map((rule) => [rule.id, rule])),
  tally: emptyTally(),
});

/** Nothing had changed: that it was looked is all there is to keep. */
const tellLooked = ({ transaction, now }: RunContext) =>
  transaction((tx) => tx.updateTable('recommendation_runs').set({ finished_at: now().toISOString() }).execute());

/** Judges what has changed in an organization since the last run, and stores what came of it. */
export async function recommendOnce(context: RunContext, analysis: Analysis, engine: Engine): Promise<Pass> {
  context.progress('reading', null, 'Reading resources and bills');
  const plan = await planRun(context, engine);
  if (!plan) {
    await tellLooked(context);
    return 'unchanged';
  }
  // Before judging, whose memory would come on top of what this question takes.
  const uses = await engine.costs.commitmentUse(context);
  const running = runningOf(context, analysis, engine, plan);
  await judgeParts(running);
  for (const connected of plan.connected) await storeRest(running, connected);
  context.progress('totals', 95, 'Finding what can be done together');
  const unknown_commitments = await storeCommitments(running, uses);
  // What changes have saved is part of how much others are expected to.
  const measured = await storeResults(context, engine.costs);
  const settled = await context.transaction((tx) => settle(tx, uses));
  const failed = await writeRun(running, unknown_commitments);
  const { tally } = running;
  return {
    counts: {
      resources: plan.resources,
      resources_judged: tally.judged,
      recommendations_found: tally.found,
      recommendations_resolved: tally.resolved,
      recommendations_changed: tally.written + settled,
      savings_measured: measured,
    },
    warnings: warningsOf(running, failed),
  };
}
