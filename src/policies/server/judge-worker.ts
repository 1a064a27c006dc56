import { answering } from '../../platform/server/analysis-outcome.ts';
import { type CompiledPolicy, compilePolicy } from '../core/judge.ts';
import { type JudgedPolicy, type JudgeRequest, judgeTask } from './evaluate-task.ts';

function judgeBy(policy_id: string, { judge, named }: CompiledPolicy, { subjects }: JudgeRequest): JudgedPolicy {
  const judged: JudgedPolicy = { policy_id, failed: null, outcomes: [], broken: [], unknown_because: null };
  for (const [index, { facts }] of subjects.entries()) {
    const { outcome, reason } = judge(facts);
    judged.outcomes.push(outcome);
    judged.unknown_because ??= reason;
    if (outcome === 'broken') judged.broken.push({ index, facts: named(facts) });
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
export default answering(judgeTask, (request) =>
  request.policies.map((policy) => {
    const ready = compiled(policy);
    return typeof ready === 'string'
      ? { policy_id: policy.id, failed: ready, outcomes: [], broken: [], unknown_because: null }
      : judgeBy(policy.id, ready, request);
  }),
);
