import { z } from 'zod';
import type { AnalysisTask } from '../../platform/server/analysis.ts';
import type { Simulation } from '../core/contract.ts';
import type { Expressions } from '../core/expressions.ts';
import type { SubjectFacts } from '../core/facts.ts';
import type { NamedFact } from '../core/judge.ts';
import type { Outcome } from '../core/policy.ts';
import type { SimulationRequest } from '../core/simulate.ts';

/** Policies on subjects of one kind, and some of these. */
export interface JudgeRequest {
  policies: readonly (Expressions & { id: string })[];
  subjects: readonly { id: string; facts: SubjectFacts }[];
  /** A policy that takes the processor longer than this for these subjects is given up; the others are judged all the same. */
  policy_ms: number;
  /** After this time no further policy is begun: the answer is of the first ones, of one at least. */
  answer_ms: number;
}

/** How one policy came out. */
export interface JudgedPolicy {
  policy_id: string;
  /** Why it can't be judged by, a sentence; null when it can. Then there is nothing else. */
  failed: string | null;
  /** In the order of the subjects. */
  outcomes: Outcome[];
  /** Subjects that break it, by their place, with the facts that it names. */
  broken: { index: number; facts: NamedFact[] }[];
  /** Why it is unknown of the first for which it is; null when it is of none. */
  unknown_because: string | null;
}

/**
 * Judges subjects by policies, in a thread: answers the first of them, in their order. Give it a signal that ends it in time.
 * Nothing of what is sent is validated.
 */
export const judgeTask = {
  name: 'policies',
  version: '1',
  worker: new URL('./judge-worker.ts', import.meta.url),
  only_threads: true,
  request: z.custom<JudgeRequest>(),
  answer: z.custom<JudgedPolicy[]>(),
} satisfies AnalysisTask;

/** Simulates a policy, in a thread: give it a signal that ends it in time. Nothing of what is sent is validated. */
export const simulateTask = {
  name: 'policy-simulation',
  version: '1',
  worker: new URL('./simulate-worker.ts', import.meta.url),
  only_threads: true,
  request: z.custom<SimulationRequest>(),
  answer: z.custom<Simulation>(),
} satisfies AnalysisTask;
