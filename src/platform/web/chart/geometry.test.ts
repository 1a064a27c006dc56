import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandPath, extentOf, gappedPath, heightOf, stack, ticksOf } from './geometry.ts';
import { chartCsv, type Point } from './series.ts';

const amount = fc.double({ min: -1e9, max: 1e9, noNaN: true });
const pointOf = (values: (number | null)[]): Point => ({
  date: '2026-01-01',
  title: '',
  total: 0,
  values,
  incomplete: false,
});

describe('a chart', () => {
  it('has round ticks that cover what is drawn, and 0', () => {
    expect(ticksOf(0, 16_000)).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
    expect(ticksOf(-0.15, 2)).toEqual([-1, 0, 1, 2]);
    expect(ticksOf(0, 0)).toEqual([0, 1]);
    expect(ticksOf(0, 5e-324)).toEqual([0, 1]);
    expect(ticksOf(0, 2e-18)).toEqual([0, 5e-19, 1e-18, 1.5e-18, 2e-18]);
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const ticks = ticksOf(Math.min(a, b), Math.max(a, b));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks[0]).toBeLessThanOrEqual(Math.min(0, a, b) + 1e-6);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(0, a, b) - 1e-6);
      }),
    );
  });

  it('stacks amounts up and credits down, each as long as it is', () => {
    expect(stack([pointOf([3, -2, null, 4, -1])])).toEqual([
      [{ from: 0, to: 3 }, { from: 0, to: -2 }, null, { from: 3, to: 7 }, { from: -2, to: -3 }],
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.option(fc.integer({ min: -1_000, max: 1_000 })), { minLength: 3, maxLength: 3 })),
        (rows) => {
          const points = rows.map(pointOf);
          for (const [index, segments] of stack(points).entries())
            expect(segments.reduce((sum, segment) => sum + (segment ? segment.to - segment.from : 0), 0)).toBe(
              points[index]!.values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
            );
          const [least, most] = extentOf({ series: [], points }, true);
          expect(least).toBeLessThanOrEqual(0);
          expect(most).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('draws the highest tick at the top and the lowest at the bottom', () => {
    const frame = { width: 500, height: 300, left: 50, top: 10, bottom: 30, ticks: [-10, 0, 10], count: 4 };
    expect([heightOf(frame, 10), heightOf(frame, 0), heightOf(frame, -10)]).toEqual([10, 140, 270]);
  });

  it.each([
    [[1, 2, 3], 'M0.5,9.0L1.5,8.0L2.5,7.0'],
    [[1, null, 3], 'M0.5,9.0L0.5,9.0M2.5,7.0L2.5,7.0'],
    [[1, 2, null, 0, 0], 'M0.5,9.0L1.5,8.0M3.5,10.0L4.5,10.0'],
    [[null, null], ''],
  ])('breaks the line of %j where nothing is known', (values, path) => {
    const frame = {
      width: values.length,
      height: 10,
      left: 0,
      top: 0,
      bottom: 0,
      ticks: [0, 10],
      count: values.length,
    };
    expect(gappedPath(frame, values)).toBe(path);
  });

  it.each([
    ['a stretch, upper edge first', [1, 2], [3, 4], 'M0.5,7.0L1.5,6.0L1.5,8.0L0.5,9.0Z'],
    ['a day alone, as wide as its place', [null, 2, null], [null, 4, 5], 'M1.0,6.0L2.0,6.0L2.0,8.0L1.0,8.0Z'],
    ['nothing where an edge is unknown', [null, 1], [2, null], ''],
    [
      'each stretch for itself',
      [0, null, 0],
      [1, 1, 1],
      'M0.0,9.0L1.0,9.0L1.0,10.0L0.0,10.0ZM2.0,9.0L3.0,9.0L3.0,10.0L2.0,10.0Z',
    ],
  ])('draws a band as %s', (_, lower, upper, path) => {
    const frame = {
      width: upper.length,
      height: 10,
      left: 0,
      top: 0,
      bottom: 0,
      ticks: [0, 10],
      count: upper.length,
    };
    expect(bandPath(frame, { lower, upper })).toBe(path);
  });

  it('leaves room for bands, and writes them to the CSV without a total that would mean nothing', () => {
    const band = { name: '80', title: '80 % interval', color: '', opacity: 0.2, lower: [null, -5], upper: [null, 12] };
    const series = [{ name: 'cost', title: 'Cost', color: '', total: 3, is_rest: true }];
    const points = [3, null].map((value) => ({ ...pointOf([value]), total: null }));
    const data = { series, points, bands: [band] };
    expect(extentOf(data, false)).toEqual([-5, 12]);
    expect(chartCsv(data).split('\r\n')).toEqual([
      'date,Cost,"80 % interval, from","80 % interval, to",incomplete',
      '2026-01-01,3,,,false',
      '2026-01-01,,-5,12,false',
    ]);
  });

  it('lets no spreadsheet take a name in the CSV for a formula', () => {
    const title = '=HYPERLINK("https://example.com")';
    const series = [{ name: 'tag', title, color: '', total: -1, is_rest: false }];
    expect(chartCsv({ series, points: [{ ...pointOf([-1]), total: null }] }).split('\r\n')).toEqual([
      `date,"'=HYPERLINK(""https://example.com"")",incomplete`,
      '2026-01-01,-1,false',
    ]);
  });
});
