import type { Comparison, Costs } from '../../../costs/server/index.ts';
import type { KnownEvent } from '../../../forecasts/core/planned.ts';
import { addDays, type IsoDate } from '../../../platform/core/dates.ts';
import type { Cause } from '../../core/cause.ts';
import { CONSUMPTION } from '../../core/consumption.ts';
import { baselineOf, comparedDays, explain, feeBaselineOf, weekdayWeights } from '../../core/explain.ts';
import type { FoundIncident } from '../../core/incidents.ts';
import { isWithin } from './planned.ts';

/** Combinations of values that are told apart; what they leave is added up. */
const MOST_CELLS = 3_000;
/** Days around the beginning within which something else that happened may have to do with it. */
const NEAR_DAYS = 7;

/** What is to be explained: the costs of a scope over some days. */
type Explained = Pick<FoundIncident, 'currency' | 'scope' | 'started_on' | 'last_day'>;

/** A change of the cloud that was made from here. */
export interface MadeChange {
  date: IsoDate;
  /** What was changed, a sentence. */
  text: string;
  account_id: string;
  /** Lower case, as bills may name the resource. */
  resource_names: readonly string[];
}

interface Surroundings {
  organization_id: string;
  costs: Costs;
  tag_keys: readonly string[];
  events: readonly KnownEvent[];
  made_changes: readonly MadeChange[];
  /** First day of the costs that are looked at. */
  first_day: IsoDate;
}

const commitmentsOf = ({ ended_commitments }: Comparison): Cause['neighbours'] =>
  ended_commitments.map(({ commitment_id, name, type, last_covered_on }) => {
    const title = `${type ?? 'Commitment'} “${name ?? commitment_id}”`;
    return {
      date: last_covered_on,
      kind: 'commitment_ended',
      text: `${title} covered charges here for the last time.`,
    };
  });

function tagsOf({ tag_changes }: Comparison, date: IsoDate): Cause['neighbours'] {
  const value = (text: string): string => (text === '' ? 'none' : `“${text}”`);
  return tag_changes.map(({ resource_id, resource_name, key, before, after }) => ({
    date,
    kind: 'tag_change',
    text: `The tag ${key} of ${resource_name ?? resource_id} is ${value(after)}, it was ${value(before)}.`,
  }));
}

/** Events of the calendar that are about the same costs, or costs around or within them. */
function eventsNear(found: Explained, events: readonly KnownEvent[]): Cause['neighbours'] {
  const [from, to] = [addDays(found.started_on, -NEAR_DAYS), addDays(found.started_on, NEAR_DAYS)];
  return events
    .filter(({ scope }) => isWithin(found.scope, scope) || isWithin(scope, found.scope))
    .flatMap(({ start_date, end_date, name, kind }) => [
      ...(start_date >= from && start_date <= to ? [{ date: start_date, kind, text: `${name} begins.` }] : []),
      ...(end_date !== null && kind !== 'holiday' && end_date >= from && end_date <= to
        ? [{ date: end_date, kind, text: `${name} is over.` }]
        : []),
    ]);
}

/** Changes of the same account, or of a resource that the scope names. */
function changesNear({ scope, started_on }: Explained, changes: readonly MadeChange[]): Cause['neighbours'] {
  const [from, to] = [addDays(started_on, -NEAR_DAYS), addDays(started_on, NEAR_DAYS)];
  const { account, resource } = scope;
  return changes
    .filter(({ date }) => date >= from && date <= to)
    .filter(({ account_id }) => account === undefined || account.toLowerCase() === account_id.toLowerCase())
    .filter(({ resource_names }) => resource === undefined || resource_names.includes(resource.toLowerCase()))
    .map(({ date, text }) => ({ date, kind: 'remediation', text }));
}

/** The days whose fees count; null where they are before the first that is known. */
function feesOf(
  { started_on }: Explained,
  { start, end, first_day }: { start: IsoDate; end: IsoDate; first_day: IsoDate },
): Cause['fees'] {
  const { fee_start, fee_end } = feeBaselineOf(start, end, started_on);
  return fee_start < first_day ? null : { start: fee_start, end: fee_end };
}

/**
 * Why an incident is there: the rows of its days (the last 92 of a long one) compared with those before it, and what else
 * happened at about the time.
 */
export async function readCause(found: Explained, surroundings: Surroundings): Promise<Cause> {
  const { organization_id, costs, tag_keys, events, made_changes, first_day } = surroundings;
  const { currency, scope, started_on } = found;
  const { start, end } = comparedDays(started_on, found.last_day);
  const days = { start, end, ...baselineOf(started_on, first_day), fees: feesOf(found, { start, end, first_day }) };
  const rows = { scope, currency, filters: CONSUMPTION };
  const how = { weights: weekdayWeights(days), tag_keys, most_cells: MOST_CELLS };
  const comparison = await costs.comparison({ organization_id }, { ...rows, ...days, ...how });
  const others = [...tagsOf(comparison, started_on), ...eventsNear(found, events), ...changesNear(found, made_changes)];
  const neighbours = [...commitmentsOf(comparison), ...others].toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const fees = comparison.has_fees ? days.fees : null;
  return explain({ currency, scope, ...days, fees, cells: comparison.cells, neighbours });
}
