import { accountKey, type Costs } from '../../../costs/server/index.ts';
import { addDays, dayOf } from '../../../platform/core/dates.ts';
import { refused } from '../../../platform/core/errors.ts';
import type { Analysis } from '../../../platform/server/analysis.ts';
import type { Context } from '../../../platform/server/context.ts';
import type { Simulation } from '../../core/contract.ts';
import type { Expressions } from '../../core/expressions.ts';
import { compilePolicy } from '../../core/judge.ts';
import { namedOnly } from '../../core/named-facts.ts';
import type { PastSubject } from '../../core/simulate.ts';
import { simulateTask } from '../evaluate-task.ts';
import { linkTo } from '../links.ts';
import { readSurroundings, type SubjectSources } from '../subjects/index.ts';
import { readPast } from './past.ts';

/** Somebody waits for it. */
const LONGEST_MS = 45_000;

/** What simulations are made from. */
export interface SimulationServices {
  analysis: Analysis;
  sources: SubjectSources & { costs: Pick<Costs, 'costsByDay' | 'accountNames'> };
}

/**
 * What a policy would have found on each of the last `days` days, today included. Throws a 422 problem when that takes too
 * long.
 */
export async function simulatePast(
  context: Context,
  { analysis, sources }: SimulationServices,
  policy: Expressions,
  days: number,
): Promise<Simulation> {
  const end = addDays(dayOf(context.now), 1);
  const range = { start: addDays(end, -days), end };
  const names = await sources.costs.accountNames(context);
  const surroundings = await readSurroundings(context, sources);
  const namedFacts = namedOnly(compilePolicy(policy).paths);
  const in_time = AbortSignal.timeout(LONGEST_MS);
  const signal = AbortSignal.any([context.signal, in_time]);
  const subjects: PastSubject[] = [];
  try {
    for await (const page of readPast(context, sources, surroundings, { subject: policy.subject, range })) {
      signal.throwIfAborted();
      for (const { subject, ...past } of page) {
        const { subject_id, subject_name, page_id, account_id, owner } = subject;
        const link = linkTo(policy.subject, page_id);
        const account_name = account_id === null ? null : (names.get(accountKey(account_id)) ?? null);
        const facts = namedFacts(subject.facts);
        subjects.push({ subject_id, subject_name, link, account_id, account_name, owner, facts, ...past });
      }
    }
    return await analysis.run(simulateTask, { policy, ...range, subjects, notes: [] }, signal);
  } catch (error) {
    if (!in_time.aborted) throw error;
    throw refused(
      `This simulation takes longer than ${LONGEST_MS / 1_000} seconds. Take fewer days, or have the policy be about fewer subjects.`,
    );
  }
}
