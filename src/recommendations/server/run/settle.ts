import { setImmediate as breathe } from 'node:timers/promises';
import { sql } from 'kysely';
import type { CommitmentUses } from '../../../costs/core/resource-bills.ts';
import { compareDecimals, sumDecimals } from '../../../platform/core/decimal.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { addAmounts, timesRatioAmounts } from '../../core/amounts.ts';
import { ACTIVE_STATUSES } from '../../core/contract.ts';
import { expectedSavings, type RuleRecord } from '../../core/expected-savings.ts';
import { impacts } from '../../core/impact.ts';
import { bestSet } from '../../core/overlaps.ts';
import { shareTakenUp } from '../../core/taken-up.ts';
import type { Amounts, FreedCommitment, Level } from '../../core/types.ts';

const readActive = (tx: Transaction) =>
  tx
    .selectFrom('recommendations')
    .select(['id', 'rule_id', 'type', 'provider_id', 'resource_id', 'currency'])
    .select(['in_total', 'impact', 'monthly_savings', 'expected_savings', 'taken_up', 'stranded'])
    .select(['list_savings', 'contracted_savings'])
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
  /** The same at other prices; null where the bill does not tell them. */
  list_savings: string | null;
  contracted_savings: string | null;
  /** By which lists are in order: what the record of its rule leaves of it. */
  expected_savings: string | null;
  taken_up: string | null;
  stranded: string | null;
}

/** What changes on the advice of each rule have saved so far. */
async function readRecords(tx: Transaction): Promise<ReadonlyMap<string, RuleRecord>> {
  const { rows } = await sql<RuleRecord & { rule_id: string }>`
    select rule_id, count(*)::integer as measured, sum(promised)::double precision as promised,
      sum(realised)::double precision as realised
    from recommendation_results where promised > 0 and realised is not null group by rule_id`.execute(tx);
  return new Map(rows.map(({ rule_id, ...record }) => [rule_id, record]));
}

const identityOf = ({ rule_id, provider_id, resource_id }: Active): string =>
  `${rule_id} ${provider_id ?? ''} ${resource_id}`;

const plain = (amount: string | null): string | null => amount && sumDecimals([amount]);

type Named = Active & { identity: string };

/** Those that can be done together and save most; commitments save only by what else is done, and are never among them. */
const bestOf = (named: readonly Named[], savingOf: (one: Named) => string | null): ReadonlySet<string> =>
  bestSet(
    named
      .filter(({ type }) => type !== 'commitment')
      .map((one) => ({ ...one, saving: savingOf(one) }))
      .filter(({ saving }) => saving !== null),
  ).chosen;

/** What it saves if all that it frees of commitments is taken up. */
const atMost = ({ saving, freed_commitments }: Named): string | null =>
  saving === null ? null : sumDecimals([saving, ...freed_commitments.map(({ monthly_cost }) => monthly_cost)]);

type Shares = ReadonlyMap<string, Pick<Settled, 'taken_up' | 'stranded'>>;

/** What becomes of freed commitments: those of the best set come first. Without `uses`, as it was counted last. */
function sharesOf(named: readonly Named[], uses: CommitmentUses | null): Shares {
  if (uses === null)
    return new Map(
      named.map((one) => [one.identity, { taken_up: plain(one.taken_up), stranded: plain(one.stranded) }]),
    );
  const first = bestOf(named, atMost);
  const freeing = named.filter(({ freed_commitments }) => freed_commitments.length > 0);
  return new Map(
    shareTakenUp(
      freeing.map((one) => ({ ...one, in_total: first.has(one.identity) })),
      uses,
    ),
  );
}

/** What those that free commitments save without them, by id. */
async function readOwnSavings(tx: Transaction, rows: readonly Active[]): Promise<ReadonlyMap<string, Amounts | null>> {
  const ids = rows.filter(({ freed_commitments }) => freed_commitments.length > 0).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const own = await tx
    .selectFrom('recommendations')
    .select(['id', sql<Amounts | null>`finding #> '{saving,monthly}'`.as('monthly')])
    .where('id', 'in', ids)
    .execute();
  return new Map(own.map(({ id, monthly }) => [id, monthly]));
}

/** What is saved with the part of freed commitments that is taken up, at every price. */
function withTakenUp(monthly: Amounts, freed: readonly FreedCommitment[], taken_up: string | null): Amounts {
  const all = addAmounts(
    freed.map(({ monthly_cost, list, contracted }) => ({ effective: monthly_cost, list, contracted })),
  );
  if (taken_up === null || [taken_up, all.effective].some((amount) => compareDecimals(amount, '0') <= 0))
    return monthly;
  return addAmounts([monthly, timesRatioAmounts(all, taken_up, all.effective)]);
}

interface Surroundings {
  uses: CommitmentUses | null;
  records: ReadonlyMap<string, RuleRecord>;
  own: ReadonlyMap<string, Amounts | null>;
}

async function settledOf(rows: readonly Active[], { uses, records, own }: Surroundings): Promise<Settled[]> {
  const named = rows.map((one) => ({ ...one, identity: identityOf(one) }));
  await breathe();
  const shares = sharesOf(named, uses);
  await breathe();
  const sharesFor = ({ identity }: Named) => shares.get(identity) ?? { taken_up: null, stranded: null };
  const savingOf = (one: Named): string | null =>
    one.saving === null ? null : sumDecimals([one.saving, sharesFor(one).taken_up ?? '0']);
  const total = bestOf(named, savingOf);
  await breathe();
  const counted = named.map((one) => ({ ...one, saving: savingOf(one), in_total: total.has(one.identity) }));
  const levels = impacts(counted);
  return counted.map((one) => {
    const { taken_up, stranded } = sharesFor(one);
    const monthly = own.get(one.id);
    const known = { list: plain(one.list_savings), contracted: plain(one.contracted_savings) };
    const { list, contracted } = monthly ? withTakenUp(monthly, one.freed_commitments, taken_up) : known;
    return {
      id: one.id,
      in_total: one.in_total,
      impact: levels.get(one.identity) ?? 'low',
      monthly_savings: one.saving,
      list_savings: list,
      contracted_savings: contracted,
      expected_savings: expectedSavings(one.saving, records.get(one.rule_id)),
      taken_up,
      stranded,
    };
  });
}

const isAsBefore = (before: Active, now: Settled): boolean =>
  before.in_total === now.in_total &&
  before.impact === now.impact &&
  plain(before.monthly_savings) === now.monthly_savings &&
  plain(before.expected_savings) === now.expected_savings &&
  plain(before.list_savings) === now.list_savings &&
  plain(before.contracted_savings) === now.contracted_savings &&
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
  const settled = await settledOf(active, {
    uses,
    records: await readRecords(tx),
    own: await readOwnSavings(tx, active),
  });
  const changed = settled.filter((one) => !isAsBefore(before.get(one.id)!, one));
  if (changed.length === 0) return 0;
  await sql`update recommendations as one set
      in_total = settled.in_total, impact = settled.impact, monthly_savings = settled.monthly_savings,
      expected_savings = settled.expected_savings, list_savings = settled.list_savings,
      contracted_savings = settled.contracted_savings, taken_up = settled.taken_up, stranded = settled.stranded
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as settled (
      id uuid, in_total boolean, impact text, monthly_savings numeric, expected_savings numeric, list_savings numeric,
      contracted_savings numeric, taken_up numeric,
      stranded numeric)
    where one.id = settled.id`.execute(tx);
  return changed.length;
}
