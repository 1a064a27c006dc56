import type { ModelName } from './models/catalogue.ts';
import type { AnalysisCalendar } from './series.ts';

export interface ForecastOptions {
  /** Days ahead, 1 to 366. */
  horizon: number;
  /** Percent of days that each interval shall hold, such as 80 and 95; above 0 and below 100. */
  levels: readonly number[];
  calendar: AnalysisCalendar;
  /** Forces one family of models; without it the backtest decides. Histories that are too short to test ignore it. */
  model?: ModelName | undefined;
}

export interface Interval {
  lower: number[];
  upper: number[];
}

export interface Backtest {
  /** Mean absolute error in units of a forecast that repeats the week before; null when nothing could be tested. */
  mase: number | null;
  /** Sum of absolute errors in percent of the sum of absolute values; null also when that is zero. */
  wape: number | null;
  /** Share of days within the interval, by level, each judged without the origins it is measured on; null with too few. */
  coverage: Record<string, number> | null;
  /** Days from which a forecast was made and compared with what came. */
  origins: number;
  /** Sum of errors (forecast less actual) in percent of the sum of absolute values. */
  bias: number | null;
  /** Mean squared error by day ahead, for reconciliation; empty when nothing could be tested. */
  variance: number[];
}

export interface SeriesForecast {
  id: string;
  /** The day after the last given one. */
  start: string;
  /** One value a day; empty where there is no forecast. */
  mean: number[];
  /** By level, such as "80". */
  intervals: Record<string, Interval>;
  /** By level: of the sum from the first day through each day. */
  cumulative_intervals: Record<string, Interval>;
  /** The methods that make up most of it, the greatest first. */
  model: string | null;
  /** All methods with their weights, the greatest first. */
  weights: { name: string; weight: number }[];
  backtest: Backtest;
  /** Whether no given value was below zero: then no forecast is. */
  is_non_negative: boolean;
  /** Why there is no forecast; null where there is one. */
  reason: string | null;
}
