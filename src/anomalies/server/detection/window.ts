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

interface Span {
  started_on: IsoDate;
  last_day: IsoDate;
  is_ongoing: boolean;
}

/** The first day that can be judged, as an index. */
export const firstJudged = ({ days }: Pick<CostCube, 'days'>): number =>
  days > SHORT_DAYS ? FIRST_JUDGED : Math.min(FIRST_JUDGED_SHORT, Math.max(0, days - 1));

/**
 * The index from which days are judged: 45 days before the last judged day, or the first day whose costs have changed since
 * where that is earlier; and from the beginning of everything that ended within, so that nothing is seen in half. What
 * began before and still goes on is known, and continues.
 */
export function replayFrom(
  cube: Pick<CostCube, 'start' | 'days'>,
  judged_through: IsoDate,
  changed_on: IsoDate | null,
  known: readonly Span[],
): number {
  const again = addDays(judged_through, 1 - REPLAY_DAYS);
  let from = changed_on !== null && changed_on < again ? changed_on : again;
  for (const { started_on, last_day, is_ongoing } of known.toSorted((a, b) => (a.last_day < b.last_day ? 1 : -1)))
    if (!is_ongoing && addDays(last_day, SAME_DAYS) >= from && started_on < from) from = started_on;
  return Math.min(Math.max(firstJudged(cube), daysBetween(cube.start, from)), Math.max(0, cube.days - 1));
}
