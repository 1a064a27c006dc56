import { sql } from 'kysely';
import type { CommitmentUses } from '../../../costs/core/resource-bills.ts';
import { sumDecimals } from '../../../platform/core/decimal.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { ACTIVE_STATUSES } from '../../core/contract.ts';
import { impacts } from '../../core/impact.ts';
import { bestSet } from '../../core/overlaps.ts';
import { shareTakenUp } from '../../core/taken-up.ts';
import type { Level } from '../../core/types.ts';

const readActive = (tx: Transaction) =>
  tx
    .selectFrom('recommendations')
    .select(['id', 'rule_id', 'type', 'provider_id', 'resource_id', 'currency'])
    .select(['in_total', 'impact', 'monthly_savings', 'taken_up', 'stranded'])
    .select(['own_savings as saving', 'claims', 'freed_commitments'])
    .where('status', 'in', ACTIVE_STATUSES)
    .execute();
type Active = Awaited<ReturnType<typeof readActive>>[number];

/** What depends on all others that wait for somebody. */
interface Settled {
  id: string;
  in_total: boolean;
  impact: Level;
  /** With what other use takes up of freed commitments. */
  monthly_savings: string | null;
  taken_up: string | null;
  stranded: string | null;
}

const identityOf = ({ rule_id, provider_id, resource_id }: Active): string =>
  `${rule_id} ${provider_id ?? ''} ${resource_id}`;

const plain = (amount: string | null): string | null => amount && sumDecimals([amount]);

/** Those that can be done together and save most; commitments save only by what else is done, and are never among them. */
function totalOf(active: readonly (Active & { identity: string })[]): ReadonlySet<string> {
  return bestSet(active.filter(({ type, saving }) => type !== 'commitment' && saving !== null)).chosen;
}

/** What becomes of freed commitments; without `uses`, as it was counted last. */
function takenUpOf(active: readonly (Active & { identity: string })[], uses: CommitmentUses | null) {
  if (uses === null)
    return new Map(
      active.map((one) => [one.identity, { taken_up: plain(one.taken_up), stranded: plain(one.stranded) }]),
    );
  const shared = shareTakenUp(
    active.filter(({ freed_commitments }) => freed_commitments.length > 0),
    uses,
  );
  return new Map<string, Pick<Settled, 'taken_up' | 'stranded'>>(shared);
}

function settledOf(rows: readonly Active[], uses: CommitmentUses | null): Settled[] {
  const named = rows.map((one) => ({ ...one, identity: identityOf(one) }));
  const total = totalOf(named);
  const counted = named.map((one) => ({ ...one, in_total: total.has(one.identity) }));
  const shared = takenUpOf(counted, uses);
  const settled = counted.map(({ id, identity, saving, currency, in_total }) => {
    const { taken_up, stranded } = shared.get(identity) ?? { taken_up: null, stranded: null };
    const monthly_savings = saving === null ? null : sumDecimals([saving, taken_up ?? '0']);
    return { id, identity, currency, in_total, saving: monthly_savings, monthly_savings, taken_up, stranded };
  });
  const levels = impacts(settled);
  return settled.map(({ identity, currency: _, saving: __, ...one }) => ({
    ...one,
    impact: levels.get(identity) ?? 'low',
  }));
}

const isAsBefore = (before: Active, now: Settled): boolean =>
  before.in_total === now.in_total &&
  before.impact === now.impact &&
  plain(before.monthly_savings) === now.monthly_savings &&
  plain(before.taken_up) === now.taken_up &&
  plain(before.stranded) === now.stranded;

/**
 * Counts again what depends on all recommendations that wait for somebody: which are in the total (the set that can be done
 * together and saves most), what other use takes up of the commitments they free, and how much each matters. After every
 * run, with how commitments are used; and, without, when somebody has decided something: what is taken up is counted again
 * by the next run then. Answers how many recommendations it changed.
 */
export async function settle(tx: Transaction, uses: CommitmentUses | null): Promise<number> {
  await tx
    .updateTable('recommendations')
    .set({ in_total: false })
    .where('status', 'not in', ACTIVE_STATUSES)
    .where('in_total', '=', true)
    .execute();
  const active = await readActive(tx);
  const before = new Map(active.map((one) => [one.id, one]));
  const changed = settledOf(active, uses).filter((one) => !isAsBefore(before.get(one.id)!, one));
  if (changed.length === 0) return 0;
  await sql`update recommendations as one set
      in_total = settled.in_total, impact = settled.impact, monthly_savings = settled.monthly_savings,
      taken_up = settled.taken_up, stranded = settled.stranded
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as settled (
      id uuid, in_total boolean, impact text, monthly_savings numeric, taken_up numeric, stranded numeric)
    where one.id = settled.id`.execute(tx);
  return changed.length;
}
