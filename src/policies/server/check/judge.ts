import { setImmediate as breathe } from 'node:timers/promises';
import type { Analysis } from '../../../platform/server/analysis.ts';
import { checkExpressions, type Expressions } from '../../core/expressions.ts';
import type { SubjectFacts } from '../../core/facts.ts';
import { compilePolicy, type NamedFact } from '../../core/judge.ts';
import { namedOnly } from '../../core/named-facts.ts';
import type { Judged } from '../../core/settle.ts';
import type { Subject } from '../../core/subjects/subject.ts';
import { type JudgedPolicy, judgeTask } from '../evaluate-task.ts';
import type { EnabledPolicy } from './policies.ts';

/** A subject that breaks a policy. */
export interface Broken {
  subject: Subject;
  /** The facts that the policy names. */
  facts: NamedFact[];
}

/** What came of one policy. */
export interface Verdicts {
  policy: EnabledPolicy;
  /** Why it could not be judged at all, a sentence; null where it could. */
  problem: string | null;
  /** Why it is unknown of one of those for which it is; null where it is of none. */
  unknown_because: string | null;
  judged: Judged[];
  /** By subject. */
  broken: Map<string, Broken>;
}

/** Subjects that go to a thread together. */
const PART = 500;
/** Of a policy and a part: most take less than a hundredth of it. */
const POLICY_MS = 2_000;
/** After this no further policy is begun with a part: what is left is asked for by itself. */
const ANSWER_MS = 15_000;
/** A thread is given up after this. */
const LONGEST_MS = 60_000;

const emptyVerdicts = (policy: EnabledPolicy): Verdicts => ({
  policy,
  problem: null,
  unknown_because: null,
  judged: [],
  broken: new Map(),
});

function addTo(
  verdicts: Verdicts,
  part: readonly Subject[],
  { failed, outcomes, broken, unknown_because }: JudgedPolicy,
) {
  verdicts.problem ??= failed;
  verdicts.unknown_because ??= unknown_because;
  for (const [index, outcome] of outcomes.entries()) {
    const { subject_id, account_id, owner } = part[index]!;
    verdicts.judged.push({ subject_id, account_id, owner, outcome });
  }
  for (const { index, facts } of broken) {
    const subject = part[index]!;
    verdicts.broken.set(subject.subject_id, { subject, facts });
  }
}

/** What any of some policies names; those that can't be read any more are told of by the thread. Requests are let in between. */
async function namedBy(policies: readonly Expressions[]): Promise<(facts: SubjectFacts) => SubjectFacts> {
  const paths: string[] = [];
  for (const policy of policies) {
    if (checkExpressions(policy).length === 0) paths.push(...compilePolicy(policy).paths);
    await breathe();
  }
  return namedOnly(paths);
}

/** Judges a part by all policies that can be judged, in as many turns as that takes. */
async function judgePart(
  analysis: Analysis,
  all: readonly Verdicts[],
  part: readonly Subject[],
  namedFacts: (facts: SubjectFacts) => SubjectFacts,
  signal: AbortSignal,
): Promise<void> {
  const subjects = part.map(({ subject_id: id, facts }) => ({ id, facts: namedFacts(facts) }));
  let left = all.filter(({ problem }) => problem === null);
  while (left.length > 0) {
    const policies = left.map(({ policy: { id, subject, applies_when, must_hold } }) => ({
      id,
      subject,
      applies_when,
      must_hold,
    }));
    const request = { policies, subjects, policy_ms: POLICY_MS, answer_ms: ANSWER_MS };
    const answers = await analysis.run(judgeTask, request, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]));
    for (const [index, answer] of answers.entries()) addTo(left[index]!, part, answer);
    left = left.slice(answers.length);
  }
}

/**
 * Judges subjects of one kind by policies about it, page by page, in a thread. A policy that can't be read, or takes too
 * long, has a problem, and keeps no other from being judged. Throws when a thread takes too long, or `signal` aborts.
 */
export async function judgePages(
  analysis: Analysis,
  policies: readonly EnabledPolicy[],
  pages: AsyncIterable<readonly Subject[]> | Iterable<readonly Subject[]>,
  signal: AbortSignal,
): Promise<Verdicts[]> {
  const verdicts = policies.map(emptyVerdicts);
  const namedFacts = await namedBy(policies);
  for await (const page of pages)
    for (let from = 0; from < page.length; from += PART)
      await judgePart(analysis, verdicts, page.slice(from, from + PART), namedFacts, signal);
  return verdicts;
}
