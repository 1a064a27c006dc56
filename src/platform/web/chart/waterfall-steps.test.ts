import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf, type WaterfallPart, waterfallScale, waterfallSteps } from './waterfall-steps.ts';

const part = (name: string, amount: number): WaterfallPart => ({ name, title: name, amount });
const steps = (start: number, parts: number[], end: number) =>
  waterfallSteps(
    part('start', start),
    parts.map((amount, index) => part(String(index), amount)),
    part('end', end),
    'All others',
  );
/** Cents, as large as bills are. */
const amount = fc.integer({ min: -1e11, max: 1e11 }).map((cents) => cents / 100);

describe('a waterfall', () => {
  it('goes from one total over its parts to the other', () => {
    expect(steps(100, [60, -20], 140).map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['total', 0, 100],
      ['part', 100, 160],
      ['part', 160, 140],
      ['total', 0, 140],
    ]);
  });

  it('shows what its parts do not make of the difference, also where they make more than all of it', () => {
    expect(steps(100, [60], 150).find(({ kind }) => kind === 'rest')).toMatchObject({
      amount: -10,
      from: 160,
      to: 150,
    });
    expect(steps(100, [40], 150).find(({ kind }) => kind === 'rest')).toMatchObject({
      title: 'All others',
      amount: 10,
    });
    expect(steps(0.1, [0.2], 0.3).some(({ kind }) => kind === 'rest')).toBe(false);
  });

  it('adds up whatever the parts', () => {
    fc.assert(
      fc.property(amount, fc.array(amount, { maxLength: 8 }), amount, (start, parts, end) => {
        const all = steps(start, parts, end);
        const last = all.at(-2)!;
        const size = Math.max(1, Math.abs(start), Math.abs(end), ...parts.map(Math.abs));
        expect(Math.abs(last.to - end)).toBeLessThanOrEqual(size * 1e-8);
        for (const [index, one] of all.entries()) {
          if (one.kind !== 'total') expect(one.from).toBe(all[index - 1]!.to);
        }
      }),
    );
  });

  it('begins at 0 unless the changes would be hairlines', () => {
    expect(waterfallScale(steps(100, [60, -20], 140))).toEqual({ ticks: [0, 50, 100, 150, 200], is_cut: false });
    expect(waterfallScale(steps(1_000, [40], 1_040))).toEqual({
      ticks: [990, 1_010, 1_030, 1_050],
      is_cut: true,
    });
    expect(waterfallScale(steps(-1_000, [-40], -1_040)).ticks).toEqual([-1_050, -1_030, -1_010, -990]);
    expect(waterfallScale(steps(-10, [40], 30)).is_cut).toBe(false);
    expect(waterfallScale(steps(0, [], 0))).toEqual({ ticks: [0, 1], is_cut: false });
  });

  it('has a place for every bar on its scale, in their order', () => {
    fc.assert(
      fc.property(amount, fc.array(amount, { maxLength: 8 }), amount, (start, parts, end) => {
        const all = steps(start, parts, end);
        const scale = waterfallScale(all);
        const [low = 0, high = 0] = [scale.ticks[0], scale.ticks.at(-1)];
        for (const { to } of all) {
          expect(to).toBeGreaterThanOrEqual(low - Math.abs(low) * 1e-9);
          expect(to).toBeLessThanOrEqual(high + Math.abs(high) * 1e-9);
        }
        const places = all
          .map(({ to }) => to)
          .toSorted((a, b) => a - b)
          .map((level) => placeOf(scale, level));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(places.every((place) => place >= 0 && place <= 100)).toBe(true);
      }),
    );
  });
});
