import { LEVELS, type Level } from '../../recommendations/core/types.ts';
import { isRunning, isWaiting, type State } from './workflow.ts';

/** Changes that were proposed together, in their order. */
export interface Batch {
  /** The first so many of those that are begun at all go alone, one after the other; the rest once they are completed. */
  canaries: number;
  /** So many run at a time. */
  at_once: number;
}
export interface Member {
  id: string;
  /** From 0. */
  place: number;
  state: State;
}

/** Ends that stop a batch: something did not go as it was meant to. */
const BAD_ENDS: ReadonlySet<State> = new Set(['failed', 'rolling_back', 'rolled_back', 'rollback_failed']);
/** Ends of those that were never begun: they show nothing, so the next goes first in their place. */
const NEVER_BEGUN: ReadonlySet<State> = new Set(['rejected', 'cancelled', 'expired']);

export type MayBegin =
  | { may: true }
  | { may: false; because: string /** Nothing of it begins any more. */; for_good: boolean };

/** Whether a member of a batch may begin now: canaries first, none after a failure, at most so many at a time. */
export function mayBegin({ canaries, at_once }: Batch, members: readonly Member[], id: string): MayBegin {
  const own = members.find((one) => one.id === id);
  if (!own) return { may: false, because: 'It is not in this batch.', for_good: true };
  const others = members.filter((one) => one.id !== id);
  if (others.some(({ state }) => BAD_ENDS.has(state)))
    return { may: false, because: 'Another change of its batch has failed, so the rest was stopped.', for_good: true };
  const first = members
    .filter(({ state }) => !NEVER_BEGUN.has(state))
    .toSorted((one, other) => one.place - other.place)
    .slice(0, canaries);
  if (first.some(({ place, state }) => place < own.place && state !== 'completed'))
    return { may: false, because: 'The first changes of its batch are to show that all goes well.', for_good: false };
  if (others.filter(({ state }) => isRunning(state)).length >= Math.max(1, at_once))
    return { may: false, because: 'As many changes of its batch as may run at a time do so.', for_good: false };
  return { may: true };
}

/** Why nothing of a batch begins any more, a sentence; null while it goes on, or when nothing of it is left to begin. */
export function stoppedBecause(batch: Batch, members: readonly Member[]): string | null {
  const waiting = members.find(({ state }) => isWaiting(state));
  const verdict = waiting && mayBegin(batch, members, waiting.id);
  return verdict && !verdict.may && verdict.for_good ? verdict.because : null;
}

/** What puts the members of a batch in order. */
export interface Ranked {
  id: string;
  risk: Level;
  destructive: boolean;
  /** Of the month; null when it is not known. */
  monthly_savings: number | null;
}

/** Canaries come first: what risks and destroys least, then what saves least; the id decides between equals. */
export const byRisk = (one: Ranked, other: Ranked): number =>
  LEVELS.indexOf(one.risk) - LEVELS.indexOf(other.risk) ||
  Number(one.destructive) - Number(other.destructive) ||
  compareSavings(one.monthly_savings, other.monthly_savings) ||
  (one.id < other.id ? -1 : 1);

/** What is not known may be much. */
function compareSavings(one: number | null, other: number | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  return other === null ? -1 : one - other;
}
