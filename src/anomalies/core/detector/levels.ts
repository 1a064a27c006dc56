import type { Frame } from './frame.ts';
import { medianBefore } from './medians.ts';

/** When a series began to cost, and begins anew after a long silence: nothing before that says what is normal. */
interface Lives {
  /** First day of the life that each day is in; 0 before the first. */
  birth: Int32Array;
  /** 1 where that life began after two weeks or more that are known to have cost nothing. */
  from_silence: Uint8Array;
  /** 1 where the service is not there on the morning of the day, as far as can be told. */
  is_silent: Uint8Array;
}

/** What a series cost lately, as known on the morning of each day: from the days before it only. */
export interface Levels extends Lives {
  /** Median of the last 7 known days: a whole week, so the weekday does not matter, and 3 odd days do not either. */
  week: Float64Array;
  /** Mean size of the last 28 days: what is small and what is not. */
  size: Float64Array;
}

const WEEK = 7;
const MONTH = 28;
/** So many days without cost end a life: more than a month, or every monthly charge would be a new service. */
const SILENCE_ENDS_LIFE = 35;
/** So many tell that a service was not there, not that the data had just begun. */
const SILENCE_TELLS = 14;

function livesOf(values: Float64Array): Lives {
  const { length } = values;
  const lives: Lives = {
    birth: new Int32Array(length),
    from_silence: new Uint8Array(length),
    is_silent: new Uint8Array(length),
  };
  let born = 0;
  let silent = 0;
  let costs_begun = false;
  let after_silence = 0;
  for (let i = 0; i < length; i += 1) {
    const value = values[i]!;
    lives.is_silent[i] = silent >= (costs_begun ? SILENCE_ENDS_LIFE : SILENCE_TELLS) ? 1 : 0;
    if (value === 0) silent += 1;
    else if (!Number.isNaN(value)) {
      if (!costs_begun || silent >= SILENCE_ENDS_LIFE) {
        born = i;
        after_silence = silent >= SILENCE_TELLS ? 1 : 0;
      }
      costs_begun = true;
      silent = 0;
    }
    lives.birth[i] = born;
    lives.from_silence[i] = after_silence;
  }
  return lives;
}

/** For each day the mean size of the known ones of the last `days` before it, none older than its `birth`; NaN for none. */
export function meanSizeBefore(values: Float64Array, days: number, birth: Int32Array, from = 0): Float64Array {
  const result = new Float64Array(values.length).fill(Number.NaN);
  for (let i = from; i < values.length; i += 1) {
    let sum = 0;
    let count = 0;
    for (let j = Math.max(birth[i]!, i - days); j < i; j += 1) {
      const value = values[j]!;
      if (Number.isNaN(value)) continue;
      sum += Math.abs(value);
      count += 1;
    }
    result[i] = count === 0 ? Number.NaN : sum / count;
  }
  return result;
}

/** The levels of all days of a frame. */
export function levelsOf(frame: Frame): Levels {
  const lives = livesOf(frame.values);
  // A holiday says nothing of the level of ordinary days.
  const ordinary = frame.has_holidays
    ? frame.values.map((value, i) => (frame.holiday[i] === 1 ? Number.NaN : value))
    : frame.values;
  return {
    ...lives,
    week: medianBefore(ordinary, WEEK, lives.birth),
    size: meanSizeBefore(frame.values, MONTH, lives.birth),
  };
}
