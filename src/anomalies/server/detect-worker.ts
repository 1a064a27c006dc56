import { calendarOf, dailySeriesOf, spanOf } from '../../forecasts/core/wire.ts';
import { answering } from '../../platform/server/analysis-outcome.ts';
import { holidaysOf } from '../../platform/server/holidays.ts';
import type { JudgedDays } from '../core/analysis-contract.ts';
import { type Detection, detectSeries } from '../core/detect.ts';
import { detectTask } from './analysis.ts';

/** Bounds that are not known are null: JSON has neither NaN nor infinity. */
const wireValues = (values: ArrayLike<number>): (number | null)[] =>
  Array.from(values, (value) => (Number.isFinite(value) ? value : null));

const judgedDaysOf = (id: string, { first_index, expected, lower, upper }: Detection): JudgedDays => ({
  id,
  first_index,
  expected: wireValues(expected),
  lower: wireValues(lower),
  upper: wireValues(upper),
});

/** Computes `detectTask`. */
export default answering(detectTask, async ({ series, calendar, with_days, ...options }) => {
  const span = spanOf(series, 0);
  const country = calendar?.country;
  const public_holidays =
    span && country ? await holidaysOf(country, span.start, span.end, 'body.calendar.country') : [];
  const known = calendarOf(calendar, public_holidays);
  const found = series.map((one) => detectSeries(dailySeriesOf(one), { ...options, calendar: known }));
  return {
    alarms: found.flatMap(({ alarms }) => alarms),
    days: with_days ? found.map((detection, index) => judgedDaysOf(series[index]!.id, detection)) : undefined,
  };
});
