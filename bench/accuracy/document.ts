import type { MeasuredPanel as AnomalyPanel } from './anomaly.ts';
import type { MeasuredPanel as ForecastPanel } from './forecast.ts';
import type { SampleResult } from './sample-company.ts';

/** Everything that the accuracy benchmark measures. */
export interface Measured {
  forecasts: ForecastPanel[];
  /** On real series: the product's own choice first, then each family of models alone; empty where there are none. */
  real: ForecastPanel[];
  anomalies: AnomalyPanel[];
  sample: SampleResult;
  forecasts_per_second: number;
  detections_per_second: number;
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const FORECAST_HEAD = [
  'panel',
  'series',
  'MASE, mean',
  'MASE, median',
  'WAPE %',
  'error of the 30-day total %, median',
  '80 % interval covers %',
  '95 % covers %',
  '80 % interval of the 30-day sum covers %',
];

const forecastRow = (name: string, figures: ForecastPanel['services']): (string | number)[] => [
  name,
  figures.series,
  figures.mase_mean.toFixed(2),
  figures.mase_median.toFixed(2),
  figures.wape_percent.toFixed(1),
  figures.total_error_median_percent.toFixed(1),
  figures.coverage_percent['80']!.toFixed(0),
  figures.coverage_percent['95']!.toFixed(0),
  figures.sum_coverage_percent['80']!.toFixed(0),
];

const forecastTable = (panels: readonly ForecastPanel[]): string =>
  table(
    FORECAST_HEAD,
    panels.flatMap(({ name, services, totals, reconciled_totals }) => [
      forecastRow(`${name}, services`, services),
      ...(totals ? [forecastRow(`${name}, totals`, totals)] : []),
      ...(reconciled_totals ? [forecastRow(`${name}, totals drawn to their services`, reconciled_totals)] : []),
    ]),
  );

const realTable = (panels: readonly ForecastPanel[]): string =>
  panels.length === 0
    ? 'Not measured in this run: no file of real series was given.'
    : table(
        FORECAST_HEAD,
        panels.map(({ name, services }) => forecastRow(name, services)),
      );

const anomalyTable = (panels: readonly AnomalyPanel[]): string =>
  table(
    [
      'panel',
      'events',
      'F1',
      'precision',
      'recall',
      'false alarms in 1,000 series-days',
      'month starts and ends that alarm %',
    ],
    panels.map(({ name, figures }) => [
      name,
      figures.events,
      figures.f1.toFixed(3),
      figures.precision.toFixed(3),
      figures.recall.toFixed(3),
      figures.false_per_1000.toFixed(2),
      figures.boundary_percent.toFixed(2),
    ]),
  );

/** Recall and mean delay by kind of event over all panels, each event counting the same. */
function kindTable(panels: readonly AnomalyPanel[]): string {
  const kinds = [...new Set(panels.flatMap(({ figures }) => Object.keys(figures.kinds)))].toSorted();
  const rows = kinds.map((kind) => {
    const all = panels.flatMap(({ figures }) => figures.kinds[kind] ?? []);
    const events = all.reduce((sum, one) => sum + one.events, 0);
    const found = all.reduce((sum, one) => sum + one.recall * one.events, 0);
    const delay = all.reduce((sum, one) => sum + (one.mean_delay ?? 0) * one.recall * one.events, 0) / found;
    return [kind.replaceAll('_', ' '), events, `${((100 * found) / events).toFixed(0)} %`, `${delay.toFixed(1)} days`];
  });
  return table(['kind', 'events', 'found', 'mean delay'], rows);
}

function sampleText({ planted, found, real_changes, false: false_alarms, companies, causes }: SampleResult): string {
  return [
    `Runs over ${companies.length} sample companies of 13 months each find ${found} of the ${planted} incidents planted in them,`,
    `and ${real_changes + false_alarms} more (${real_changes} of them real changes of its resources, ${false_alarms} false).`,
    `Of ${causes.planted} further incidents planted into their rows, the value that caused it stands first in`,
    `${causes.first_right_percent.toFixed(1)} %, and 80 % of the difference is explained in ${causes.explained_percent.toFixed(1)} %.`,
  ].join('\n');
}

/** The page that says how near forecasts and anomaly detection come, in Markdown. */
export const accuracyDocument = ({
  forecasts,
  real,
  anomalies,
  sample,
  forecasts_per_second,
  detections_per_second,
}: Measured): string => `<!-- Written by \`npm run bench:accuracy\`: change bench/accuracy/, not this page. -->

# How near forecasts and anomaly detection come

Measured by \`npm run bench:accuracy\` with the code that runs in the product, on daily costs with the truth beside them. The
panels "seed n" are made by the benchmark itself (\`bench/accuracy/*-panels.ts\`): services with rhythms of the week and the
month, growth, shifts of level, batch days, noise. The "dev set" is another such panel, made by a process that knew nothing of
the methods. The methods were chosen by how they did on the dev set, on such seeds and on the real series together, so these
rows are no unseen test: expect a panel of your own to differ by as much as they do among themselves. Each organization sees its own
figures in the product: past forecasts against what came, and the share of anomalies that people said were none.

## Forecasts of 30 days

Made from the days before, with backtests and intervals. MASE is the mean absolute error in units of a forecast that repeats
the week before, over the history; below 1 is better than that. Totals are the sums of the services of a tenant.

${forecastTable(forecasts)}

### Real daily series

Each forecast from three different days. The first row is the product's choice among its models, the others one family alone.

${realTable(real)}

## Anomalies

A day is judged from that day and those before it alone. An event is found when an alarm falls within it (a day later for a
spike, seven for a drift); alarms elsewhere are false, those within three days counting once, and so is nothing within the
aftermath of an event (9 days after a spike, 35 after the others).

${anomalyTable(anomalies)}

${kindTable(anomalies)}

## Incidents and their causes

${sampleText(sample)}

## Speed

On one core, with 400 days of history: ${Math.round(forecasts_per_second)} forecasts a second with backtests and intervals, ${Math.round(detections_per_second).toLocaleString('en-US')} series a second for the detection of one new day.
`;
