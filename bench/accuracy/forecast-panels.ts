import { calendarDays, dateOfDay, dayNumber } from '../../src/forecasts/core/calendar.ts';
import { normal, randomFrom, type Uniform } from './random.ts';

/** One service of a made-up organization: what it cost each day. */
export interface PanelSeries {
  tenant: string;
  service: string;
  kind: PanelKind;
  start: string;
  values: Float64Array;
}

export const PANEL_KINDS = [
  'weekly',
  'month_start',
  'month_end',
  'growth',
  'level_shift',
  'batch',
  'flat',
  'noisy',
  'storage',
  'mixed',
] as const;
export type PanelKind = (typeof PANEL_KINDS)[number];

export interface PanelSize {
  tenants: number;
  services: number;
  days: number;
}

const between = (random: Uniform, low: number, high: number): number => low + (high - low) * random();
const chance = (random: Uniform, probability: number): boolean => random() < probability;

interface Traits {
  weekend: number;
  noise: number;
  /** Autocorrelation of the noise from day to day. */
  persistence: number;
  /** Growth a year, as a share. */
  growth: number;
  /** Size of a day's step of the level. */
  wander: number;
  /** Charges by days since the month's first day (0 is the first). */
  start_charges: number[];
  /** Charges by days to the month's end (0 is the last). */
  end_charges: number[];
  /** Whether a charge is an amount of its own, instead of a share of the level. */
  is_charge_fixed: boolean;
  shifts: number;
  batch_weekday: number | null;
  batch_period: number;
  year_end: number;
}

const QUIET: Traits = {
  weekend: 1,
  noise: 0.03,
  persistence: 0.3,
  growth: 0,
  wander: 0.001,
  start_charges: [],
  end_charges: [],
  is_charge_fixed: false,
  shifts: 0,
  batch_weekday: null,
  batch_period: 7,
  year_end: 1,
};

const startCharges = (random: Uniform): number[] => {
  const first = between(random, 0.5, 5);
  return chance(random, 0.5) ? [first] : [first, first * between(random, 0.2, 0.6)];
};
const endCharges = (random: Uniform): number[] => {
  const last = between(random, 0.25, 1.2);
  return chance(random, 0.3) ? [last] : [last, last * between(random, 0.3, 0.7)];
};

/** What a kind is like, drawn anew for each series. */
function traitsOf(kind: PanelKind, random: Uniform): Traits {
  const common: Traits = {
    ...QUIET,
    noise: between(random, 0.015, 0.06),
    persistence: between(random, 0, 0.7),
    wander: between(random, 0.0002, 0.004),
    weekend: between(random, 0.5, 0.97),
    growth: between(random, -0.15, 0.25),
    is_charge_fixed: chance(random, 0.5),
    year_end: chance(random, 0.4) ? between(random, 0.65, 0.95) : 1,
  };
  switch (kind) {
    case 'weekly':
      return common;
    case 'month_start':
      return { ...common, start_charges: startCharges(random) };
    case 'month_end':
      return { ...common, end_charges: endCharges(random) };
    case 'growth':
      return { ...common, growth: between(random, 0.3, 1.8) * (chance(random, 0.2) ? -0.4 : 1) };
    case 'level_shift':
      return { ...common, shifts: chance(random, 0.7) ? 1 : 2 };
    case 'batch':
      return {
        ...common,
        weekend: 1,
        batch_weekday: Math.floor(random() * 7),
        batch_period: chance(random, 0.85) ? 7 : 14,
      };
    case 'flat':
      return { ...common, weekend: 1, noise: chance(random, 0.2) ? 0 : between(random, 0.0005, 0.004) };
    case 'noisy':
      return { ...common, noise: between(random, 0.12, 0.35) };
    case 'storage':
      return { ...common, weekend: 1, noise: between(random, 0.0005, 0.004), growth: between(random, -0.2, 1.2) };
    case 'mixed': {
      const start_charges = chance(random, 0.65) ? startCharges(random) : [];
      return {
        ...common,
        start_charges,
        end_charges: chance(random, 0.5) ? endCharges(random) : [],
        shifts: chance(random, 0.4) ? 1 : 0,
        growth: between(random, -0.2, 0.9),
      };
    }
  }
}

