import type { MetricSeries } from '../../connections/core/inventory.ts';
import type { DailyResourceCost } from '../../costs/core/resource-bills.ts';
import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { DAYS_BEFORE, realisedSaving } from '../../recommendations/core/realised.ts';
import type { Finding } from '../../recommendations/core/types.ts';
import type { Review } from './answers.ts';

/** Days of the bill after the change that each look wants. */
export const DAYS_OF = { day: 1, week: 7 } as const;
/** Days after which, where the bill does not come, it is looked at all the same, so that people hear of it. */
export const LATEST = { day: 4, week: 14 } as const;
/** Days before the change that its metrics are compared with. */
const METRIC_DAYS = 7;
const MONTH_DAYS = 30;
/** Savings that differ from the promise by less than this part of it are as promised. */
const TOLERANCE = { day: 0.2, week: 0.05 } as const;

/** A change that was completed, and what bill and metrics tell since. */
export interface ReviewRequest {
  after: Review['after'];
  reviewed_at: string;
  /** The day it took effect, which counts for neither side. */
  changed_on: IsoDate;
  cloud: 'aws' | 'azure';
  /** The last day of the bill that is complete; null without one. */
  data_through: IsoDate | null;
  /** Of the resource, all its charges, from `DAYS_BEFORE` days before the change on. */
  costs: readonly DailyResourceCost[];
  /** A month of 30 days, as decimal text; null when it was not known. */
  promised: string | null;
  currency: string | null;
  /** The series that it was found by; none for a change without a finding. */
  evidence: Finding['evidence'];
  series: readonly MetricSeries[];
}

/**
 * Which look at a completed change is due: after a day, and after a week, once the bill tells of so many days, or when it
 * has been waited for long enough; null when none is.
 */
export function reviewDue(
  { changed_on, done }: { changed_on: IsoDate; done: readonly Review['after'][] },
  data_through: IsoDate | null,
  today: IsoDate,
): Review['after'] | null {
  const isDue = (after: Review['after']): boolean =>
    !done.includes(after) &&
    ((data_through !== null && data_through >= addDays(changed_on, DAYS_OF[after])) ||
      today >= addDays(changed_on, LATEST[after]));
  // A week tells more than a day: who comes late for both looks once.
  return isDue('week') ? 'week' : isDue('day') && !done.includes('week') ? 'day' : null;
}

type Statistic = Finding['evidence'][number]['statistic'];

/** The mean of averages and totals, the highest of what are peaks; null without a known day. */
function summarised(series: MetricSeries, statistic: Statistic, start: IsoDate, end: IsoDate): number | null {
  const values = series[statistic].filter((value, index): value is number => {
    const day = addDays(series.first_date, index);
    return value !== null && day >= start && day < end;
  });
  if (values.length === 0) return null;
  if (statistic === 'average' || statistic === 'total')
    return values.reduce((sum, one) => sum + one, 0) / values.length;
  return Math.max(...values);
}

function metricsOf({ evidence, series, changed_on, reviewed_at }: ReviewRequest): Review['metrics'] {
  const asked =
    evidence.length > 0
      ? evidence
      : series.map(({ resource_id, metric }) => ({ resource_id, metric, statistic: 'average' as const, limit: null }));
  return asked.flatMap(({ resource_id, metric, statistic, limit }) => {
    const own = series.find((one) => one.resource_id === resource_id && one.metric === metric);
    if (!own) return [];
    const before = summarised(own, statistic, addDays(changed_on, -METRIC_DAYS), changed_on);
    const after = summarised(own, statistic, addDays(changed_on, 1), reviewed_at.slice(0, 10));
    return [{ metric, statistic, before, after, limit }];
  });
}

interface Measured {
  realised: number | null;
  lower: number | null;
  upper: number | null;
  measured_through: IsoDate | null;
  explanation: string;
}

