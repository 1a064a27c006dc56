import type { Band, ChartData, Point } from './series.ts';

/** Charge rows keep 18 decimals: no amount is smaller, and dividing by much less would leave the range of doubles. */
const SMALLEST_AMOUNT = 1e-18;

/** Round steps that cover `[least, most]` and 0, about `count` of them: 1, 2 or 5 times a power of ten. */
export function ticksOf(least: number, most: number, count = 4): number[] {
  const [low, high] = [Math.min(0, least), Math.max(0, most)];
  if (high - low < SMALLEST_AMOUNT) return [0, 1];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  // Multiplying whole numbers keeps ticks such as 0.3 from becoming 0.30000000000000004 in labels.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** The part of a stack that one series takes at one point: `from` nearer to 0. */
export interface Segment {
  from: number;
  to: number;
}

/** Stacks the values of each point: amounts upwards from 0, credits downwards. Null where a series has nothing. */
export const stack = (points: Point[]): (Segment | null)[][] =>
  points.map(({ values }) => {
    let [up, down] = [0, 0];
    return values.map((value) => {
      if (value === null || value === 0) return null;
      const from = value > 0 ? up : down;
      const to = from + value;
      if (value > 0) up = to;
      else down = to;
      return { from, to };
    });
  });

/** Least and most of what is drawn, stacked or each for itself, and of its bands and levels. */
export function extentOf({ points, bands = [], levels = [] }: ChartData, is_stacked: boolean): [number, number] {
  const values = is_stacked
    ? stack(points).flatMap((segments) => segments.flatMap((segment) => (segment ? [segment.from, segment.to] : [])))
    : points.flatMap((point) => point.values.filter((value) => value !== null));
  const edges = bands.flatMap(({ lower, upper }) => [...lower, ...upper].filter((value) => value !== null));
  return [...values, ...edges, ...levels.map(({ amount }) => amount)].reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [0, 0],
  );
}

/** Places on the drawing surface. */
export interface Frame {
  width: number;
  height: number;
  left: number;
  top: number;
  bottom: number;
  ticks: number[];
  count: number;
}

/** Height of an amount. */
export function heightOf({ height, top, bottom, ticks }: Frame, amount: number): number {
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  return top + (1 - (amount - low) / (high - low)) * (height - top - bottom);
}

/** Width of the place of one point, and the middle of point `index`. */
export const bandOf = ({ width, left, count }: Frame): number => (width - left) / Math.max(1, count);
export const middleOf = (frame: Frame, index: number): number => frame.left + bandOf(frame) * (index + 0.5);

/** Which points get a label, so that labels of `label_width` do not touch. */
export const labelStep = (frame: Frame, label_width: number): number =>
  Math.max(1, Math.ceil(label_width / bandOf(frame)));

const at = (x: number, y: number): string => `${x.toFixed(1)},${y.toFixed(1)}`;

/** The outline of a series in a stack of areas; where it has nothing it is as thin as the stack is there. */
export function areaPath(frame: Frame, stacked: (Segment | null)[][], series: number): string {
  const edge = (end: 'from' | 'to') =>
    stacked.map((segments, index) => {
      const below = segments.slice(0, series).findLast((segment) => segment !== null && segment.to > 0)?.to ?? 0;
      return at(middleOf(frame, index), heightOf(frame, segments[series]?.[end] ?? below));
    });
  return `M${edge('to').join('L')}L${edge('from').toReversed().join('L')}Z`;
}

/** The line of a series; unknown points are bridged. */
export function linePath(frame: Frame, points: Point[], series: number): string {
  const known = points.flatMap(({ values }, index) => {
    const value = values[series];
    return value === null || value === undefined ? [] : [at(middleOf(frame, index), heightOf(frame, value))];
  });
  return known.length === 0 ? '' : `M${known.join('L')}`;
}

/** A line that breaks where a value is unknown; what stands alone between unknown ones is a dot of no length. */
export function gappedPath(frame: Frame, values: (number | null)[]): string {
  let is_open = false;
  return values
    .map((value, index) => {
      if (value === null) {
        is_open = false;
        return '';
      }
      const point = at(middleOf(frame, index), heightOf(frame, value));
      const is_alone = !is_open && (values[index + 1] ?? null) === null;
      const step = is_alone ? `M${point}L${point}` : `${is_open ? 'L' : 'M'}${point}`;
      is_open = true;
      return step;
    })
    .join('');
}

/** The outline of a band, a part for each stretch of days that have it; a day alone is as wide as its place. */
export function bandPath(frame: Frame, { lower, upper }: Pick<Band, 'lower' | 'upper'>): string {
  const stretches: number[][] = [];
  for (const [index, top] of upper.entries()) {
    if (top === null || (lower[index] ?? null) === null) continue;
    const last = stretches.at(-1);
    if (last?.at(-1) === index - 1) last.push(index);
    else stretches.push([index]);
  }
  const half = bandOf(frame) / 2;
  const edge = (days: number[], heights: (number | null)[]) =>
    days.flatMap((index) => {
      const [x, y] = [middleOf(frame, index), heightOf(frame, heights[index] ?? 0)];
      return days.length > 1 ? [at(x, y)] : [at(x - half, y), at(x + half, y)];
    });
  return stretches.map((days) => `M${[...edge(days, upper), ...edge(days, lower).toReversed()].join('L')}Z`).join('');
}
