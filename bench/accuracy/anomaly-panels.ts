import { type CalendarDays, calendarDays, dateOfDay, dayNumber } from '../../src/forecasts/core/calendar.ts';
import type { JudgedSeries, PlantedEvent } from './anomaly-judge.ts';
import { plantEvents } from './anomaly-planting.ts';
import { makeRandom, type Random } from './anomaly-random.ts';

/** How a series behaves before anything is planted into it. */
export const BASE_KINDS = [
  'weekly',
  'month_start',
  'month_end',
  'growth',
  'weekly_batch',
  'fortnightly_batch',
  'flat',
  'noisy',
  'storage',
  'mixed',
  'sporadic',
] as const;
export type BaseKind = (typeof BASE_KINDS)[number];

const DAYS = 400;
const SERIES_PER_TENANT = 12;
const EARLIEST_START = dayNumber('2024-01-01');

/** What a whole panel has in common, so that panels differ from each other and not only the series of one. */
interface Climate {
  noise: number;
  weekend: number;
  month_end: number;
  month_start: number;
  growth: number;
  correlation: number;
  /** Share of the days whose noise is twice as wide. */
  wild: number;
}

/** A clean series: its shape without noise, and the standard deviation (of the logarithm) of the noise to add. */
interface Base {
  kind: BaseKind;
  shape: Float64Array;
  noise: number;
  climate: Climate;
}

const climateOf = (random: Random): Climate => ({
  noise: random.between(0.02, 0.07),
  weekend: random.between(0.45, 0.85),
  month_end: random.between(0.3, 1.1),
  month_start: random.between(1.5, 5),
  growth: random.between(0.001, 0.005),
  correlation: random.between(0, 0.75),
  wild: random.chance(0.5) ? random.between(0, 0.03) : 0,
});

function weekProfile(random: Random, climate: Climate): Float64Array {
  const weekend = Math.min(1, climate.weekend * random.between(0.8, 1.25));
  const profile = Float64Array.from({ length: 7 }, (_, weekday) =>
    weekday >= 5 ? weekend * random.between(0.93, 1.07) : random.between(0.95, 1.05),
  );
  return profile;
}

const multiplyByWeek = (shape: Float64Array, days: CalendarDays, profile: Float64Array): Float64Array =>
  shape.map((value, i) => value * profile[days.weekday[i]!]!);

function monthEnds(shape: Float64Array, days: CalendarDays, random: Random, amplitude: number): Float64Array {
  const last_days = random.chance(0.7) ? 2 : 1;
  const skipped = random.between(0, 0.15);
  let height = 0;
  return shape.map((value, i) => {
    const left = days.days_to_month_end[i]!;
    if (left === last_days - 1) height = random.chance(skipped) ? 0 : amplitude * random.between(0.25, 1.5);
    return left < last_days ? value * (1 + height / (1 + left)) : value;
  });
}

function monthStarts(shape: Float64Array, days: CalendarDays, random: Random, height: number): Float64Array {
  const fixed_fee = random.chance(0.5);
  const level = shape[0]!;
  const second = random.chance(0.3) ? random.between(0.2, 0.6) : 0;
  return shape.map((value, i) => {
    const day = days.day_of_month[i]!;
    if (day > 2) return value;
    const charge = height * (fixed_fee ? level : value) * random.between(0.85, 1.15);
    return value + (day === 1 ? charge : charge * second);
  });
}

function batches(level: number, random: Random, period: number): Float64Array {
  const offset = random.integer(0, period - 1);
  const height = random.between(8, 45);
  const spread = random.between(0.02, 0.12);
  return Float64Array.from({ length: DAYS }, (_, i) =>
    i % period === offset ? level * height * Math.exp(spread * random.normal()) : level,
  );
}

/** Zero but for charges at no fixed distance. */
function sporadic(level: number, random: Random): Float64Array {
  const chance = random.between(0.08, 0.3);
  const spread = random.between(0.1, 0.4);
  return Float64Array.from({ length: DAYS }, () =>
    random.chance(chance) ? level * Math.exp(spread * random.normal()) : 0,
  );
}

const growing = (level: number, a_day: number): Float64Array =>
  Float64Array.from({ length: DAYS }, (_, i) => level * Math.exp(a_day * i));

/** Slow wandering, as storage does. */
function wandering(level: number, random: Random): Float64Array {
  const step = random.between(0.0005, 0.003);
  let slope = 0;
  let height = Math.log(level);
  return Float64Array.from({ length: DAYS }, () => {
    slope = 0.9 * slope + step * random.normal();
    height += slope;
    return Math.exp(height);
  });
}

/** Some series changed their level once before anyone judged them: an honest history is not clean. */
function withOldShift(shape: Float64Array, random: Random): Float64Array {
  if (!random.chance(0.12)) return shape;
  const from = random.integer(15, 60);
  const to = random.chance(0.3) ? from + random.integer(8, 25) : 0;
  const factor = random.chance(0.5) ? random.between(1.3, 3) : 1 / random.between(1.3, 3);
  return shape.map((value, i) => (i < from || (to > 0 && i >= to) ? value / factor : value));
}

