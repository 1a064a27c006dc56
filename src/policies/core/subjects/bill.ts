import type { ResourceBillLine } from '../../../costs/core/resource-bills.ts';
import { addDays, daysBetween, type IsoDate } from '../../../platform/core/dates.ts';
import { sumDecimals } from '../../../platform/core/decimal.ts';
import { type Cloud, componentOf } from '../../../recommendations/core/components.ts';
import type { CostFacts, ResourceFacts } from '../facts.ts';

/** What a bill says of one resource, in one currency. */
export interface Billed {
  /** Exact decimal text of `facts.monthly_cost`; null where it is not known. */
  monthly_cost: string | null;
  currency: string | null;
  facts: CostFacts;
}

export const UNBILLED: Billed = { monthly_cost: null, currency: null, facts: {} };

const sumOf = (lines: readonly ResourceBillLine[]): string => sumDecimals(lines.map(({ effective }) => effective));

/** FOCUS calls spot use `Dynamic`. */
const isOnDemand = ({ commitment_id, pricing_category }: ResourceBillLine): boolean =>
  commitment_id === null && pricing_category !== 'Dynamic';

/** What lines of a resource come to; nothing is known without any, nor where they are in several currencies. */
export function billedOf(lines: readonly ResourceBillLine[]): Billed {
  const [first] = lines;
  if (!first || lines.some(({ currency }) => currency !== first.currency)) return UNBILLED;
  const monthly_cost = sumOf(lines);
  const total = Number(monthly_cost);
  const covered = Number(sumOf(lines.filter(({ commitment_id }) => commitment_id !== null)));
  const list = lines.flatMap((line) => (line.list === null ? [] : [line.list]));
  return {
    monthly_cost,
    currency: first.currency,
    facts: {
      monthly_cost: total,
      currency: first.currency,
      list_monthly_cost: list.length === lines.length ? Number(sumDecimals(list)) : null,
      on_demand_monthly_cost: Number(sumOf(lines.filter(isOnDemand))),
      commitment_coverage_percent: total > 0 ? (covered / total) * 100 : null,
    },
  };
}

/** Old EC2 types are charged for their connection to volumes besides, in the same hours. */
const BESIDE = /EBS-?Optimized/i;
const HOURS = /^(hrs?|hours?)$/i;
const isWeekend = (date: IsoDate): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

type Hours = Pick<ResourceFacts, 'hours_running' | 'hours_per_weekday' | 'hours_per_weekend_day'>;

/**
 * How long a resource ran, by the hours of computing that its bill has; empty where it has none, or does not tell how many.
 * Averages are over the days from its first charge until before `end`: what is switched off has no charge.
 */
export function hoursOf(lines: readonly ResourceBillLine[], cloud: Cloud, end: IsoDate): Hours {
  const hourly = lines.filter(
    (line) =>
      HOURS.test(line.unit ?? '') &&
      !BESIDE.test(`${line.meter} ${line.description}`) &&
      componentOf(line, cloud) === 'compute',
  );
  if (hourly.length === 0) return {};
  let [all, weekend, first] = [0, 0, end];
  for (const { quantity, weekend_quantity, first_day } of hourly) {
    if (quantity === null || weekend_quantity === null) return {};
    all += quantity;
    weekend += weekend_quantity;
    if (first_day < first) first = first_day;
  }
  const dates = Array.from({ length: daysBetween(first, end) }, (_, day) => addDays(first, day));
  const weekend_days = dates.filter(isWeekend).length;
  const weekdays = dates.length - weekend_days;
  return {
    hours_running: all,
    hours_per_weekday: weekdays === 0 ? null : (all - weekend) / weekdays,
    hours_per_weekend_day: weekend_days === 0 ? null : weekend / weekend_days,
  };
}
