import type { CommitmentUse, CommitmentUses, UncoveredUse } from '../../costs/core/resource-bills.ts';
import { daysBetween } from '../../platform/core/dates.ts';
import { compareDecimals, negated, sumDecimals } from '../../platform/core/decimal.ts';
import { cloudOfProvider, componentOf, usageTypeOf } from './components.ts';
import { MONTH_DAYS } from './monthly-charges.ts';
import type { FreedCommitment } from './types.ts';

/** A finding as far as it frees commitments. */
export interface Freeing {
  identity: string;
  /** Saved a month without what it frees, as decimal text; null when it can't be told. */
  saving: string | null;
  freed_commitments: readonly FreedCommitment[];
  /** Whether it is among those that are to be done together: what it frees takes the place of others then. */
  in_total: boolean;
}

/** What becomes of what a finding frees, a month of 30 days, as decimal texts. */
export interface TakenUp {
  /** Other use takes it up, so that it is saved there. */
  taken_up: string;
  /** Nothing takes it up: it is paid for and not used. */
  stranded: string;
}

/** Usage types of AWS by which reserved and unused hours of an instance go are those of its on-demand hours. */
const OTHER_USAGE = /^(?:HeavyUsage|MediumUsage|LightUsage|UnusedBox)(?=:)/;
const meterOf = (meter: string): string => usageTypeOf(meter).replace(OTHER_USAGE, 'BoxUsage');

/**
 * Whether a commitment could cover use that is paid for on demand. An approximation, since bills do not state the scope of
 * a commitment: one on spend (a savings plan) could cover any compute of its services in the same billing account, one on
 * usage (a reservation) what has the same meter in the same region as something that it covers. Sizes of the same family
 * that a reservation could cover as well are left out.
 */
export function couldCover(commitment: CommitmentUse, use: UncoveredUse): boolean {
  if (
    commitment.provider_name !== use.provider_name ||
    commitment.billing_account_id !== use.billing_account_id ||
    commitment.currency !== use.currency
  )
    return false;
  const of_service = commitment.covers.filter(({ service }) => service === use.service);
  const cloud = cloudOfProvider(use.provider_name);
  if (commitment.category === 'Spend')
    return of_service.length > 0 && cloud !== null && componentOf(use, cloud) === 'compute';
  return of_service.some(({ region, meter }) => region === use.region && meterOf(meter) === meterOf(use.meter));
}

/**
 * What a commitment pays for each unit of money that its use would cost without it; 1 where the bill does not tell, so that
 * no more is taken up than its cost.
 */
function rateOf({ used, covered_contracted }: CommitmentUse): number {
  const without = Number(covered_contracted ?? 0);
  return without > 0 && Number(used) > 0 ? Math.min(1, Number(used) / without) : 1;
}

/** Use that is left to be covered. */
interface Pool {
  use: UncoveredUse;
  /** At on-demand prices, a month. */
  left: number;
}

/** Takes up to `cost` (of the commitment) from the pools that it could cover; returns how much was taken. */
function take(commitment: CommitmentUse, pools: readonly Pool[], cost: number): number {
  const rate = rateOf(commitment);
  let left = cost;
  for (const pool of pools) {
    if (left <= 0) break;
    if (pool.left <= 0 || !couldCover(commitment, pool.use)) continue;
    const taken = Math.min(left, pool.left * rate);
    pool.left -= taken / rate;
    left -= taken;
  }
  return cost - left;
}

const byId = (a: { commitment_id: string }, b: { commitment_id: string }): number =>
  a.commitment_id < b.commitment_id ? -1 : 1;

/** The largest saving first, unknown ones last; of equal ones by name. */
const inTurn = (a: Freeing, b: Freeing): number => {
  if (a.saving !== b.saving) {
    if (a.saving === null) return 1;
    if (b.saving === null) return -1;
    const difference = compareDecimals(b.saving, a.saving);
    if (difference !== 0) return difference;
  }
  return a.identity < b.identity ? -1 : 1;
};

/** What is taken up is estimated in doubles, to so many decimal places. */
const PLACES = 6;

/** What of one freed part is taken up and stranded; together they are exactly what is freed. */
function parted({ monthly_cost }: FreedCommitment, taken: number): TakenUp {
  const taken_up = taken > Number(monthly_cost) - 10 ** -PLACES ? monthly_cost : sumDecimals([taken.toFixed(PLACES)]);
  return { taken_up, stranded: sumDecimals([monthly_cost, negated(taken_up)]) };
}

/** What becomes of what one finding frees, taken from the pools. */
function takenUp(
  freed: readonly FreedCommitment[],
  known: ReadonlyMap<string, CommitmentUse[]>,
  pools: Pool[],
): TakenUp {
  const parts = freed.toSorted(byId).map((one) => {
    const cost = Number(one.monthly_cost);
    const uses = known.get(one.commitment_id) ?? [];
    return parted(
      one,
      uses.reduce((sum, use) => sum + take(use, pools, cost - sum), 0),
    );
  });
  return {
    taken_up: sumDecimals(parts.map((part) => part.taken_up)),
    stranded: sumDecimals(parts.map(({ stranded }) => stranded)),
  };
}

/**
 * What other use takes up of the commitments that findings free, and what is stranded: a commitment is paid for until its
 * term ends. On-demand use of the bill's days is what could take it up, each part of it once: first what commitments do not
 * use already, then what the findings of the total free, the largest saving first. What others free is held against what
 * is left then. Nothing takes up what is freed of a commitment that the bill does not tell of.
 */
export function shareTakenUp(
  findings: readonly Freeing[],
  { commitments, uncovered, window }: CommitmentUses,
): ReadonlyMap<string, TakenUp> {
  const month = window === null ? 0 : MONTH_DAYS / daysBetween(window.start, window.end);
  const pools = uncovered.map((use): Pool => ({ use, left: Number(use.contracted) * month }));
  const known = new Map<string, CommitmentUse[]>();
  for (const one of commitments.toSorted(byId)) {
    known.set(one.commitment_id, [...(known.get(one.commitment_id) ?? []), one]);
    take(one, pools, Number(one.unused) * month);
  }
  const shared = new Map<string, TakenUp>();
  for (const { identity, freed_commitments } of findings.filter(({ in_total }) => in_total).toSorted(inTurn))
    shared.set(identity, takenUp(freed_commitments, known, pools));
  for (const { identity, freed_commitments } of findings.filter(({ in_total }) => !in_total)) {
    const left = pools.map((pool) => ({ ...pool }));
    shared.set(identity, takenUp(freed_commitments, known, left));
  }
  return shared;
}
