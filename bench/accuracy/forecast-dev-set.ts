import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { MeasuredSeries } from './forecast-judge.ts';

/** The panel of `forecast_panel.csv.gz` in `folder` (tenant, service, kind, date, cost; by day, without gaps). */
export function readForecastDevSet(folder: string): MeasuredSeries[] {
  const text = gunzipSync(readFileSync(join(folder, 'forecast_panel.csv.gz'))).toString('utf8');
  const by_id = new Map<string, { tenant: string; kind: string; start: string; values: number[] }>();
  for (const line of text.trim().split('\n').slice(1)) {
    const [tenant = '', service = '', kind = '', date = '', cost = ''] = line.split(',');
    const id = `${tenant}/${service}`;
    const known = by_id.get(id);
    if (known) known.values.push(Number(cost));
    else by_id.set(id, { tenant, kind, start: date, values: [Number(cost)] });
  }
  return [...by_id].map(([id, { values, ...rest }]) => ({ id, ...rest, values: Float64Array.from(values) }));
}

/** Real daily series in a JSON file: `[{id, start, values}]` with null for days that are not known. */
export function readRealSeries(path: string): MeasuredSeries[] {
  const list = JSON.parse(readFileSync(path, 'utf8')) as { id: string; start: string; values: (number | null)[] }[];
  return list.map(({ id, start, values }) => ({
    id,
    tenant: id,
    kind: 'real',
    start,
    values: Float64Array.from(values, (value) => value ?? Number.NaN),
  }));
}
