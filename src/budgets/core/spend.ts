import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { sumDecimals } from '../../platform/core/decimal.ts';
import { daysIn, type Period } from './calendar.ts';

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
  days: readonly KnownDay[];
  /** Last day through which every day is complete; null without any. */
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
  /** Of its complete days; null while there are none, or where one of them is not known. */
  spent: string | null;
  /** Its last complete day; null while there is none. */
  through: IsoDate | null;
  /** Its complete days with what they come to; null from the first that is not known. */
  by_day: { date: IsoDate; cumulative: string | null }[];
  /** Its days after these, as far as the forecast reaches; empty where one of the complete days is not known. */
  ahead: Ahead[];
  /** By its end; of a period that is complete what it cost. Null where not known. */
  forecast: ForecastSum | null;
  /** Last day of what all of this comes from: within the period, or before it. Null without any. */
  judged_through: IsoDate | null;
  /** Why something of it is not known, and what to do; null when all is. */
  reason: string | null;
}

const NO_COSTS =
  'No day of these costs is complete yet. Connect a cloud or upload a billing file that has them, in this currency.';
const NO_FORECAST =
  'These costs have no forecast yet. It is made within minutes after costs have come, as soon as there is history enough.';
const OLD_FORECAST = 'The forecast is older than the costs, and is being made anew.';
const SHORT_FORECAST = 'The forecast does not reach until the end of the period.';

/** The complete days of a period, up to `through`, with the sum so far. */
function cumulated(days: readonly KnownDay[], period: Period, through: IsoDate): Spend['by_day'] {
  const amounts = new Map(days.map(({ date, amount }) => [date, amount]));
  const by_day: Spend['by_day'] = [];
  let cumulative: string | null = '0';
  for (let date = period.start; date <= through; date = addDays(date, 1)) {
    const amount: string | null = amounts.get(date) ?? null;
    cumulative = cumulative === null || amount === null ? null : sumDecimals([cumulative, amount]);
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

function unknownDay(by_day: Spend['by_day'], { start }: Period): string {
  const known_from = by_day.findLast(({ cumulative }) => cumulative !== null);
  return known_from === undefined
    ? `What ${start} cost is not known, so neither is what the period did. Load the bills of that time, or let the budget start later.`
    : `What ${addDays(known_from.date, 1)} cost is not known, so neither is what the period did. Load the bills of that time.`;
}

/** What a period costs, from what is known of its costs. Days that are not complete count in nothing. */
export function spendOf(period: Period, known: Known): Spend {
  const { data_through } = known;
  const nothing = { spent: null, through: null, by_day: [], ahead: [], forecast: null };
  if (data_through === null) return { ...nothing, judged_through: null, reason: NO_COSTS };
  const last_day = addDays(period.end, -1);
  const judged_through = data_through < last_day ? data_through : last_day;
  if (judged_through < period.start) {
    const ahead = forecastOf(known, { end: period.end, from: period.start, spent: 0 });
    const not_yet = `No day of the period is complete yet: costs are known in full through ${data_through}.`;
    return { ...nothing, ...ahead, judged_through, reason: [not_yet, ahead.reason].filter(Boolean).join(' ') };
  }
  const by_day = cumulated(known.days, period, judged_through);
  const spent = by_day.at(-1)?.cumulative ?? null;
  const own = { by_day, through: judged_through, judged_through };
  if (spent === null) return { ...nothing, ...own, reason: unknownDay(by_day, period) };
  return {
    spent,
    ...own,
    ...forecastOf(known, { end: period.end, from: addDays(judged_through, 1), spent: Number(spent) }),
  };
}

/** How many days of a period are complete. */
export const completeDays = (period: Period, through: IsoDate | null): number =>
  through === null ? 0 : daysIn({ start: period.start, end: addDays(through, 1) });
