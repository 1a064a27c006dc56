import { answering } from '../../platform/server/analysis-outcome.ts';
import type { Expressions } from '../core/expressions.ts';
import { type CompiledPolicy, compilePolicy } from '../core/judge.ts';
import { type JudgedPolicy, type JudgeRequest, judgeTask } from './evaluate-task.ts';

const TOO_SLOW =
  'It takes too long. Loops in loops, and regular expressions in them, are what takes most: have it look at less.';

/** What the processor did for this thread, whatever else keeps it busy. */
const usedMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

const failedBy = (policy_id: string, failed: string): JudgedPolicy => ({
  policy_id,
  failed,
  outcomes: [],
  broken: [],
  unknown_because: null,
});

function judgeBy(
  policy_id: string,
  { judge, named }: CompiledPolicy,
  { subjects, policy_ms }: JudgeRequest,
): JudgedPolicy {
  const judged: JudgedPolicy = { policy_id, failed: null, outcomes: [], broken: [], unknown_because: null };
  const [began, used] = [performance.now(), usedMs()];
  // The clock is looked at for a fraction of what it takes to ask for the time of the processor, which is never more.
  const isTooSlow = (): boolean => performance.now() - began > policy_ms && usedMs() - used > policy_ms;
  for (const [index, { facts }] of subjects.entries()) {
    const { outcome, reason } = judge(facts);
    judged.outcomes.push(outcome);
    judged.unknown_because ??= reason;
    if (outcome === 'broken') judged.broken.push({ index, facts: named(facts) });
    if (isTooSlow()) return failedBy(policy_id, TOO_SLOW);
  }
  return judged;
}

/** Policies that are kept ready: the parts of an inventory come one after the other. */
const MOST_READY = 500;
const ready_policies = new Map<string, CompiledPolicy | string>();

/** The policy, or why it can't be read. */
function compiled({ subject, applies_when, must_hold }: Expressions): CompiledPolicy | string {
  const key = JSON.stringify([subject, applies_when, must_hold]);
  const known = ready_policies.get(key);
  if (known !== undefined) return known;
  let made: CompiledPolicy | string;
  try {
    made = compilePolicy({ subject, applies_when, must_hold });
  } catch (error) {
    made = error instanceof Error ? error.message : String(error);
  }
  if (ready_policies.size >= MOST_READY) ready_policies.clear();
  ready_policies.set(key, made);
  return made;
}

/** Computes `judgeTask`. */
export default answering(judgeTask, (request) => {
  const until = performance.now() + request.answer_ms;
  const answers: JudgedPolicy[] = [];
  for (const policy of request.policies) {
    if (answers.length > 0 && performance.now() > until) break;
    const ready = compiled(policy);
    answers.push(typeof ready === 'string' ? failedBy(policy.id, ready) : judgeBy(policy.id, ready, request));
  }
  return answers;
});
