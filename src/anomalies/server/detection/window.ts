import type { CostCube } from '../../../costs/core/cube.ts';
import { addDays, daysBetween, type IsoDate } from '../../../platform/core/dates.ts';

/** Days of history before the first day that is judged: enough to have seen two beginnings of a month. */
const FIRST_JUDGED = 60;
/** Of short histories, three weeks. */
const FIRST_JUDGED_SHORT = 21;
const SHORT_DAYS = 90;

/** Days that a later run judges again, so that what goes on is seen from its beginning. */
const REPLAY_DAYS = 45;
/** What alarms again within so many days of its last may be the same. */
const SAME_DAYS = 10;
/** What began so long before those days is not judged again from its beginning. */
const MOST_MORE_DAYS = 15;

interface Span {
  started_on: IsoDate;
  last_day: IsoDate;
  is_ongoing: boolean;
}

/** The first day that can be judged, as an index. */
export const firstJudged = ({ days }: Pick<CostCube, 'days'>): number =>
  days > SHORT_DAYS ? FIRST_JUDGED : Math.min(FIRST_JUDGED_SHORT, Math.max(0, days - 1));

/**
 * The index from which days are judged: 45 days before the last judged day, or the first day whose costs have changed
 * since where that is earlier; and from the beginning of what ended within, so that it is not seen in half, if that is at
 * most 15 days more or its own costs have changed. What began before, or goes on, is known: it continues from where it was
 * stored to begin.
 */
export function replayFrom(
  cube: Pick<CostCube, 'start' | 'days'>,
  judged_through: IsoDate,
  changed_on: IsoDate | null,
  known: readonly Span[],
): number {
  const again = addDays(judged_through, 1 - REPLAY_DAYS);
  let from = changed_on !== null && changed_on < again ? changed_on : again;
  const earliest = addDays(from, -MOST_MORE_DAYS);
  for (const { started_on, last_day, is_ongoing } of known.toSorted((a, b) => (a.last_day < b.last_day ? 1 : -1))) {
    if (is_ongoing || addDays(last_day, SAME_DAYS) < from || started_on >= from) continue;
    const is_changed = changed_on !== null && last_day >= changed_on;
    if (is_changed || started_on >= earliest) from = started_on;
  }
  return Math.min(Math.max(firstJudged(cube), daysBetween(cube.start, from)), Math.max(0, cube.days - 1));
}
