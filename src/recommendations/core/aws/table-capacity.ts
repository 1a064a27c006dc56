import { type Lookback, measuredIn } from '../judging.ts';
import { listOf, numberOf, textOf } from '../reading.ts';
import type { PriceList, Seen } from '../rule.ts';
import type { PriceKey } from '../types.ts';
import type { Window } from '../use.ts';
import { SECONDS_PER_DAY } from './figures.ts';

const DAYS_PER_MONTH = 30;
const HOURS_PER_MONTH = DAYS_PER_MONTH * 24;
const MILLION = 1_000_000;

export type Kind = 'read' | 'write';

/** Reads or writes of a table. */
export interface Side {
  kind: Kind;
  /** Provisioned for the table, and for its indexes. */
  units: number;
  index_units: number;
  consumed: Window;
  /** Units that the busiest day used on average. */
  mean: number;
  used_percent: number;
  /** Units that would do; never more than now. */
  proposed: number;
}

/** How much room is left beside what was used. */
export interface Room extends Lookback {
  peak_factor: number;
  target_percent: number;
  minimum_units: number;
}

interface Index {
  read_units: number | null;
  write_units: number | null;
}

/** What is provisioned and used of one kind; null where either is not known. */
export function sideOf(table: Pick<Seen, 'resource' | 'use'>, kind: Kind, room: Room): Side | null {
  const units = numberOf(table.resource, `${kind}_units`);
  const consumed = measuredIn(table, room)(`consumed_${kind}_units`, 'total');
  if (units === null || units === 0 || consumed === null) return null;
  const indexes = listOf<Index>(table.resource, 'global_secondary_indexes') ?? [];
  const mean = consumed.highest / SECONDS_PER_DAY;
  const needed = Math.max(room.minimum_units, Math.ceil((mean * room.peak_factor) / (room.target_percent / 100)));
  return {
    kind,
    units,
    index_units: indexes.reduce((sum, index) => sum + (index[`${kind}_units`] ?? 0), 0),
    consumed,
    mean,
    used_percent: (mean / units) * 100,
    proposed: Math.min(units, needed),
  };
}

/** The price of a request, or of an hour of a capacity unit. */
export const tablePrice = (
  { resource }: Pick<Seen, 'resource'>,
  service: 'dynamodb-request' | 'dynamodb-capacity',
  sku: Kind,
): PriceKey => ({ provider: 'aws', service, region: resource.region ?? '', sku });

/** Millions of requests a month of 30 days, at the mean of the days looked at. */
export const requestsOf = ({ consumed }: Side): number => (consumed.mean * DAYS_PER_MONTH) / MILLION;

/**
 * Whether a month by request costs less, at list prices, than a month of the proposed units. Only of plain tables: what
 * their indexes use, and what other classes of storage cost, is not known. False where a price is not.
 */
export function isBetterOnDemand(table: Pick<Seen, 'resource'>, sides: readonly Side[], prices: PriceList): boolean {
  const indexed = sides.some(({ index_units }) => index_units > 0);
  if (indexed || textOf(table.resource, 'table_class') !== 'STANDARD') return false;
  let difference = 0;
  for (const side of sides) {
    const request = prices.find(tablePrice(table, 'dynamodb-request', side.kind));
    const capacity = prices.find(tablePrice(table, 'dynamodb-capacity', side.kind));
    if (!request || !capacity) return false;
    difference += side.proposed * HOURS_PER_MONTH * capacity.price - requestsOf(side) * request.price;
  }
  return difference > 0;
}
