// How near forecasts and anomaly detection come: on panels of our own making by seed, on a set of others where
// FINOPSMIND_ACCURACY_DATA names its folder, on real series where FINOPSMIND_ACCURACY_REAL names a file, and on the sample
// company. Prints the figures beside their limits and writes docs/accuracy.md.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { report } from './_measure.ts';
import { detectionsPerSecond, measureAnomalies } from './accuracy/anomaly.ts';
import { accuracyDocument, type Measured, meanOf } from './accuracy/document.ts';
import { forecastsPerSecond, measureForecasts, measureRealSeries } from './accuracy/forecast.ts';
import { measureSampleCompany } from './accuracy/sample-company.ts';

const DOCUMENT = fileURLToPath(new URL('../docs/accuracy.md', import.meta.url));

const dev_folder = process.env['FINOPSMIND_ACCURACY_DATA'];
const measured: Measured = {
  forecasts: measureForecasts(dev_folder),
  real: measureRealSeries(process.env['FINOPSMIND_ACCURACY_REAL']),
  anomalies: measureAnomalies(dev_folder),
  sample: measureSampleCompany(),
  forecasts_per_second: forecastsPerSecond(),
  detections_per_second: detectionsPerSecond(),
};

const { forecasts, anomalies, sample } = measured;
for (const { name, services, reconciled_totals } of forecasts) {
  report(`${name}: MASE of services`, services.mase_mean, '', { below: 0.65 });
  if (reconciled_totals)
    report(`${name}: MASE of totals, drawn to their services`, reconciled_totals.mase_mean, '', { below: 0.43 });
  report(`${name}: days within the 80 % interval`, services.coverage_percent['80']!, '%', { above: 76, below: 86 });
  report(`${name}: days within the 95 % interval`, services.coverage_percent['95']!, '%', { above: 92, below: 98 });
}
for (const { name, figures } of anomalies) report(`${name}: F1`, figures.f1, '', { above: 0.78 });
const average = (of: (figures: (typeof anomalies)[number]['figures']) => number): number =>
  meanOf(anomalies.map(({ figures }) => of(figures)));
report(
  'anomalies, on average: F1',
  average((figures) => figures.f1),
  '',
  { above: 0.9 },
);
report(
  'anomalies, on average: recall',
  average((figures) => figures.recall),
  '',
  { above: 0.93 },
);
report(
  'anomalies, on average: false alarms in 1,000 days',
  average((figures) => figures.false_per_1000),
  '',
  {
    below: 0.5,
  },
);
report(
  'month starts and ends that alarm',
  average((figures) => figures.boundary_percent),
  '%',
  { below: 1 },
);
report('sample company: planted incidents found', sample.found, `of ${sample.planted}`, { above: sample.planted });
report('sample company: found and not planted', sample.false + sample.real_changes, '', { below: 0 });
report('root cause: right value first', sample.causes.first_right_percent, '%', { above: 95 });
report('root cause: 80 % of the difference explained', sample.causes.explained_percent, '% of causes', { above: 95 });
report('forecasts', measured.forecasts_per_second, 'a second of one core', { above: 200 });
report('detection of one new day', measured.detections_per_second, 'series a second of one core', { above: 2_000 });
writeFileSync(DOCUMENT, accuracyDocument(measured));