const NO_BILL = 'The bill does not tell of any complete day since the change yet.';
const weekdayOf = (day: IsoDate): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/** After few days: what the resource costs on such weekdays, less what it cost on these. */
function fewDays({ changed_on, data_through, costs, currency }: ReviewRequest): Measured {
  const nothing = { realised: null, lower: null, upper: null };
  if (data_through === null || data_through <= changed_on)
    return { ...nothing, measured_through: null, explanation: NO_BILL };
  const own = costs.filter((cost) => cost.currency === currency);
  const first = own.map(({ day }) => day).toSorted()[0];
  if (first === undefined || first >= changed_on)
    return {
      ...nothing,
      measured_through: data_through,
      explanation: 'The bill names no costs of it before the change.',
    };
  const costOn = (day: IsoDate): number =>
    own.filter((cost) => cost.day === day).reduce((sum, { effective }) => sum + Number(effective), 0);
  const days = (start: IsoDate, end: IsoDate): IsoDate[] =>
    Array.from({ length: Math.max(0, daysBetween(start, end)) }, (_, index) => addDays(start, index));
  const earliest = addDays(changed_on, -DAYS_BEFORE);
  const before = days(first > earliest ? first : earliest, changed_on);
  const last = addDays(changed_on, DAYS_OF.week - 1);
  const after = days(addDays(changed_on, 1), addDays(data_through < last ? data_through : last, 1));
  const usual = (day: IsoDate): number => {
    const such = before.filter((one) => weekdayOf(one) === weekdayOf(day));
    const compared = such.length > 0 ? such : before;
    return compared.reduce((sum, one) => sum + costOn(one), 0) / compared.length;
  };
  const saved = after.reduce((sum, day) => sum + usual(day) - costOn(day), 0) / after.length;
  return {
    ...nothing,
    realised: saved * MONTH_DAYS,
    measured_through: after.at(-1) ?? changed_on,
    explanation: `What it usually costs on such a weekday, less what it cost on ${after.length === 1 ? 'the one complete day' : `the ${after.length} complete days`} since. So few days tell little: a week tells more.`,
  };
}

function fullWeek(request: ReviewRequest): Measured {
  const { changed_on, data_through, cloud, costs, promised, currency } = request;
  if (data_through === null || data_through <= changed_on || currency === null) return fewDays(request);
  const resources = [{ cloud, components: 'all' as const, costs }];
  const result = realisedSaving({ changed_on, data_through, resources, currency, promised });
  if (result.realised === null && result.days > 0) return { ...fewDays(request), explanation: result.explanation };
  const number = (text: string | null): number | null => (text === null ? null : Number(text));
  return {
    realised: number(result.realised),
    lower: number(result.lower),
    upper: number(result.upper),
    measured_through: result.measured_through,
    explanation: result.explanation,
  };
}

function verdictOf(
  after: Review['after'],
  promised: number | null,
  { realised, lower, upper }: Measured,
): Review['verdict'] {
  if (promised === null || realised === null) return 'unknown';
  const slack = Math.abs(promised) * TOLERANCE[after];
  if (promised - slack > (upper ?? realised)) return 'less';
  return promised + slack < (lower ?? realised) ? 'more' : 'as_promised';
}

/** How a change went: what bill and metrics tell since, beside what was promised. */
export function reviewOf(request: ReviewRequest): Review {
  const { after, reviewed_at, promised, currency } = request;
  const told = [...new Set(request.costs.map((cost) => cost.currency))];
  const of_bill = currency ?? (told.length === 1 ? told[0]! : null);
  const known = { ...request, currency: of_bill };
  const measured = after === 'week' ? fullWeek(known) : fewDays(known);
  const said = promised === null ? null : Number(promised);
  return {
    after,
    reviewed_at,
    promised: said,
    realised: measured.realised,
    lower: measured.lower,
    upper: measured.upper,
    currency: of_bill,
    measured_through: measured.measured_through,
    metrics: metricsOf(request),
    verdict: verdictOf(after, said, measured),
    explanation: measured.explanation,
  };
}
