import type { IsoDate } from '../../../../platform/core/dates.ts';
import type { Rhythm, Service } from './catalogue.ts';
import { noise } from './random.ts';
import type { Resource } from './resources.ts';

/** Share of a weekday's use on Saturday and Sunday. */
export const WEEKEND: Record<Rhythm, number> = { steady: 1, office: 0.45, shop: 1.18, batch: 0.3 };
/** Growth of two percent a month. */
const DAILY_GROWTH = 1.02 ** (1 / 30.4);
/** A new market is opened little by little: at the end of it the shop has an eighth more use. */
const MARKET = { days_before_end: 150, days: 84, factor: 1.12 };
const HOURS = 24;
const DAYS_PER_MONTH = 30.4;
/** Of thirteen months, in days. */
const HALF_THE_TIME = 198;

const isWeekend = (date: IsoDate): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

/** What a resource of size 1 costs a day at list price, so that the service's monthly cost comes out as the catalogue says. */
export function dollarsPerDay({ monthly, resources }: Service): number {
  // About a third of a service's resources are there at a time, of mean size 1.3.
  const alive = Math.max(1, resources * 0.34) * 1.3;
  return (monthly ?? 0) / DAYS_PER_MONTH / alive;
}

const meanQuantity = ({ service, sku, size }: Resource): number => (dollarsPerDay(service) * size * 1e6) / sku.price;

/** How many times the use of before the new market there is on a day. */
function marketOf({ rhythm }: Service, day: number, days: number): number {
  if (rhythm !== 'shop') return 1;
  const done = (day - (days - MARKET.days_before_end)) / MARKET.days;
  return MARKET.factor ** Math.min(1, Math.max(0, done));
}

/**
 * Units that a resource which is not billed by the hour uses on an ordinary weekday of the last weeks: the growth of
 * half the time and the new market are in it, the noise of the day is not.
 */
export function ordinaryUse(resource: Resource): number {
  const market = resource.service.rhythm === 'shop' ? MARKET.factor : 1;
  return meanQuantity(resource) * market * DAILY_GROWTH ** HALF_THE_TIME;
}

/** Use of a resource on a day, in 1e-4 units: at least one. Hourly resources run by the hour and never more than a day. */
export function useOf(resource: Resource, date: IsoDate, day: number, days: number): number {
  const { service, size, number } = resource;
  const hourly = service.monthly === null;
  // What runs part of the day is switched off outside office hours, and so on weekends.
  const is_business = !hourly || size < 1;
  const weekend = isWeekend(date) && is_business ? WEEKEND[service.rhythm] : 1;
  const jitter = 0.94 + 0.12 * noise(number, day);
  if (hourly)
    return Math.max(1, Math.round(Math.min(HOURS, HOURS * size * weekend * (size < 1 ? jitter : 1)) * 10_000));
  const growth = DAILY_GROWTH ** (day - days / 2) * marketOf(service, day, days);
  return Math.max(1, Math.round(meanQuantity(resource) * weekend * jitter * growth * 10_000));
}
