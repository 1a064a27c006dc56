/** One series of a chart. */
export interface Series {
  name: string;
  title: string;
  color: string;
  total: number;
  /** Everything that has no series of its own: it can't be narrowed to. */
  is_rest: boolean;
}

/** One step in time with an amount for each series, in their order; null where a series has nothing there. */
export interface Point {
  date: string;
  title: string;
  total: number;
  values: (number | null)[];
  incomplete: boolean;
}

/** What a chart draws. */
export interface ChartData {
  series: Series[];
  points: Point[];
}

const csvField = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The figures of a chart as CSV: a row per step in time. */
export function chartCsv({ series, points }: ChartData): string {
  const head = ['date', ...series.map((s) => s.title), 'total', 'incomplete'];
  const rows = points.map((p) => [
    p.date,
    ...p.values.map((value) => (value === null ? '' : String(value))),
    String(p.total),
    String(p.incomplete),
  ]);
  return [head, ...rows].map((row) => row.map(csvField).join(',')).join('\r\n');
}
