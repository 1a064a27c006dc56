import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { decimalOf, sumDecimals } from '../../platform/core/decimal.ts';
import type { Period } from './calendar.ts';

/** What a day cost: an exact decimal; null when nothing is known of it. */
export interface KnownDay {
  date: IsoDate;
  amount: string | null;
  /** True when more may come. */
  incomplete: boolean;
}

/** Sums of forecast days, with the interval that holds four out of five outcomes. */
export interface ForecastSum {
  mean: number;
  lower_80: number;
  upper_80: number;
}

/** What is known of the costs that a budget is for. */
export interface Known {
  /** In their order, with none left out between them. */
  days: readonly KnownDay[];
  /** Last day before which no day is missing, as far as `days` reach back; null without any. */
  data_through: IsoDate | null;
  /** `sums[i]` is of the days `start` to `start` and i; null without a forecast. */
  forecast: { start: IsoDate; sums: readonly ForecastSum[] } | null;
}

/** What a period will have cost by the end of a day. */
export interface Ahead extends ForecastSum {
  date: IsoDate;
}

/** What a period costs. */
export interface Spend {
  /** Of its complete days, those before the first that is not; null while there are none. */
  spent: string | null;
  /** Its last complete day; null while there is none. */
  through: IsoDate | null;
  /** Its complete days with what they come to. */
  by_day: { date: IsoDate; cumulative: string }[];
  /** Its days after these, as far as the forecast reaches. */
  ahead: Ahead[];
  /** By its end; of a period that is complete what it cost. Null where not known. */
  forecast: ForecastSum | null;
  /** Last day of what all of this comes from: within the period, or before it. Null without any. */
  judged_through: IsoDate | null;
  /** Why something of it is not known, and what to do; null when all is. */
  reason: string | null;
}

/** Doubles of a sum differ far behind the point by the order of its parts: a forecast to 6 decimal places, as a decimal text. */
export const decimalOfForecast = (amount: number): string => decimalOf(Number(amount.toFixed(6)));

const NO_COSTS =
  'No day of these costs is complete yet. Connect a cloud or upload a billing file that has them, in this currency.';
const NO_FORECAST =
  'These costs have no forecast yet. One is made within minutes after a budget was set or costs have come, as soon as there is history enough.';
const OLD_FORECAST = 'The forecast is not of the days that follow the costs: it is being made anew.';
const SHORT_FORECAST = 'The forecast does not reach until the end of the period.';
const notYet = (data_through: IsoDate): string =>
  `No day of the period is complete yet: costs are known in full through ${data_through}.`;
const missing = (day: IsoDate): string =>
  `What ${day} cost is not known in full, though later days are. Load the bills of that time, or let the budget start later.`;

/** The complete days of a period, up to the first that is not, with the sum so far. */
function cumulated(days: readonly KnownDay[]): Spend['by_day'] {
  const by_day: Spend['by_day'] = [];
  let cumulative = '0';
  for (const { date, amount, incomplete } of days) {
    if (incomplete || amount === null) break;
    cumulative = sumDecimals([cumulative, amount]);
    by_day.push({ date, cumulative });
  }
  return by_day;
}

/** Bounds of a sum of later days: see `sumOfDays` of forecasts, which takes such a sum to be as uncertain as the way to its end. */
function laterSum(whole: ForecastSum, before: ForecastSum | undefined): ForecastSum {
  if (before === undefined) return whole;
  const mean = whole.mean - before.mean;
  const lower = mean + (whole.lower_80 - whole.mean);
  const upper_80 = mean + (whole.upper_80 - whole.mean);
  // Costs that can't be below zero stay above it.
  return { mean, lower_80: whole.lower_80 >= 0 ? Math.max(lower, Math.min(0, mean)) : lower, upper_80 };
}

/** What the days from `from` until before `end` add to `spent`, day by day, as far as the forecast reaches. */
function aheadOf(forecast: NonNullable<Known['forecast']>, from: IsoDate, end: IsoDate, spent: number): Ahead[] {
  const skipped = daysBetween(forecast.start, from);
  const before = forecast.sums[skipped - 1];
  return forecast.sums.slice(skipped, skipped + daysBetween(from, end)).map((whole, day) => {
    const { mean, lower_80, upper_80 } = laterSum(whole, before);
    return {
      date: addDays(from, day),
      mean: spent + mean,
      lower_80: spent + lower_80,
      upper_80: spent + upper_80,
    };
  });
}

const sumOf = ({ mean, lower_80, upper_80 }: ForecastSum): ForecastSum => ({ mean, lower_80, upper_80 });

/** The forecast of a period from day `from` on, and why it is not known; `spent` are its days before. */
function forecastOf(
  { forecast }: Known,
  { end, from, spent }: { end: IsoDate; from: IsoDate; spent: number },
): Pick<Spend, 'ahead' | 'forecast' | 'reason'> {
  if (from >= end) return { ahead: [], forecast: { mean: spent, lower_80: spent, upper_80: spent }, reason: null };
  const none = { ahead: [], forecast: null };
  if (forecast === null) return { ...none, reason: NO_FORECAST };
  if (forecast.start > from) return { ...none, reason: OLD_FORECAST };
  const ahead = aheadOf(forecast, from, end, spent);
  const last = ahead.at(-1);
  return last?.date === addDays(end, -1)
    ? { ahead, forecast: sumOf(last), reason: null }
    : { ahead, forecast: null, reason: ahead.length > 0 ? SHORT_FORECAST : OLD_FORECAST };
}

/** What a period costs, from what is known of its costs. Days that are not complete count in nothing. */
export function spendOf(period: Period, known: Known): Spend {
  const days = known.days.filter(({ date }) => date >= period.start && date < period.end);
  const by_day = cumulated(days[0]?.date === period.start ? days : []);
  const last = by_day.at(-1);
  const from = last ? addDays(last.date, 1) : period.start;
  const spend = { spent: last?.cumulative ?? null, through: last?.date ?? null, by_day };
  const judged_through = spend.through ?? known.data_through;
  if (days.some(({ date, incomplete }) => date > from && !incomplete))
    return { ...spend, judged_through, ahead: [], forecast: null, reason: missing(from) };
  if (judged_through === null) return { ...spend, judged_through, ahead: [], forecast: null, reason: NO_COSTS };
  const ahead = forecastOf(known, { end: period.end, from, spent: Number(spend.spent ?? 0) });
  const reasons = [last ? null : notYet(judged_through), ahead.reason].filter((reason) => reason !== null);
  return { ...spend, judged_through, ...ahead, reason: reasons.length > 0 ? reasons.join(' ') : null };
}
