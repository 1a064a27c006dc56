import type { RemediationBatch } from '../../core/answers.ts';
import { isRunning, type State } from '../../core/workflow.ts';

export const SHARES = ['done', 'running', 'waiting', 'bad', 'dropped'] as const;
/** What became of a change of a batch. */
export type Share = (typeof SHARES)[number];

export const SHARE_WORDS: Record<Share, string> = {
  done: 'done',
  running: 'running',
  waiting: 'to come',
  bad: 'failed or undone',
  dropped: 'not to be done',
};

function shareOf(state: State): Share {
  if (state === 'completed') return 'done';
  if (state === 'proposed' || state === 'approved' || state === 'scheduled') return 'waiting';
  if (state === 'executing' || state === 'verifying') return 'running';
  // Undoing runs, but nothing of the batch goes on after it.
  return isRunning(state) || state.startsWith('rol') || state === 'failed' ? 'bad' : 'dropped';
}

/** How many changes of a batch are done, run, wait, went wrong, or are not made at all. */
export function sharesOf(remediations: readonly { state: State }[]): Record<Share, number> {
  const counts = { done: 0, running: 0, waiting: 0, bad: 0, dropped: 0 };
  for (const { state } of remediations) counts[shareOf(state)]++;
  return counts;
}

/** In which order and how many at a time, as a sentence. */
export function batchNote({ canaries, at_once }: Pick<RemediationBatch, 'canaries' | 'at_once'>): string {
  const first = canaries === 1 ? 'The first goes alone; once it' : `The first ${canaries} go alone; once they`;
  return `${first} went well, ${at_once === 1 ? 'one' : at_once} at a time.`;
}
