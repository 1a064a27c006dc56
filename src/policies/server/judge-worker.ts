import { answering } from '../../platform/server/analysis-outcome.ts';
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
  const until = usedMs() + policy_ms;
  for (const [index, { facts }] of subjects.entries()) {
    const { outcome, reason } = judge(facts);
    judged.outcomes.push(outcome);
    judged.unknown_because ??= reason;
    if (outcome === 'broken') judged.broken.push({ index, facts: named(facts) });
    if (usedMs() > until) return failedBy(policy_id, TOO_SLOW);
  }
  return judged;
}

function compiled(policy: JudgeRequest['policies'][number]): CompiledPolicy | string {
  try {
    return compilePolicy(policy);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
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
