import type { IsoDate } from '../../platform/core/dates.ts';
import type { MonthlyCharge } from './monthly-charges.ts';

/** The charges that a step is about: those still charged for, and those that are over. */
export interface Chosen {
  live: readonly MonthlyCharge[];
  over: readonly MonthlyCharge[];
}

const MOST_METERS = 3;

/** What charges are called, at most three of them by name. */
export function namesOf(charges: readonly MonthlyCharge[]): string {
  const names = [...new Set(charges.map(({ line }) => line.meter || line.description || line.service))];
  const more = names.length - MOST_METERS;
  return more > 0 ? `${names.slice(0, MOST_METERS).join(', ')} and ${more} more` : names.join(', ');
}

/** What is said of charges that ended, and that nothing is saved of any more; empty where none did. */
function endedNote({ live, over }: Chosen): string {
  if (over.length === 0) return '';
  const goes_on = over.every(({ line }) => live.some((one) => one.line.meter === line.meter));
  const last = over
    .map(({ line }) => line.last_day)
    .toSorted()
    .at(-1);
  // Where the same goes on, a commitment has begun or ended.
  const until = goes_on ? `otherwise until ${last}` : `until ${last} only`;
  return ` (not counted: ${namesOf(over)}, which was charged for ${until})`;
}

/** What is said of the charges of a step: which of them are a month by fewer days than the bill has, and which ended. */
export function notesOf({ live, over }: Chosen, start: IsoDate): string {
  const young = live.filter(({ since }) => since > start);
  const from = [...new Set(young.map(({ since }) => since))].toSorted();
  const since = from.map((day) => ` (${namesOf(young.filter((one) => one.since === day))} by the days since ${day})`);
  return since.join('') + endedNote({ live, over });
}
