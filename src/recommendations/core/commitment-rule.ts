import type { z } from 'zod';
import type { CommitmentUse } from '../../costs/core/resource-bills.ts';
import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { timesDecimal } from '../../platform/core/decimal.ts';
import { MONTH_DAYS } from './monthly-charges.ts';
import type { Rule } from './rule.ts';
import type { Amounts, Check, Finding } from './types.ts';

/** Days, end not included. */
export interface Days {
  start: IsoDate;
  end: IsoDate;
}

/** A commitment as the bill's days tell of it, and the thresholds it is judged by. */
export interface Judged<Parameters> {
  commitment: CommitmentUse;
  window: Days;
  as_of: IsoDate;
  parameters: Parameters;
}

/** A rule that judges commitments as the bill tells of them, rather than resources. */
export interface CommitmentRule<Parameters extends z.ZodObject = z.ZodObject>
  extends Pick<Rule, 'id' | 'title' | 'description' | 'resource_types' | 'sources'> {
  type: 'commitment';
  /** It judges those of every cloud. */
  provider: null;
  parameters: Parameters;
  checksOf(judged: Judged<z.output<Parameters>>): Check[];
  /** Asked for when all checks are met. */
  findingOf(judged: Judged<z.output<Parameters>>): Omit<Finding, 'checks'>;
}

/** Keeps the type of the parameters between the schema and the functions. */
export const defineCommitmentRule = <Parameters extends z.ZodObject>(
  rule: CommitmentRule<Parameters>,
): CommitmentRule => rule as unknown as CommitmentRule;

/** A commitment that nothing tells of for so many days at the end of the bill is over. */
const OVER_DAYS = 3;

/** What people call it. */
export const nameOf = ({ name, commitment_id }: CommitmentUse): string =>
  name ?? commitment_id.split(/[/:]/).at(-1) ?? commitment_id;
/** An amount as it stands in a sentence. */
export const money = (amount: string, currency: string): string => `${Number(amount).toFixed(2)} ${currency}`;
/** Of a commitment only the effective cost tells anything. */
export const effectiveOnly = (effective: string): Amounts => ({ effective, list: null, contracted: null });
/** What an amount of some days is in a month of 30 days. */
export const perMonth = (amount: string, { start, end }: Days): string =>
  timesDecimal(amount, MONTH_DAYS / Math.max(1, daysBetween(start, end)));

/** The days of the bill on which it was there. */
export const daysOf = ({ first_seen, last_seen }: CommitmentUse, window: Days): Days => ({
  start: first_seen > window.start ? first_seen : window.start,
  end: last_seen === null ? window.end : addDays(last_seen, 1),
});
/** Whether nothing tells of it any more; null where nothing did in the days of the bill. */
export const isOver = ({ last_seen }: CommitmentUse, { end }: Days): boolean | null =>
  last_seen === null ? null : last_seen < addDays(end, -OVER_DAYS);

/** What of it was used, in percent of what it cost; null when it cost nothing. */
export function utilisationOf({ used, unused }: CommitmentUse): number | null {
  const paid = Number(used) + Number(unused);
  return paid > 0 ? (Number(used) / paid) * 100 : null;
}

/** What findings about commitments have in common: there is nothing that code could do. */
export const UNCHANGED: Pick<
  Finding,
  'change' | 'proposed' | 'projections' | 'evidence' | 'restart_needed' | 'reversible'
> = {
  change: null,
  proposed: {},
  projections: [],
  evidence: [],
  restart_needed: false,
  reversible: true,
};
/** What a finding says of the commitment as it is. */
export const describe = (commitment: CommitmentUse): Finding['current'] => ({
  type: commitment.type,
  used_percent: rounded(utilisationOf(commitment)),
  first_seen: commitment.first_seen,
  ends_on: commitment.ends_on,
});
/** To one decimal place, as percentages are shown. */
export const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);
