import { addDays, dayOf, daysBetween, type IsoDate } from '../../../../../platform/core/dates.ts';
import type { MetricSeries } from '../../../../core/inventory.ts';
import type { Statistic } from './measure.ts';
import { MEASURED_DAYS, type PlannedSeries, type Query } from './plan.ts';

type Values = (number | null)[];

/** Days that are measured: `first_date` to yesterday. */
export interface Days {
  first_date: IsoDate;
  /** The day after the last one. */
  end: IsoDate;
}

/** The whole days before `now`, in UTC. */
export function measuredDays(now: Date): Days {
  const end = dayOf(now);
  return { first_date: addDays(end, -MEASURED_DAYS), end };
}

const unknown = (): Values => Array.from({ length: MEASURED_DAYS }, () => null);

/** Values by day from `first_date` on; days without a datapoint are null, and what is outside is left out. */
export function byDay(points: { at: Date; value: number }[], first_date: IsoDate): Values {
  const values = unknown();
  for (const { at, value } of points) {
    const day = daysBetween(first_date, dayOf(at));
    if (day >= 0 && day < MEASURED_DAYS) values[day] = value;
  }
  return values;
}

/** Day by day; of a day that only one of them knows that holds, and what none knows stays unknown. */
const joined = (one: Values, other: Values, join: (value: number, more: number) => number): Values =>
  one.map((value, day) => {
    const more = other[day] ?? null;
    return value === null ? more : more === null ? value : join(value, more);
  });
const JOINS = { added: (value: number, more: number) => value + more, widest: Math.max } as const;

const FIELDS = {
  Average: 'average',
  Maximum: 'maximum',
  p95: 'p95',
  p99: 'p99',
  Sum: 'total',
} as const satisfies Record<Statistic, keyof MetricSeries>;

interface Begun {
  series: MetricSeries;
  left: number;
  /** Fields of which a part is missing where parts are added up: the sum would be too low. */
  failed: Set<(typeof FIELDS)[Statistic]>;
}

/** Puts series together from answers that come one by one, in any order. */
export class SeriesBuilder {
  readonly #first_date: IsoDate;
  readonly #begun = new Map<PlannedSeries, Begun>();

  constructor(first_date: IsoDate) {
    this.#first_date = first_date;
  }

  /**
   * Adds the values of one query (null when CloudWatch failed to answer it). Gives the series back when that was its last
   * query and anything is known of it; a series of which nothing is known is left out.
   */
  add({ series: planned, statistic }: Query, values: Values | null): MetricSeries | null {
    const begun = this.#begun.get(planned) ?? this.#begin(planned);
    const field = FIELDS[statistic];
    begun.left -= 1;
    if (!values) {
      if (planned.several === 'added') begun.failed.add(field);
    } else {
      const { sum_times, several } = planned;
      const scaled = field === 'total' && sum_times !== 1 ? values.map((value) => value && value * sum_times) : values;
      begun.series[field] = joined(begun.series[field], scaled, JOINS[several]);
    }
    if (begun.left > 0) return null;
    this.#begun.delete(planned);
    for (const field of begun.failed) begun.series[field] = unknown();
    const known = Object.values(FIELDS).some((field) => begun.series[field].some((value) => value !== null));
    return known ? begun.series : null;
  }

  #begin(planned: PlannedSeries): Begun {
    const { resource_id, metric, queries } = planned;
    const values = { average: unknown(), maximum: unknown(), p95: unknown(), p99: unknown(), total: unknown() };
    const begun = {
      series: { resource_id, metric, first_date: this.#first_date, ...values },
      left: queries.length,
      failed: new Set<(typeof FIELDS)[Statistic]>(),
    };
    this.#begun.set(planned, begun);
    return begun;
  }
}
