import { forecastAll, forecastSeries, MODEL_NAMES, type ModelName } from '../../src/forecasts/core/forecast.ts';
import { drawnToParts } from '../../src/forecasts/core/reconcile.ts';
import { type DailySeries, EMPTY_CALENDAR } from '../../src/forecasts/core/series.ts';
import { readForecastDevSet, readRealSeries } from './forecast-dev-set.ts';
import { type ForecastFigures, figuresOf, judge, type MeasuredSeries } from './forecast-judge.ts';
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

export interface MeasuredPanel {
  name: string;
  services: ForecastFigures;
  /** Of each tenant's sum, forecast as it is; null for series that don't belong together. */
  totals: ForecastFigures | null;
  /** Of each tenant's sum, drawn to the sum of its services' forecasts. */
  reconciled_totals: ForecastFigures | null;
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
  const services = [];
  const totals = [];
  const reconciled = [];
  for (const [tenant, members] of Map.groupBy(panel, (series) => series.tenant)) {
    const forecasts = forecastAll(members.map(historyOf), OPTIONS);
    for (const [i, member] of members.entries())
      services.push(judge(member, forecasts[i]!.mean, forecasts[i]!.intervals));
    const sum = sumOf(tenant, members);
    const direct = forecastSeries(historyOf(sum), OPTIONS);
    const drawn = drawnToParts(direct, forecasts);
    totals.push(judge(sum, direct.mean, direct.intervals));
    reconciled.push(judge(sum, drawn.mean, drawn.intervals));
  }
  return {
    name,
    services: figuresOf(services),
    totals: figuresOf(totals),
    reconciled_totals: figuresOf(reconciled),
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
      .map((one) => {
        const { mean, intervals } = forecastSeries(historyOf(one), { ...OPTIONS, model });
        return judge(one, mean, intervals);
      }),
  );
  return { name, services: figuresOf(verdicts), totals: null, reconciled_totals: null };
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

function line(name: string, figures: ForecastFigures): string {
  const numbers = [figures.mase_mean, figures.mase_median].map((value) => value.toFixed(3));
  const percents = [figures.wape_percent, figures.total_error_median_percent].map((value) => value.toFixed(1));
  const coverage = LEVELS.map((level) => figures.coverage_percent[level]!.toFixed(1));
  return [name, figures.series, ...numbers, ...percents, ...coverage].join(' | ');
}

// Real series are measured too where FINOPSMIND_ACCURACY_REAL is a file of them (see readRealSeries).
if (import.meta.main) {
  console.log('panel | series | MASE | median | WAPE % | 30-day total % | within 80 % | within 95 %');
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
