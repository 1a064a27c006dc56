import type { Inspection, Scalar } from './action.ts';
import type { Preview } from './answers.ts';

const shown = (value: Scalar | undefined): string =>
  value === undefined || value === null ? 'nothing' : String(value);

/**
 * What speaks against undoing a completed change, as the cloud is now, a sentence for each: what it set is something else
 * by now, which undoing would overwrite. What is back already is no objection, and neither is anything that the change
 * left alone.
 */
export function objectionsToUndoing({ before, after }: Pick<Preview, 'before' | 'after'>, now: Inspection): string[] {
  if (!now.exists) return now.is_done ? [] : ['The resource is not there any more.'];
  return Object.keys(after)
    .filter((name) => name in now.before && now.before[name] !== after[name] && now.before[name] !== before[name])
    .map(
      (name) =>
        `Its ${name.replaceAll('_', ' ')} is ${shown(now.before[name])} by now; this change had made it ${shown(after[name])}. ` +
        'Undoing would overwrite that: change it by hand.',
    );
}
