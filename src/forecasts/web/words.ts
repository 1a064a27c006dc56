import { groupingTitle, isGrouping } from '../../costs/core/dimensions.ts';
import { addDays } from '../../platform/core/dates.ts';
import { countText, dayText, type Formats, percentText } from '../../platform/web/format.ts';
import type { EventKind } from '../core/calendar-contract.ts';
import type { ForecastBacktest, PeriodEnd } from '../core/contract.ts';

/** The level of an interval: `80%`, written as the locale does. */
export const levelText = (level: 80 | 95, { locale }: Formats): string =>
  new Intl.NumberFormat(locale, { style: 'percent' }).format(level / 100);

/** What kinds of calendar events are called. */
export const KIND_TITLES: Record<EventKind, string> = {
  planned_change: 'Planned change',
  commitment_purchase: 'Commitment bought',
  commitment_expiry: 'Commitment ends',
  recurring_fee: 'Recurring fee',
  event: 'Event',
  holiday: 'Own holiday',
};

/** What a dimension of forecasts is called: a grouping of costs, or all of them. */
export const dimensionTitle = (dimension: string): string =>
  isGrouping(dimension) ? groupingTitle(dimension) : 'All costs';

const PERIOD_TITLES: Record<PeriodEnd['period'], string> = {
  month: 'Month',
  quarter: 'Quarter',
  year: 'Fiscal year',
};

/** What the end of a period is called: `Month to 30 Nov 2026`, `Quarter to 31 Dec 2026`. */
export const periodTitle = ({ period, end }: Pick<PeriodEnd, 'period' | 'end'>, formats: Formats): string =>
  `${PERIOD_TITLES[period]} to ${dayText(addDays(end, -1), formats)}`;

/** Both days included, as people count them; `end` is the first day after, or null for good. */
export const spanText = (start: string, end: string | null, formats: Formats): string =>
  end === null
    ? `From ${dayText(start, formats)}`
    : addDays(start, 1) === end
      ? dayText(start, formats)
      : `${dayText(start, formats, start.slice(0, 4) === end.slice(0, 4) ? 'short' : 'long')} – ${dayText(addDays(end, -1), formats)}`;

/** How far a forecast's days were off when it was tried on the past; null when it could not be tried. */
export function errorText({ wape }: Pick<ForecastBacktest, 'wape'>, formats: Formats): string | null {
  if (wape === null) return null;
  const text = percentText(wape, formats);
  // What is too small to write says so itself: “±<0.1%” is no number to anybody.
  return text.startsWith('<') ? text : `±${text}`;
}

/** A mean absolute scaled error in words: the error beside that of repeating the week before. */
function scaledText(mase: number, formats: Formats): string {
  if (mase >= 0.995 && mase <= 1.005) return 'as large as by repeating the week before';
  const share = percentText(Math.abs(1 - mase) * 100, formats);
  return `${share} ${mase < 1 ? 'smaller' : 'larger'} than by repeating the week before (MASE ${mase.toFixed(2)})`;
}

/** How a forecast's model did on the past, in sentences; what could not be tried is not said. */
export function backtestText({ mase, wape, coverage, origins }: ForecastBacktest, formats: Formats): string {
  if (wape === null && mase === null)
    return 'There is too little history to try it on the past, so its error is not known yet.';
  const parts = [
    `Tried on the past ${origins === 1 ? 'once' : `${countText(origins, formats)} times`}`,
    ...(wape === null ? [] : [`a day's cost was off by ${percentText(wape, formats)} on average`]),
  ];
  const sentences = [
    parts.join(', '),
    ...(mase === null ? [] : [`That error is ${scaledText(mase, formats)}`]),
    ...(coverage?.['80'] === undefined
      ? []
      : [`Its ${levelText(80, formats)} interval held ${percentText(coverage['80'] * 100, formats)} of the days`]),
  ];
  return `${sentences.join('. ')}.`;
}