function shapeOf(kind: BaseKind, level: number, days: CalendarDays, random: Random, climate: Climate): Float64Array {
  const flat = new Float64Array(DAYS).fill(level);
  const growth = climate.growth * random.between(-0.3, 1.2);
  const weekly = (shape: Float64Array): Float64Array => multiplyByWeek(shape, days, weekProfile(random, climate));
  switch (kind) {
    case 'weekly':
      return weekly(random.chance(0.3) ? growing(level, growth) : flat);
    case 'month_start':
      return monthStarts(weekly(flat), days, random, climate.month_start * random.between(0.6, 1.4));
    case 'month_end':
      return monthEnds(weekly(flat), days, random, climate.month_end * random.between(0.6, 1.4));
    case 'growth':
      return growing(level, Math.abs(growth));
    case 'weekly_batch':
      return batches(level / 8, random, 7);
    case 'fortnightly_batch':
      return batches(level / 16, random, 14);
    case 'storage':
      return wandering(level, random);
    case 'mixed': {
      const shape = monthEnds(weekly(growing(level, growth)), days, random, climate.month_end * 0.7);
      return random.chance(0.5) ? monthStarts(shape, days, random, climate.month_start * 0.3) : shape;
    }
    case 'sporadic':
      return sporadic(level, random);
    default:
      return flat;
  }
}

function noiseOf(kind: BaseKind, random: Random, climate: Climate): number {
  if (kind === 'noisy') return random.between(0.15, 0.35);
  if (kind === 'flat' || kind === 'storage' || kind === 'growth') return random.between(0.0005, 0.01);
  return climate.noise * random.between(0.5, 1.5);
}

function baseOf(kind: BaseKind, days: CalendarDays, random: Random, climate: Climate): Base {
  const level = Math.exp(random.between(Math.log(4), Math.log(4000)));
  const shape = withOldShift(shapeOf(kind, level, days, random, climate), random);
  return { kind, shape, noise: noiseOf(kind, random, climate), climate };
}

/** Lognormal noise that remembers yesterday, with an occasional wide day where the climate has them. */
function addNoise(base: Base, shape: Float64Array, random: Random): Float64Array {
  const { correlation, wild } = base.climate;
  const fresh = Math.sqrt(1 - correlation ** 2);
  let state = 0;
  return shape.map((value) => {
    const width = wild > 0 && random.chance(wild) ? 2 : 1;
    state = correlation * state + fresh * random.normal();
    return value * Math.exp(base.noise * state * width);
  });
}

function holidaysOf(days: CalendarDays, random: Random): PlantedEvent[] {
  const events: PlantedEvent[] = [];
  for (let i = 8; i < DAYS; i += 1) {
    if (!dateOfDay(days.first_day + i).endsWith('-01-01')) continue;
    const start = i - random.integer(5, 8);
    events.push({ kind: 'holiday', start, end: i, alarm: false });
  }
  return events;
}

function withHolidays(shape: Float64Array, holidays: readonly PlantedEvent[], factor: number): Float64Array {
  return shape.map((value, i) =>
    holidays.some((holiday) => i >= holiday.start && i <= holiday.end) ? value * factor : value,
  );
}

/** A service that was not there before: in earnest (to be found), or of a few cents (not to be). */
function newService(
  tenant: string,
  days: CalendarDays,
  random: Random,
  climate: Climate,
  trivial: boolean,
): JudgedSeries {
  const start = random.integer(101, 340);
  const level = trivial ? random.between(0.05, 1.4) : random.between(25, 600);
  const base: Base = {
    kind: 'weekly',
    shape: shapeOf('weekly', level, days, random, climate),
    noise: climate.noise,
    climate,
  };
  const values = addNoise(base, base.shape, random).map((value, i) => (i < start ? 0 : value));
  return {
    tenant,
    base: trivial ? 'new_trivial' : 'new_service',
    series: { id: `${tenant}/${trivial ? 'trivial' : 'new'}`, start: dateOfDay(days.first_day), values },
    events: [{ kind: trivial ? 'new_trivial' : 'new_service', start, end: start + 6, alarm: !trivial }],
  };
}

function ordinarySeries(
  tenant: string,
  index: number,
  days: CalendarDays,
  random: Random,
  climate: Climate,
): JudgedSeries {
  const kind = random.pick(BASE_KINDS);
  const base = baseOf(kind, days, random, climate);
  const holidays = random.chance(0.35) ? holidaysOf(days, random) : [];
  const { shape, events } = plantEvents(kind, base.shape, base.noise, random);
  const values = addNoise(base, withHolidays(shape, holidays, random.between(0.65, 0.92)), random);
  return {
    tenant,
    base: kind,
    series: { id: `${tenant}/${index}-${kind}`, start: dateOfDay(days.first_day), values },
    events: [...events, ...holidays],
  };
}

/** A panel of 15 tenants × 13 or 14 daily series with what was planted into them; the same for the same seed. */
export function makePanel(seed: number): JudgedSeries[] {
  const random = makeRandom(seed);
  const climate = climateOf(random);
  return Array.from({ length: 15 }, (_, number) => {
    const tenant = `P${seed}-${number + 1}`;
    const days = calendarDays(EARLIEST_START + random.integer(0, 330), DAYS);
    const ordinary = Array.from({ length: SERIES_PER_TENANT }, (_, i) =>
      ordinarySeries(tenant, i, days, random, climate),
    );
    const made = [...ordinary, newService(tenant, days, random, climate, false)];
    return random.chance(0.5) ? [...made, newService(tenant, days, random, climate, true)] : made;
  }).flat();
}