/** The logarithm of the level, day by day: growth whose pace changes, wander, shifts. */
function levels(traits: Traits, days: number, random: Uniform): Float64Array {
  const shift_days = Array.from({ length: traits.shifts }, () => Math.floor(between(random, 0.1, 0.93) * days));
  const level = new Float64Array(days);
  let current = 0;
  let pace = Math.log1p(traits.growth) / 365;
  for (let day = 0; day < days; day += 1) {
    if (chance(random, 1 / 120)) pace *= between(random, 0.3, 1.6);
    current += pace + traits.wander * normal(random);
    if (shift_days.includes(day)) current += Math.log(between(random, 1.25, 2.5)) * (chance(random, 0.3) ? -1 : 1);
    level[day] = current;
  }
  return level;
}

/** Seven factors: working days near one, the weekend lower, all a little their own. */
const weekFactors = (traits: Traits, random: Uniform): number[] =>
  Array.from({ length: 7 }, (_, weekday) => {
    const own = traits.weekend === 1 ? 1 : 1 + 0.02 * normal(random);
    return weekday >= 5 ? traits.weekend * own * (weekday === 6 ? 0.96 : 1) : own;
  });

function seriesValues(traits: Traits, first_day: number, days: number, random: Uniform): Float64Array {
  const calendar = calendarDays(first_day, days);
  const level = levels(traits, days, random);
  const week = weekFactors(traits, random);
  const base = 10 ** between(random, 0, 3.3);
  const batch_size = between(random, 5, 40);
  const values = new Float64Array(days);
  let noise = normal(random);
  for (let day = 0; day < days; day += 1) {
    noise = traits.persistence * noise + Math.sqrt(1 - traits.persistence ** 2) * normal(random);
    const steady = Math.exp(level[day]!) * base;
    let value = steady * week[calendar.weekday[day]!]!;
    if (traits.batch_weekday !== null) {
      const runs = calendar.weekday[day] === traits.batch_weekday && (first_day + day) % traits.batch_period < 7;
      value = steady * (runs ? batch_size : 1);
    }
    const share =
      (traits.start_charges[calendar.day_of_month[day]! - 1] ?? 0) +
      (traits.end_charges[calendar.days_to_month_end[day]!] ?? 0);
    value += share * (traits.is_charge_fixed ? base : value) * (1 + 0.06 * normal(random));
    const is_year_end =
      (calendar.day_of_month[day]! >= 24 && calendar.month[day]! % 12 === 11) ||
      (calendar.day_of_month[day] === 1 && calendar.month[day]! % 12 === 0);
    if (is_year_end) value *= traits.year_end;
    values[day] = Math.round(value * Math.exp(traits.noise * noise) * 10_000) / 10_000;
  }
  return values;
}

/** Daily costs of made-up organizations, the same for the same seed. */
export function makePanel(seed: number, size: PanelSize): PanelSeries[] {
  const random = randomFrom(seed);
  const panel: PanelSeries[] = [];
  for (let tenant = 1; tenant <= size.tenants; tenant += 1) {
    const first_day = dayNumber('2023-06-01') + Math.floor(random() * 365);
    for (let service = 1; service <= size.services; service += 1) {
      const kind = PANEL_KINDS[Math.floor(random() * PANEL_KINDS.length)]!;
      const traits = traitsOf(kind, random);
      panel.push({
        tenant: `tenant-${tenant}`,
        service: `service-${service}`,
        kind,
        start: dateOfDay(first_day),
        values: seriesValues(traits, first_day, size.days, random),
      });
    }
  }
  return panel;
}
