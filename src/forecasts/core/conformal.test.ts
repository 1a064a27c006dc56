import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calibration, calibrate, type TestedForecasts, untestedCalibration, usualError } from './calibration.ts';
import { boundsByLevel, commonBounds, holdOut, usualBounds } from './conformal.ts';

/** Numbers like chance, the same each time (Park and Miller, 1988). */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function normals(seed: number): () => number {
  const next = chance(seed);
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}

/** Errors `size(day)` times normal numbers around a forecast. */
function tested(
  seed: number,
  origins: number,
  span: number,
  size: (day: number, forecast: number) => number,
  forecast: (day: number) => number = () => 100,
): TestedForecasts {
  const normal = normals(seed);
  const values = Float64Array.from({ length: origins * span }, (_, i) => forecast(i % span));
  const actual = values.map((value, i) => value + size((i % span) + 1, value) * normal());
  return { origins, span, step: 10, forecast: values, actual };
}

const usual = (levels: number[]) => levels.map(usualBounds);

describe('calibrate', () => {
  it('finds how errors grow with the days ahead', () => {
    const growing = calibrate(
      tested(1, 60, 30, (day) => 2 * Math.sqrt(day)),
      'day',
      100,
    );
    const ratio = usualError(growing.scale, 100, 25) / usualError(growing.scale, 100, 1);
    expect(ratio).toBeGreaterThan(3.5);
    expect(ratio).toBeLessThan(6.5);
    const steady = calibrate(
      tested(1, 60, 30, () => 2),
      'day',
      100,
    );
    expect(usualError(steady.scale, 100, 25) / usualError(steady.scale, 100, 1)).toBeLessThan(1.15);
    // The mean size of a normal number is √(2/π).
    expect(usualError(steady.scale, 100, 10)).toBeCloseTo(2 * Math.sqrt(2 / Math.PI), 1);
  });

  it('finds whether large days err more', () => {
    const sizes = (day: number): number => (day % 7 === 0 ? 900 : 100);
    expect(
      calibrate(
        tested(2, 40, 28, (_, value) => value / 20, sizes),
        'day',
        200,
      ).scale.exponent,
    ).toBe(1);
    expect(
      calibrate(
        tested(2, 40, 28, () => 5, sizes),
        'day',
        200,
      ).scale.exponent,
    ).toBe(0);
  });

  it('of a forecast that never erred is nothing wide', () => {
    const exact = calibrate(
      tested(3, 5, 7, () => 0),
      'day',
      100,
    );
    expect(usualError(exact.scale, 100, 3)).toBe(0);
    expect(
      boundsByLevel(exact, [80], usual([80]), null).every(({ lower, upper }) => Number.isFinite(upper - lower)),
    ).toBe(true);
  });

  it('leaves out days that are not known', () => {
    const gaps = tested(4, 20, 10, () => 3);
    gaps.actual.fill(Number.NaN, 0, 50);
    const { scores, scale } = calibrate(gaps, 'day', 100);
    expect(scores.slice(0, 50).every(Number.isNaN)).toBe(true);
    expect(scale.base + scale.rise).toBeGreaterThan(0);
  });
});

