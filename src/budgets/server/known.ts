import type { Metric } from '../../costs/core/dimensions.ts';
import { canonicalFilters, type Filter } from '../../costs/core/filters.ts';
import type { Costs } from '../../costs/server/index.ts';
import { referenceDay } from '../../forecasts/core/period-ends.ts';
import type { Forecasts } from '../../forecasts/server/index.ts';
import { addDays, dayOf, type IsoDate } from '../../platform/core/dates.ts';
import type { Context } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { Period } from '../core/calendar.ts';
import type { Known } from '../core/spend.ts';

/** Where what budgets are judged by comes from. */
export interface Sources {
  costs: Costs;
  forecasts: Forecasts;
}

export type Reading = Pick<Context, 'organization_id' | 'transaction'>;

/** Which costs a budget is for; the filters are canonical. */
export interface Slice {
  filters: Filter[];
  metric: Metric;
  currency: string;
}

/** What is asked: the costs of a slice on some days. */
export interface Asked {
  slice: Slice;
  days: Period;
}

const keyOf = ({ filters, metric, currency }: Slice): string =>
  JSON.stringify([canonicalFilters(filters), metric, currency]);

/** True when both are for the same costs. */
export const isSameSlice = (one: Slice, other: Slice): boolean => keyOf(one) === keyOf(other);

/** The days that are asked for of each slice, all in one. */
function spansOf(asked: readonly Asked[]): Map<string, Asked> {
  const spans = new Map<string, Asked>();
  for (const { slice, days } of asked) {
    const { filters, metric, currency } = slice;
    const known = spans.get(keyOf(slice))?.days ?? days;
    spans.set(keyOf(slice), {
      slice: { filters, metric, currency },
      days: {
        start: days.start < known.start ? days.start : known.start,
        end: days.end > known.end ? days.end : known.end,
      },
    });
  }
  return spans;
}

const NOTHING = { days: [], data_through: null };

/** The currencies that there are any costs in. */
async function readCurrencies(tx: Transaction): Promise<ReadonlySet<string>> {
  const rows = await tx.selectFrom('cost_loads').select('currency').distinct().where('status', '=', 'active').execute();
  return new Set(rows.map(({ currency }) => currency));
}

/** What is known of slices on the days that are asked for of each, by slice: what several ask for is read once. */
export async function readKnown(
  { costs, forecasts }: Sources,
  context: Reading,
  asked: readonly Asked[],
): Promise<(slice: Slice) => Known> {
  const spans = [...spansOf(asked)];
  const slices = spans.map(([, { slice }]) => slice);
  const followed = await forecasts.followed(context, slices);
  const currencies = await context.transaction(readCurrencies);
  const known = new Map<string, Known>();
  for (const [index, [key, { slice, days }]] of spans.entries()) {
    // Bills that have no such currency do not say that nothing was spent in it.
    const daily = currencies.has(slice.currency) ? await costs.dailyCosts(context, { ...slice, ...days }) : NOTHING;
    known.set(key, { ...daily, forecast: followed[index] ?? null });
  }
  return (slice) => {
    const found = known.get(keyOf(slice));
    if (!found) throw new Error('Nothing was asked of this slice.');
    return found;
  };
}

/** The day whose periods run: today, or where all costs ended long ago the day after. */
export async function readRunningDay({ costs }: Sources, context: Reading, now: Date): Promise<IsoDate> {
  const today = dayOf(now);
  const { currency } = await context.transaction((tx) =>
    tx.selectFrom('organizations').select('currency').executeTakeFirstOrThrow(),
  );
  const no_days = { start: addDays(today, 1), end: addDays(today, 1) };
  const { data_through } = await costs.dailyCosts(context, { filters: [], metric: 'effective', currency, ...no_days });
  return data_through === null ? today : referenceDay(today, data_through);
}
