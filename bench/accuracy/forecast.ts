import {
  forecastAll,
  forecastSeries,
  MODEL_NAMES,
  type ModelName,
  type SeriesForecast,
} from '../../src/forecasts/core/forecast.ts';
import { type DailySeries, EMPTY_CALENDAR } from '../../src/forecasts/core/series.ts';
import { readForecastDevSet, readRealSeries } from './forecast-dev-set.ts';
import { type ForecastFigures, figuresOf, judge, type MeasuredSeries, type Verdict } from './forecast-judge.ts';
import { makePanel } from './forecast-panels.ts';

/** Panels of our own making that the accuracy is measured on. */
export const FORECAST_SEEDS = [101, 102, 103, 104, 105] as const;
const PANEL_SIZE = { tenants: 10, services: 12, days: 425 };
const HORIZON = 30;
const LEVELS = [80, 95];
const OPTIONS = { horizon: HORIZON, levels: LEVELS, calendar: EMPTY_CALENDAR };
/** Real series are forecast from the days before each of so many last days, this far apart. */
const CUTS = 3;
const DAYS_BETWEEN_CUTS = 45;
const MIN_HISTORY = 100;

export interface PanelFigures extends ForecastFigures {
  /** Percent of forecasts whose sum over all days is within its interval, by level. */
  sum_coverage_percent: Record<string, number>;
}

export interface MeasuredPanel {
  name: string;
  services: PanelFigures;
  /** Of each tenant's sum, forecast as it is; null for series that don't belong together. */
  totals: PanelFigures | null;
  /** Of each tenant's sum, drawn to the sum of its services' forecasts. */
  reconciled_totals: PanelFigures | null;
}

/** How a forecast did, and whether its intervals hold the sum of its days, by level; null where a day is not known. */
interface Judged {
  verdict: Verdict;
  is_sum_inside: Record<string, boolean> | null;
}

/** A ten-thousandth a day is how exactly the made-up costs are given. */
const ROUNDING = 1e-4 * HORIZON;

function judged(series: MeasuredSeries, { mean, intervals, cumulative_intervals }: SeriesForecast): Judged {
  const sum = series.values.subarray(-HORIZON).reduce((total, value) => total + value, 0);
  const isInside = (level: number): boolean => {
    const { lower, upper } = cumulative_intervals[level]!;
    return sum >= lower[HORIZON - 1]! - ROUNDING && sum <= upper[HORIZON - 1]! + ROUNDING;
  };
  return {
    verdict: judge(series, mean, intervals),
    is_sum_inside: Number.isNaN(sum) ? null : Object.fromEntries(LEVELS.map((level) => [level, isInside(level)])),
  };
}

function panelFigures(list: readonly Judged[]): PanelFigures {
  const sums = list.flatMap(({ is_sum_inside }) => (is_sum_inside ? [is_sum_inside] : []));
  const percentInside = (level: number): number => (100 * sums.filter((inside) => inside[level]).length) / sums.length;
  return {
    ...figuresOf(list.map(({ verdict }) => verdict)),
    sum_coverage_percent: Object.fromEntries(LEVELS.map((level) => [level, percentInside(level)])),
  };
}

const historyOf = ({ id, start, values }: MeasuredSeries): DailySeries => ({
  id,
  start,
  values: values.subarray(0, values.length - HORIZON),
});

function sumOf(tenant: string, members: readonly MeasuredSeries[]): MeasuredSeries {
  const values = new Float64Array(members[0]!.values.length);
  for (const member of members) for (const [day, value] of member.values.entries()) values[day] = values[day]! + value;
  return { id: tenant, tenant, kind: 'total', start: members[0]!.start, values };
}

/** Forecasts the last 30 days of each series from the others, and of each tenant's sum. */
export function measurePanel(name: string, panel: readonly MeasuredSeries[]): MeasuredPanel {
  const services: Judged[] = [];
  const totals: Judged[] = [];
  const drawn: Judged[] = [];
  for (const [tenant, members] of Map.groupBy(panel, (series) => series.tenant)) {
    const sum = sumOf(tenant, members);
    const [total, ...forecasts] = forecastAll([sum, ...members].map(historyOf), OPTIONS);
    for (const [i, member] of members.entries()) services.push(judged(member, forecasts[i]!));
    totals.push(judged(sum, forecastSeries(historyOf(sum), OPTIONS)));
    drawn.push(judged(sum, total!));
  }
  return {
    name,
    services: panelFigures(services),
    totals: panelFigures(totals),
    reconciled_totals: panelFigures(drawn),
  };
}

