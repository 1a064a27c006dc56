import type { CostCube } from '../../../costs/core/cube.ts';
import type { Grouping } from '../../../costs/core/dimensions.ts';
import type { Scope } from '../../../costs/core/scope.ts';
import type { KnownEvent } from '../../../forecasts/core/planned.ts';
import type { PlannedChange } from '../../../forecasts/core/series.ts';
import { addDays, daysBetween } from '../../../platform/core/dates.ts';
import type { FoundIncident } from '../../core/incidents.ts';
import type { CubeSlice } from './slices.ts';

/** What a plan says is seldom met to the cent. */
const ALLOWANCE = 1.25;
/** Bills and calendars may differ by a day in when something began. */
const NEAR_DAYS = 1;
/** What may be the same costs by another name begins with them. */
const SAME_START_DAYS = 3;
/** Days before a change that say what its percentage is of. */
const DAYS_BEFORE = 28;

/** An event of the calendar that says by how much it changes costs. */
export interface PlannedEvent {
  event: KnownEvent;
  /** The cells of the first cube that are its costs; null where the cube does not tell them apart. */
  cells: ReadonlySet<number> | null;
  /** Money a day; null where its percentage is of nothing that is known. */
  amount: number | null;
}

/** True when all rows of `part` are rows of `whole`, by what they name. */
export const isWithin = (part: Scope, whole: Scope): boolean =>
  Object.entries(whole).every(([grouping, value]) => part[grouping as Grouping] === value);

/** Whether two scopes may have rows in common: they do not name different values of anything. */
const mayMeet = (a: Scope, b: Scope): boolean =>
  Object.entries(a).every(([grouping, value]) => (b[grouping as Grouping] ?? value) === value);

function cellsOf(cube: CostCube, scope: Scope): Set<number> | null {
  const named = (Object.entries(scope) as [Grouping, string][]).map(
    ([grouping, value]) => [cube.groupings.indexOf(grouping), value] as const,
  );
  if (named.some(([column]) => column < 0)) return null;
  const indices = cube.cells.map((_, index) => index);
  return new Set(
    indices.filter((index) => named.every(([column, value]) => cube.cells[index]!.values[column] === value)),
  );
}

/** What a day of some cells cost on average before a date; null where it is not known. */
function usualBefore(cube: CostCube, cells: ReadonlySet<number>, date: string): number | null {
  const end = Math.min(cube.days, Math.max(0, daysBetween(cube.start, date)));
  const start = Math.max(0, end - DAYS_BEFORE);
  if (start === end) return null;
  let sum = 0;
  for (const cell of cells) for (const amount of cube.cells[cell]!.amounts.subarray(start, end)) sum += amount;
  return Number.isNaN(sum) ? null : sum / (end - start);
}

/** The events that say by how much they change costs in the currency of `cube`, the first of it. */
export function plannedIn(cube: CostCube, events: readonly KnownEvent[]): PlannedEvent[] {
  return events
    .filter(
      (event) =>
        event.kind !== 'holiday' &&
        (event.currency === null || event.currency === cube.currency) &&
        (event.amount_per_day !== null || event.percent !== null),
    )
    .map((event) => {
      const cells = cellsOf(cube, event.scope);
      const usual = cells && usualBefore(cube, cells, event.start_date);
      const share = usual === null || event.percent === null ? null : (usual * event.percent) / 100;
      return { event, cells, amount: event.amount_per_day ?? share };
    });
}

/** Whether a slice has all costs of an event; false where that can not be told. */
function hasAll({ cube, cells, scope }: CubeSlice, planned: PlannedEvent): boolean {
  if (isWithin(planned.event.scope, scope)) return true;
  if (cube !== 0 || planned.cells === null || planned.cells.size === 0) return false;
  const own = new Set(cells);
  return [...planned.cells].every((cell) => own.has(cell));
}

/**
 * What is planned for a slice: all of a change within it, and the percentage of one around it. How an amount is spread
 * over narrower slices nobody knows: `announcementOf` looks at those.
 */
export function plannedFor(slice: CubeSlice, planned: readonly PlannedEvent[]): Omit<PlannedChange, 'series_id'>[] {
  return planned.flatMap((one): Omit<PlannedChange, 'series_id'>[] => {
    const { event, amount } = one;
    const span = { start: event.start_date, end: event.end_date };
    if (event.percent !== null && isWithin(slice.scope, event.scope))
      return [{ ...span, amount_per_day: null, percent: event.percent }];
    return amount !== null && hasAll(slice, one) ? [{ ...span, amount_per_day: amount, percent: null }] : [];
  });
}

function isAnnouncedBy(found: FoundIncident, { event, amount }: PlannedEvent): boolean {
  if (amount === null || amount > 0 !== (found.direction === 'up')) return false;
  if (found.peak_per_day > ALLOWANCE * Math.abs(amount)) return false;
  const has_begun = found.started_on >= addDays(event.start_date, -NEAR_DAYS);
  const goes_on = event.end_date === null || found.started_on < event.end_date;
  if (isWithin(found.scope, event.scope)) return has_begun && goes_on;
  const days = Math.abs(daysBetween(event.start_date, found.started_on));
  return mayMeet(found.scope, event.scope) && days <= SAME_START_DAYS;
}

/**
 * The event of the calendar that announced an incident, if any: it goes the same way and is not larger, and it began
 * within the time of a change around it, or with one that may be of the same costs.
 */
export const announcementOf = (found: FoundIncident, planned: readonly PlannedEvent[]): KnownEvent | undefined =>
  planned.find((one) => isAnnouncedBy(found, one))?.event;