describe('intervals', () => {
  it('hold the share of new days that they promise', () => {
    const inside = [0, 0];
    let days = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const size = (day: number): number => 3 + Math.sqrt(day);
      const calibration = calibrate(tested(seed, 36, 30, size), 'day', 100);
      const bounds = boundsByLevel(calibration, [80, 95], usual([80, 95]), null);
      const next = tested(seed + 1000, 1, 30, size);
      for (const [i, actual] of next.actual.entries()) {
        days += 1;
        const score = (actual - 100) / usualError(calibration.scale, 100, i + 1);
        for (const [k, { lower, upper }] of bounds.entries())
          if (score >= lower && score <= upper) inside[k] = inside[k]! + 1;
      }
    }
    expect((100 * inside[0]!) / days).toBeGreaterThan(77);
    expect((100 * inside[0]!) / days).toBeLessThan(86);
    expect((100 * inside[1]!) / days).toBeGreaterThan(93);
    expect((100 * inside[1]!) / days).toBeLessThan(98.5);
  });

  it('are wider on the side that errs more', () => {
    const skewed = tested(5, 36, 30, () => 0);
    const next = chance(9);
    skewed.actual.forEach((_, i) => (skewed.actual[i] = 100 - 2 * Math.log(next())));
    const [bounds] = boundsByLevel(calibrate(skewed, 'day', 100), [80], usual([80]), null);
    expect(bounds!.upper).toBeGreaterThan(-bounds!.lower);
  });

  it('of a higher level hold those of a lower one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 36 }), (seed, origins) => {
        const levels = [10, 50, 80, 95, 99.9];
        const bounds = boundsByLevel(
          calibrate(
            tested(seed, origins, 14, () => 4),
            'day',
            100,
          ),
          levels,
          usual(levels),
          null,
        );
        for (let i = 1; i < levels.length; i += 1) {
          expect(bounds[i]!.upper).toBeGreaterThanOrEqual(bounds[i - 1]!.upper);
          expect(bounds[i]!.lower).toBeLessThanOrEqual(bounds[i - 1]!.lower);
        }
      }),
    );
  });

  it('of few backtests take their shape from the series beside them', () => {
    const wide = { lower: -9, upper: 9 };
    const few = calibrate(
      tested(6, 1, 14, () => 4),
      'day',
      100,
    );
    expect(boundsByLevel(few, [80], [wide], null)[0]!.upper).toBeGreaterThan(
      boundsByLevel(few, [80], usual([80]), null)[0]!.upper,
    );
    const untested = untestedCalibration('day', 100, 5);
    expect(boundsByLevel(untested, [80], [wide], null)[0]!.upper).toBeGreaterThanOrEqual(9);
  });
});

describe('commonBounds', () => {
  const calibrations = (count: number): Calibration[] =>
    Array.from({ length: count }, (_, i) =>
      calibrate(
        tested(i + 1, 36, 30, () => 4),
        'day',
        100,
      ),
    );
  it('are the middle of those of many series', () => {
    const [bounds] = commonBounds(calibrations(9), [80])!;
    // A normal number is within 1.28 sigma on 80 % of days, and its mean size is 0.798 sigma.
    expect(bounds!.upper).toBeCloseTo(1.606, 1);
    expect(bounds!.lower).toBeCloseTo(-1.606, 1);
  });
  it('are unknown with few', () => expect(commonBounds(calibrations(7), [80])).toBeNull());
});

describe('holdOut', () => {
  it('is near the level when nothing changes', () => {
    const still = calibrate(
      tested(7, 36, 30, () => 4),
      'day',
      100,
    );
    const { coverage, widening } = holdOut(still, [80, 95])!;
    expect(coverage[0]).toBeCloseTo(0.8, 1);
    expect(coverage[1]).toBeCloseTo(0.95, 1);
    for (const factor of widening) expect(factor).toBeLessThan(1.1);
  });
  it('asks for wider intervals when a part of the time was wilder than the others', () => {
    const wild = tested(8, 36, 30, () => 4);
    for (let i = 24 * 30; i < 36 * 30; i += 1) wild.actual[i] = 100 + 3 * (wild.actual[i]! - 100);
    const calibration = calibrate(wild, 'day', 100);
    const held_out = holdOut(calibration, [80, 95])!;
    expect(held_out.coverage[0]!).toBeLessThan(0.8);
    expect(held_out.widening[0]!).toBeGreaterThan(1.05);
    const [wider] = boundsByLevel(calibration, [80, 95], usual([80, 95]), held_out);
    const [narrower] = boundsByLevel(calibration, [80, 95], usual([80, 95]), null);
    expect(wider!.upper).toBeGreaterThan(narrower!.upper);
  });
  it('is unknown with few origins', () => {
    const few = calibrate(
      tested(7, 2, 30, () => 4),
      'day',
      100,
    );
    expect(holdOut(few, [80])).toBeNull();
  });
});