const cut = (series: MeasuredSeries, days: number): MeasuredSeries => ({
  ...series,
  values: series.values.subarray(0, series.values.length - days),
});

/** Series that have nothing to do with each other, each forecast from several days. `model` forces one family of models. */
function measureReal(name: string, list: readonly MeasuredSeries[], model?: ModelName): MeasuredPanel {
  const verdicts = list.flatMap((series) =>
    Array.from({ length: CUTS }, (_, k) => cut(series, k * DAYS_BETWEEN_CUTS))
      .filter(({ values }) => values.length >= MIN_HISTORY + HORIZON)
      .map((one) => judged(one, forecastSeries(historyOf(one), { ...OPTIONS, model }))),
  );
  return { name, services: panelFigures(verdicts), totals: null, reconciled_totals: null };
}

/** The product's choice on the real series of a file (see `readRealSeries`), then each family of models alone; none without. */
export function measureRealSeries(path: string | undefined): MeasuredPanel[] {
  if (path === undefined) return [];
  const series = readRealSeries(path);
  const alone = MODEL_NAMES.map((model) => measureReal(`${model.replaceAll('_', ' ')} alone`, series, model));
  return [measureReal('the product', series), ...alone];
}

const ownPanel = (seed: number): MeasuredSeries[] =>
  makePanel(seed, PANEL_SIZE).map(({ tenant, service, kind, start, values }) => ({
    id: `${tenant}/${service}`,
    tenant,
    kind,
    start,
    values,
  }));

/** The figures on the dev set where its folder is given, and on panels of our own. */
export function measureForecasts(dev_folder: string | undefined): MeasuredPanel[] {
  const own = FORECAST_SEEDS.map((seed) => measurePanel(`seed ${seed}`, ownPanel(seed)));
  return dev_folder === undefined ? own : [measurePanel('dev set', readForecastDevSet(dev_folder)), ...own];
}

/** Forecasts of 30 days, with backtests and both intervals, in a second of one core's time, after 400 days of history. */
export function forecastsPerSecond(): number {
  const series = makePanel(1, { ...PANEL_SIZE, days: 400 }).map(
    ({ service, tenant, start, values }): DailySeries => ({ id: `${tenant}/${service}`, start, values }),
  );
  forecastAll(series, OPTIONS);
  const before = process.cpuUsage();
  const rounds = 5;
  for (let n = 0; n < rounds; n += 1) forecastAll(series, OPTIONS);
  const { user, system } = process.cpuUsage(before);
  return (1e6 * rounds * series.length) / (user + system);
}

function line(name: string, figures: PanelFigures): string {
  const numbers = [figures.mase_mean, figures.mase_median].map((value) => value.toFixed(3));
  const percents = [figures.wape_percent, figures.total_error_median_percent].map((value) => value.toFixed(1));
  const coverage = [figures.coverage_percent, figures.sum_coverage_percent].flatMap((percent) =>
    LEVELS.map((level) => percent[level]!.toFixed(1)),
  );
  return [name, figures.series, ...numbers, ...percents, ...coverage].join(' | ');
}

// Real series are measured too where FINOPSMIND_ACCURACY_REAL is a file of them (see readRealSeries).
if (import.meta.main) {
  console.log(
    'panel | series | MASE | median | WAPE % | 30-day total % | days within 80 % | 95 % | sums within 80 % | 95 %',
  );
  for (const { name, services, totals, reconciled_totals } of measureForecasts(
    process.env['FINOPSMIND_ACCURACY_DATA'],
  )) {
    console.log(line(name, services));
    if (totals) console.log(line(`${name}, totals`, totals));
    if (reconciled_totals) console.log(line(`${name}, totals drawn to services`, reconciled_totals));
  }
  for (const { name, services } of measureRealSeries(process.env['FINOPSMIND_ACCURACY_REAL']))
    console.log(line(`real series, ${name}`, services));
  console.log(`${Math.round(forecastsPerSecond())} forecasts a second`);
}
