import { type Search, valuesOf } from '../../platform/web/search.ts';

export const TABS = ['forecast', 'accuracy', 'calendar'] as const;
export type Tab = (typeof TABS)[number];
/** Days ahead that can be chosen; the last is 12 months. */
export const HORIZONS = [30, 90, 365] as const;
export type Horizon = (typeof HORIZONS)[number];
export const SHAPES = ['lines', 'table'] as const;
export type Shape = (typeof SHAPES)[number];

/** Least and most growth that a scenario may have, in percent a year: what the API takes. */
const GROWTH_LIMITS = { least: -90, most: 1_000 } as const;

/** What the page shows; all of it stands in the address. */
export interface ForecastView {
  tab: Tab;
  /** Key of the slice that is forecast; empty is all costs. */
  slice: string;
  horizon: Horizon;
  /** The scenario: with the planned changes of the calendar, and so much more growth over a year, in percent. */
  planned: boolean;
  growth: number;
  currency: string | null;
  shape: Shape;
  /** What the table lists; null is what the server has most of. */
  dimension: string | null;
  /** Key of the slice in the side panel; null is none, empty is all costs. */
  opened: string | null;
  /** The past forecast that is compared: how and from which day on it was made, as `made-2026-10-01`; null is the newest. */
  compared: string | null;
}

export const DEFAULT_VIEW: ForecastView = {
  tab: 'forecast',
  slice: '',
  horizon: 30,
  planned: true,
  growth: 0,
  currency: null,
  shape: 'lines',
  dimension: null,
  opened: null,
  compared: null,
};

/** A growth as the API takes it: whole tenths of a percent within the limits; null when `text` is no number. */
export function growthFrom(text: string): number | null {
  const growth = Number(text.replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(growth)) return null;
  return Math.min(GROWTH_LIMITS.most, Math.max(GROWTH_LIMITS.least, Math.round(growth * 10) / 10));
}

/** Reads a view from an address; what can't be read is as by default, since people edit addresses. */
export function viewFrom(search: Search): ForecastView {
  const first = (name: string): string | undefined => valuesOf(search, name)[0];
  const matching = (name: string, pattern: RegExp): string | null =>
    pattern.test(first(name) ?? '') ? (first(name) ?? null) : null;
  return {
    tab: TABS.find((tab) => tab === first('tab')) ?? DEFAULT_VIEW.tab,
    slice: first('slice') ?? '',
    horizon: HORIZONS.find((days) => String(days) === first('horizon')) ?? DEFAULT_VIEW.horizon,
    planned: first('planned') !== 'false',
    growth: growthFrom(first('growth') ?? '') ?? 0,
    currency: matching('currency', /^[A-Z]{3}$/),
    shape: SHAPES.find((shape) => shape === first('shape')) ?? DEFAULT_VIEW.shape,
    dimension: first('dimension') ?? null,
    opened: first('opened') ?? null,
    compared: matching('compared', /^(made|replayed)-\d{4}-\d{2}-\d{2}$/),
  };
}

/** The address of a view; what is as by default is left out. */
export function searchOf(view: ForecastView): Search {
  const entries = (Object.keys(DEFAULT_VIEW) as (keyof ForecastView)[])
    .filter((name) => view[name] !== DEFAULT_VIEW[name])
    .map((name) => [name, String(view[name])]);
  return Object.fromEntries(entries);
}

/** True when a scenario is looked at instead of the plain forecast. */
export const isScenario = ({ planned, growth }: Pick<ForecastView, 'planned' | 'growth'>): boolean =>
  !planned || growth !== 0;

/** What the API is asked for the forecast of a slice in a view. */
export const forecastQuery = (
  { horizon, planned, growth, currency }: ForecastView,
  slice: string,
): Record<string, unknown> => ({
  scope_key: slice || undefined,
  horizon,
  planned: planned ? undefined : 'false',
  growth_percent: growth === 0 ? undefined : growth,
  currency,
});
