import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dayNumber } from '../../src/forecasts/core/calendar.ts';
import type { JudgedSeries, PlantedEvent } from './anomaly-judge.ts';

const readRows = (path: string): Record<string, string>[] => {
  const [header = '', ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
};

/** The panel of `anomaly_panel.csv.gz` and `anomaly_events.csv.gz` in `folder`. The days of its series have no gaps. */
export function readDevSet(folder: string): JudgedSeries[] {
  const rows = Map.groupBy(
    readRows(join(folder, 'anomaly_panel.csv.gz')),
    (row) => `${row['tenant']}/${row['service']}`,
  );
  const events = Map.groupBy(
    readRows(join(folder, 'anomaly_events.csv.gz')),
    (row) => `${row['tenant']}/${row['service']}`,
  );
  return [...rows].map(([id, days]) => {
    const start = days[0]!['date']!;
    const first_day = dayNumber(start);
    return {
      tenant: days[0]!['tenant']!,
      base: 'unknown',
      series: { id, start, values: Float64Array.from(days, (row) => Number(row['cost'])) },
      events: (events.get(id) ?? []).map(
        (row): PlantedEvent => ({
          kind: row['kind']!,
          start: dayNumber(row['start']!) - first_day,
          end: dayNumber(row['end']!) - first_day,
          alarm: row['alarm'] === '1',
        }),
      ),
    };
  });
}
