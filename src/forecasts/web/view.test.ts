import { describe, expect, it } from 'vitest';
import { DEFAULT_VIEW, type ForecastView, forecastQuery, growthFrom, isScenario, searchOf, viewFrom } from './view.ts';

const FULL: ForecastView = {
  tab: 'accuracy',
  slice: 'service=Amazon%20EC2&tag%3Ateam=web',
  horizon: 365,
  planned: false,
  growth: -2.5,
  currency: 'EUR',
  shape: 'table',
  dimension: 'tag:team',
  opened: '',
  compared: 'made-2026-10-01',
};

describe('the view of forecasts in the address', () => {
  it.each([
    ['by default', DEFAULT_VIEW],
    ['with everything chosen', FULL],
  ])('comes back as it was %s', (_, view) => {
    expect(viewFrom(searchOf(view))).toEqual(view);
  });

  it('is empty by default, and as by default where it can not be read', () => {
    expect(searchOf(DEFAULT_VIEW)).toEqual({});
    expect(viewFrom({ tab: 'x', horizon: '31', growth: 'much', currency: 'eur', shape: 'pie', compared: 'x' })).toEqual(
      DEFAULT_VIEW,
    );
  });

  it('asks for no more than was chosen', () => {
    expect(forecastQuery(DEFAULT_VIEW, '')).toEqual({ horizon: 30, currency: null });
    expect(forecastQuery(FULL, FULL.slice)).toEqual({
      scope_key: FULL.slice,
      horizon: 365,
      planned: 'false',
      growth_percent: -2.5,
      currency: 'EUR',
    });
  });

  it.each([
    ['12.34', 12.3],
    ['-2,5', -2.5],
    ['-500', -90],
    ['1e9', 1_000],
    ['', null],
    ['a lot', null],
  ])('reads a growth of %j as %s', (text, growth) => {
    expect(growthFrom(text)).toBe(growth);
  });

  it.each([
    [true, 0, false],
    [false, 0, true],
    [true, 5, true],
  ])('is a scenario with planned changes %s and growth %i: %s', (planned, growth, expected) => {
    expect(isScenario({ planned, growth })).toBe(expected);
  });
});
