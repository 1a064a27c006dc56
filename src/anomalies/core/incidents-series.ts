import { median } from '../../forecasts/core/robust.ts';
import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import type { IncidentSeries } from './incidents-types.ts';
import type { Incident } from './merge.ts';

/** Six weeks before it, so that the shape of its weeks is seen, and six after it is over. */
export const DAYS_AROUND = 42;

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** What would have been without the incident: the usual, with what other incidents did to its slice. */
export function counterfactual({ episode, beside }: Incident, day: number): number {
  const other = beside?.[day];
  return episode.usual.expected[day]! + (other === undefined || Number.isNaN(other) ? 0 : other);
}

/** The last day whose costs are known; -1 where there is none. */
export const lastKnown = (amounts: Float64Array): number => amounts.findLastIndex((amount) => !Number.isNaN(amount));

/** Half the width of the band of expected costs is that of so many judged days before an incident, in the middle. */
const BAND_DAYS = 28;

/** How far from what is expected a day of an incident would still have been as usual: as far as a day before it. */
export function bandWidth({ episode: { slice, usual, start } }: Incident): number {
  const widths: number[] = [];
  for (let day = Math.max(slice.first_index, start - BAND_DAYS); day < start; day++) {
    const judged = day - slice.first_index;
    const width = (slice.upper[judged]! - slice.lower[judged]!) / 2;
    if (!Number.isNaN(width)) widths.push(width);
  }
  return widths.length > 0 ? median(Float64Array.from(widths)) : usual.width;
}

/** The days around an incident, `start` being the day of index 0. */
export function seriesOf(incident: Incident, start: IsoDate): IncidentSeries {
  const { slice, ...episode } = incident.episode;
  const width = bandWidth(incident);
  const first = Math.max(0, episode.start - DAYS_AROUND);
  const latest = lastKnown(slice.amounts);
  const end = episode.over === null ? latest : Math.min(latest, episode.last + DAYS_AROUND);
  const series: IncidentSeries = { start: addDays(start, first), actual: [], expected: [], lower: [], upper: [] };
  for (let day = first; day <= end; day++) {
    const judged = day - slice.first_index;
    const is_judged = judged >= 0 && judged < slice.expected.length && !Number.isNaN(slice.expected[judged]!);
    const is_own = day >= episode.start && day <= episode.last;
    const expected = is_own || !is_judged ? counterfactual(incident, day) : slice.expected[judged]!;
    series.actual.push(known(slice.amounts[day]!));
    series.expected.push(known(expected));
    series.lower.push(known(is_own || !is_judged ? expected - width : slice.lower[judged]!));
    series.upper.push(known(is_own || !is_judged ? expected + width : slice.upper[judged]!));
  }
  return series;
}
