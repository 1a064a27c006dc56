import { sql } from 'kysely';
import type { z } from 'zod';
import { accountKey } from '../../../costs/server/index.ts';
import { addDays, dayOf } from '../../../platform/core/dates.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { type Counts, compliancePercent, sumCounts } from '../../core/compliance.ts';
import type { policiesContract } from '../../core/contract.ts';
import type { HttpServices } from './index.ts';

type Query = z.output<(typeof policiesContract)['getCompliance']['query']>;
type By = Query['by'];

interface Row extends Counts {
  key: string;
  date: string;
}

const KEY: Record<By, ReturnType<typeof sql>> = {
  policy: sql`policy_id::text`,
  account: sql`account_id`,
  owner: sql`owner`,
};

async function readRows(tx: Transaction, { by, policy_id, days }: Query, now: Date): Promise<Row[]> {
  const from = addDays(dayOf(now), -(days - 1));
  const { rows } = await sql<Row>`
    select ${KEY[by]} as key, date, sum(kept)::integer as kept, sum(broken)::integer as broken,
      sum(excepted)::integer as excepted, sum(unknown)::integer as unknown
    from policy_compliance where date >= ${from}::date
      and ${policy_id === undefined ? sql`true` : sql`policy_id = ${policy_id}::uuid`}
    group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

const pointOf = ({ date, kept, broken, excepted, unknown }: Counts & { date: string }) => ({
  date,
  kept,
  broken,
  excepted,
  unknown,
  compliance_percent: compliancePercent({ kept, broken }),
});

/** All rows of a day together, in order of days. */
const byDay = (rows: readonly Row[]) =>
  [...Map.groupBy(rows, ({ date }) => date)]
    .map(([date, day]) => pointOf({ date, ...sumCounts(day) }))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));

async function readPolicyNames(tx: Transaction): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.selectFrom('policies').select(['id', 'name']).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** How policies were kept over time. Items are as of their last day, those that are kept least first. */
export const complianceHandlers = ({ costs }: HttpServices) =>
  ({
    getCompliance: async (context, { query }) => {
      const accounts = await costs.accountNames(context);
      const { rows, policies } = await context.transaction(async (tx) => ({
        rows: await readRows(tx, query, context.now),
        policies: await readPolicyNames(tx),
      }));
      const titleOf: Record<By, (key: string) => string> = {
        policy: (key) => policies.get(key) ?? key,
        account: (key) => (key === '' ? 'No account' : (accounts.get(accountKey(key)) ?? key)),
        owner: (key) => (key === '' ? 'No owner' : key),
      };
      const points = byDay(rows);
      const last_day = points.at(-1)?.date;
      const items = [...Map.groupBy(rows, ({ key }) => key)].map(([key, own]) => {
        const today = own.find(({ date }) => date === last_day);
        const { date: _, ...counts } = pointOf(today ?? { date: '', kept: 0, broken: 0, excepted: 0, unknown: 0 });
        return { key, title: titleOf[query.by](key), ...counts, points: own.map(pointOf) };
      });
      const rank = (percent: number | null): number => percent ?? Number.POSITIVE_INFINITY;
      return {
        points,
        items: items.toSorted(
          (a, b) => rank(a.compliance_percent) - rank(b.compliance_percent) || a.title.localeCompare(b.title, 'en'),
        ),
      };
    },
  }) satisfies Partial<Handlers<typeof policiesContract>>;
