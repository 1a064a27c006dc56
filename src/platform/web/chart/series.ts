/** One series of a chart. */
export interface Series {
  name: string;
  title: string;
  color: string;
  total: number;
  /** A sum of its points would mean nothing, such as of a limit a day: it is not shown. */
  is_rate?: boolean;
  /** Everything that has no series of its own: it can't be narrowed to. */
  is_rest: boolean;
  /** How a line is drawn: dashed for what has not happened, broken where nothing is known instead of bridged. */
  is_dashed?: boolean;
  is_broken?: boolean;
}

/** A range around a line, such as an interval: a lower and an upper amount for each point, null where there is none. */
export interface Band {
  name: string;
  /** What it is, for the legend, the hover card and the CSV: `80 % interval`. */
  title: string;
  color: string;
  /** Opacity of the fill, 0 to 1: narrower bands are drawn stronger, and listed last. */
  opacity: number;
  lower: (number | null)[];
  upper: (number | null)[];
}

/** Something to know about a day: a line over the chart with its title (`today`), or a mark at the top (`event`). */
export interface Marker {
  date: string;
  title: string;
  kind: 'today' | 'event';
}

/** An amount to hold what is drawn against, as a line over the whole width with its title on it. */
export interface Level {
  amount: number;
  title: string;
  color: string;
  is_dashed?: boolean;
}

/** One step in time with an amount for each series, in their order; null where a series has nothing there. */
export interface Point {
  date: string;
  title: string;
  /** Null where the series are no parts of a whole. */
  total: number | null;
  values: (number | null)[];
  incomplete: boolean;
}

/** What a chart draws. Bands are behind the series, levels and markers in front of them. */
export interface ChartData {
  series: Series[];
  points: Point[];
  bands?: Band[];
  /** Those of days that are no point are not drawn. */
  markers?: Marker[];
  levels?: Level[];
}

const csvField = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const cell = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

/** A title that no spreadsheet takes for a formula: whoever can tag a resource can choose it. */
const heading = (title: string): string => (/^[=+\-@\t\r]/.test(title) ? `'${title}` : title);

/** The figures of a chart as CSV: a row per step in time; what is not known is empty. */
export function chartCsv({ series, points, bands = [] }: ChartData): string {
  const has_total = points.some((point) => point.total !== null);
  const head = [
    'date',
    ...series.map((one) => one.title),
    ...bands.flatMap(({ title }) => [`${title}, from`, `${title}, to`]),
    ...(has_total ? ['total'] : []),
    'incomplete',
  ];
  const rows = points.map((point, index) => [
    point.date,
    ...point.values.map(cell),
    ...bands.flatMap(({ lower, upper }) => [cell(lower[index]), cell(upper[index])]),
    ...(has_total ? [cell(point.total)] : []),
    String(point.incomplete),
  ]);
  return [head.map(heading), ...rows].map((row) => row.map(csvField).join(',')).join('\r\n');
}
