import type { Inspection } from './action.ts';
import type { Preview } from './answers.ts';
import { blockersOf } from './blockers.ts';
import { changesSince, tagChangesSince } from './same.ts';

/**
 * Everything that speaks against beginning a change that was approved by its preview, as the cloud is now, a sentence for
 * each: what differs from what was approved, what keeps it from being changed, and warnings that nobody has approved. Empty
 * where it may begin.
 */
export function objectionsTo(approved: Pick<Preview, 'state' | 'tags' | 'conditions'>, now: Inspection): string[] {
  const blockers = blockersOf(now);
  if (!now.exists) return blockers;
  const warned = new Set(approved.conditions.filter(({ result }) => result === 'warning').map((one) => one.condition));
  const warnings = now.conditions.filter(({ result, condition }) => result === 'warning' && !warned.has(condition));
  return [
    ...changesSince(approved.state, now.state),
    ...tagChangesSince(approved.tags, now.tags),
    ...blockers,
    ...warnings.map(({ detail }) => `This was not so when it was approved: ${detail}`),
  ];
}
