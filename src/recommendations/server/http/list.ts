import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Costs } from '../../../costs/server/index.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import { decodeCursor, type PagePosition, pageOfRows } from '../../../platform/server/pagination.ts';
import type { recommendationsContract } from '../../core/contract.ts';
import { conditionsOf } from './filters.ts';
import { asRecommendation, isActive, type RecommendationRow, selectRecommendations } from './rows.ts';

type ListQuery = z.output<(typeof recommendationsContract)['listRecommendations']['query']>;

interface Order {
  key: RawBuilder<string>;
  type: string;
  position: z.ZodType<string>;
  of(row: RecommendationRow): string;
}

/** What is unknown comes last of all, after what costs more than before. */
const UNKNOWN_SAVINGS = '-1000000000000';
const time = z.iso.datetime().refine((text) => text >= '0001');
const byTime = (column: 'first_found_at' | 'changed_at'): Order => ({
  key: sql<string>`recommendations.${sql.ref(column)}`,
  type: 'timestamptz',
  position: time,
  of: (row) => row[column],
});

const amount = z.string().regex(/^-?\d{1,20}(\.\d{1,18})?$/);

const ORDERS: Record<ListQuery['sort'], Order> = {
  // What nobody waits for any more is not ranked by the record of its rule.
  expected_savings: {
    key: sql<string>`coalesce(recommendations.expected_savings, recommendations.monthly_savings, ${sql.lit(UNKNOWN_SAVINGS)}::numeric)`,
    type: 'numeric',
    position: amount,
    of: ({ expected_savings, monthly_savings }) => expected_savings ?? monthly_savings ?? UNKNOWN_SAVINGS,
  },
  monthly_savings: {
    key: sql<string>`coalesce(recommendations.monthly_savings, ${sql.lit(UNKNOWN_SAVINGS)}::numeric)`,
    type: 'numeric',
    position: amount,
    of: ({ monthly_savings }) => monthly_savings ?? UNKNOWN_SAVINGS,
  },
  first_found_at: byTime('first_found_at'),
  changed_at: byTime('changed_at'),
  title: {
    key: sql<string>`lower(recommendations.title)`,
    type: 'text',
    position: z.string().max(2_000),
    of: ({ title }) => title.toLowerCase(),
  },
};

async function readTotals(context: Context, where: RawBuilder<boolean>) {
  return context.transaction(async (tx) => {
    const { rows } = await sql<{ currency: string | null; recommendations: number; amount: number | null }>`
      select currency, count(*)::integer as recommendations,
        (sum(monthly_savings) filter (where in_total and ${isActive}))::double precision as amount
      from recommendations where ${where} group by currency order by currency`.execute(tx);
    return {
      total: rows.reduce((sum, { recommendations }) => sum + recommendations, 0),
      monthly_savings: rows.flatMap(({ currency, amount }) =>
        currency === null || amount === null ? [] : [{ currency, amount }],
      ),
    };
  });
}

const all = (conditions: RawBuilder<boolean>[]): RawBuilder<boolean> => sql`${sql.join(conditions, sql` and `)}`;

/** Lists of recommendations. */
export function listHandlers(costs: Pick<Costs, 'accountNames'>) {
  return {
    listRecommendations: async (context, { query }) => {
      const { sort, order, limit, cursor } = query;
      const { key, type, position, of } = ORDERS[sort];
      const cursorSchema: z.ZodType<PagePosition> = z.tuple([position, z.uuid()]);
      const after = decodeCursor(cursor, cursorSchema);
      const where = all(conditionsOf(query));
      const rows = await context.transaction((tx) => {
        const selected = selectRecommendations(tx)
          .where(where)
          .orderBy(key, order)
          .orderBy('recommendations.id', order)
          .limit(limit + 1);
        if (!after) return selected.execute();
        const comparison = sql.raw(order === 'desc' ? '<' : '>');
        const beyond = sql<boolean>`(${key}, recommendations.id) ${comparison} (${after[0]}::${sql.raw(type)}, ${after[1]}::uuid)`;
        return selected.where(beyond).execute();
      });
      const names = await costs.accountNames(context);
      const page = pageOfRows(rows, limit, (row) => [of(row), row.id]);
      const items = page.items.map((row) => asRecommendation(row, names));
      return { ...page, items, ...(await readTotals(context, where)) };
    },
  } satisfies Partial<Handlers<typeof recommendationsContract>>;
}
