import type { IsoDate } from '../../../../platform/core/dates.ts';
import type { Rhythm } from './catalogue.ts';
import { noise } from './random.ts';
import type { Resource } from './resources.ts';

/** Share of a weekday's use on Saturday and Sunday. */
export const WEEKEND: Record<Rhythm, number> = { steady: 1, office: 0.45, shop: 1.18, batch: 0.3 };
/** Growth of two percent a month. */
const DAILY_GROWTH = 1.02 ** (1 / 30.4);
/** A new market opened: the shop has a twelfth more use from then on. */
const STEP = { days_before_end: 140, factor: 1.12 };
const HOURS = 24;
const DAYS_PER_MONTH = 30.4;
/** Of thirteen months, in days. */
const HALF_THE_TIME = 198;

const isWeekend = (date: IsoDate): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

/** What each resource of a service uses beside the mean, so that its monthly cost comes out as the catalogue says. */
function meanQuantity({ service, sku, size }: Resource): number {
  // About a third of a service's resources are there at a time, of mean size 1.3.
  const alive = Math.max(1, service.resources * 0.34) * 1.3;
  const dollars_per_day = ((service.monthly ?? 0) / DAYS_PER_MONTH / alive) * size;
  return (dollars_per_day * 1e6) / sku.price;
}

/**
 * Units that a resource which is not billed by the hour uses on an ordinary weekday of the last months: the growth of
 * half the time and the step are in it, the noise of the day is not.
 */
export function ordinaryUse(resource: Resource): number {
  const step = resource.service.rhythm === 'shop' ? STEP.factor : 1;
  return meanQuantity(resource) * step * DAILY_GROWTH ** HALF_THE_TIME;
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
  const step = service.rhythm === 'shop' && day >= days - STEP.days_before_end ? STEP.factor : 1;
  return Math.max(
    1,
    Math.round(meanQuantity(resource) * weekend * jitter * step * DAILY_GROWTH ** (day - days / 2) * 10_000),
  );
}
