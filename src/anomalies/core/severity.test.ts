import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from './analysis-contract.ts';
import { defaultMinimumImpact, severityImpacts, severityOf } from './severity.ts';

describe('the severity of an incident', () => {
  // A month of 200,000: medium from 200, high from 1,000, critical from 4,000.
  const impacts = severityImpacts(200_000, null);

  it.each([
    [199, 5, 'low'],
    [200, 5, 'medium'],
    [999, 5, 'medium'],
    [1_000, 5, 'high'],
    [3_999, 5, 'high'],
    [4_000, 5, 'critical'],
    [-1_000, 5, 'high'],
    // Ten times as far out as usual counts half more.
    [140, 10, 'medium'],
    [2_700, Number.POSITIVE_INFINITY, 'critical'],
    // Less than twice a quarter less.
    [1_000, 1.9, 'medium'],
    [1_000, 2, 'high'],
  ])('%d at %d times the usual distance is %s', (impact, rarity, severity) => {
    expect(severityOf(impact, rarity, impacts)).toBe(severity);
  });

  it('is what the organization has set', () => {
    const own = { medium: 10, high: 20, critical: 30 };
    expect(severityImpacts(200_000, own)).toBe(own);
    expect(severityOf(25, 5, own)).toBe('high');
  });

  it('never falls as the impact or the rarity rises', () => {
    const rank = (impact: number, rarity: number) => SEVERITIES.indexOf(severityOf(impact, rarity, impacts));
    const amount = fc.double({ min: 0, max: 10_000, noNaN: true });
    const rarity = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(amount, amount, rarity, rarity, (a, b, c, d) => {
        expect(rank(Math.max(a, b), Math.max(c, d))).toBeGreaterThanOrEqual(rank(Math.min(a, b), Math.min(c, d)));
      }),
    );
  });
});

it('reports nothing below 0.3 % of a day, and everything where nothing is spent', () => {
  expect(defaultMinimumImpact(200_000)).toBeCloseTo(20, 9);
  expect(defaultMinimumImpact(0)).toBe(0);
  expect(defaultMinimumImpact(-500)).toBe(0);
});
