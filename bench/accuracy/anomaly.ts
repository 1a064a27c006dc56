import { detectSeries } from '../../src/anomalies/core/detect.ts';
import { EMPTY_CALENDAR } from '../../src/forecasts/core/series.ts';
import { readDevSet } from './anomaly-dev-set.ts';
import { type Figures, figuresOf, JUDGED_FROM, type JudgedSeries, judgeSeries, type Verdict } from './anomaly-judge.ts';
import { makePanel } from './anomaly-panels.ts';

/** Panels of our own making that the accuracy is measured on. */
export const ANOMALY_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
/** Groups of tenants that figures are given of one by one: nothing must hang on a few of them. */
const FOLDS = 5;

export interface MeasuredPanel {
  name: string;
  figures: Figures;
}

/** The verdict on the detector, without any calendar, about each series of a panel. */
export const judgePanel = (panel: readonly JudgedSeries[]): Verdict[] =>
  panel.map((series) => {
    const { alarms } = detectSeries(series.series, { calendar: EMPTY_CALENDAR, replay_from: JUDGED_FROM });
    return judgeSeries(
      series,
      alarms.map(({ index }) => index),
    );
  });

function foldsOf(name: string, verdicts: readonly Verdict[]): MeasuredPanel[] {
  const tenants = [...new Set(verdicts.map((verdict) => verdict.series.tenant))];
  return Array.from({ length: FOLDS }, (_, fold) => {
    const chosen = new Set(tenants.filter((_tenant, i) => i % FOLDS === fold));
    const figures = figuresOf(verdicts.filter((verdict) => chosen.has(verdict.series.tenant)));
    return { name: `${name}, ${[...chosen].join(' ')}`, figures };
  });
}

/** The figures on the dev set (whole and by groups of tenants) where its folder is given, and on our own panels. */
export function measureAnomalies(dev_folder: string | undefined): MeasuredPanel[] {
  const own = ANOMALY_SEEDS.map((seed) => ({ name: `seed ${seed}`, figures: figuresOf(judgePanel(makePanel(seed))) }));
  if (dev_folder === undefined) return own;
  const verdicts = judgePanel(readDevSet(dev_folder));
  return [{ name: 'dev set', figures: figuresOf(verdicts) }, ...foldsOf('dev set', verdicts), ...own];
}

/** Series of which one new day is judged in a second of one core's time, after 400 days of history. */
export function detectionsPerSecond(): number {
  const series = makePanel(1).map((one) => one.series);
  const round = (): void => {
    for (const one of series) detectSeries(one, { calendar: EMPTY_CALENDAR });
  };
  round();
  const before = process.cpuUsage();
  const rounds = 20;
  for (let n = 0; n < rounds; n += 1) round();
  const { user, system } = process.cpuUsage(before);
  return (1e6 * rounds * series.length) / (user + system);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function line({ name, figures }: MeasuredPanel): string {
  const kinds = Object.entries(figures.kinds).map(
    ([kind, { recall, mean_delay }]) =>
      `${kind} ${percent(recall)}, ${mean_delay === null ? 'none found' : `${mean_delay.toFixed(1)} days`}`,
  );
  return [
    name,
    figures.f1.toFixed(3),
    figures.precision.toFixed(3),
    figures.recall.toFixed(3),
    figures.false_per_1000.toFixed(2),
    `${figures.boundary_percent.toFixed(2)} %`,
    ...kinds,
  ].join(' | ');
}

if (import.meta.main) {
  console.log(
    'panel | F1 | precision | recall | false per 1,000 days | month starts and ends | recall and delay by kind',
  );
  for (const panel of measureAnomalies(process.env['FINOPSMIND_ACCURACY_DATA'])) console.log(line(panel));
  console.log(`${Math.round(detectionsPerSecond())} series a second`);
}
