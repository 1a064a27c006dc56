import { describe, expect, it } from 'vitest';
import { adjust, cleanLevels, referenceSigma } from './clean.ts';

function cleaned(values: number[], sigma = 1): { values: number[]; jumps: number[] } {
  const into = { values: new Float64Array(values.length), jumps: new Float64Array(values.length) };
  cleanLevels(Float64Array.from(values), values.length, sigma, into);
  return { values: [...into.values], jumps: [...into.jumps] };
}

const steady = (days: number): number[] => Array.from({ length: days }, (_, t) => 10 + (t % 2));

describe('cleanLevels', () => {
  it('leaves usual days as they are', () => expect(cleaned(steady(30)).values).toEqual(steady(30)));

  it('draws an outlier in, up or down', () => {
    for (const outlier of [500, -500]) {
      const { values, jumps } = cleaned([...steady(30), outlier, ...steady(5)]);
      expect(Math.abs(values[30]! - 10.5)).toBeLessThan(5);
      expect(jumps.every((jump) => jump === 0)).toBe(true);
    }
  });

  it('takes the fourth day of a new level for one, and none sooner', () => {
    const { values, jumps } = cleaned([...steady(30), 40, 41, 40, 41, 40, 41]);
    expect(jumps.findIndex((jump) => jump !== 0)).toBe(33);
    expect(jumps[33]!).toBeGreaterThan(25);
    expect(values.slice(33)).toEqual([41, 40, 41]);
    expect(cleaned([...steady(30), 40, 40, 40]).jumps.every((jump) => jump === 0)).toBe(true);
  });

  it('does not take days that go up and down for a level', () =>
    expect(cleaned([...steady(30), 40, -20, 40, -20, 40, -20]).jumps.every((jump) => jump === 0)).toBe(true));

  it('comes back from a level that was for a while', () => {
    const { jumps, values } = cleaned([...steady(30), ...Array<number>(9).fill(30), ...steady(9)]);
    expect(jumps.filter((jump) => jump !== 0)).toHaveLength(2);
    expect(values[47]).toBe(10);
  });
});

describe('adjust', () => {
  const profile = (is_multiplicative: boolean, scale: number[], offset: number[]) => ({
    is_multiplicative,
    scale: Float64Array.from(scale),
    offset: Float64Array.from(offset),
  });
  const into = new Float64Array(3);

  it('takes the calendar out', () => {
    adjust(Float64Array.from([12, 25, 30]), profile(false, [1, 2, 1], [2, 5, 0]), 3, 10, into);
    expect([...into]).toEqual([10, 10, 30]);
    adjust(Float64Array.from([20, 10, 40]), profile(true, [2, 1, 1], [0, 0, 0]), 3, 10, into);
    expect([...into].map((value) => Math.round(Math.exp(value)))).toEqual([10, 10, 40]);
  });

  it('passes over days that say nothing of the level, and logarithms of nothing', () => {
    adjust(Float64Array.from([5, 0, 0]), profile(true, [1, 0.01, 1], [0, 0, 0]), 3, 5, into);
    expect(into[1]).toBe(into[0]);
    expect(Number.isFinite(into[2])).toBe(true);
  });
});

describe('referenceSigma', () => {
  it('is larger for a series that drifts than for its noise', () => {
    const buffer = new Float64Array(100);
    const still = referenceSigma(Float64Array.from(steady(100)), 100, buffer);
    const drifting = referenceSigma(
      Float64Array.from(steady(100), (value, t) => value + 3 * t),
      100,
      buffer,
    );
    expect(drifting).toBeGreaterThan(5 * still);
  });
});
