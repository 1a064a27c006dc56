import { sql } from 'kysely';
import type { RunContext } from '../../../jobs/server/index.ts';
import { dayOf, monthStart } from '../../../platform/core/dates.ts';

/** Decimal places that are kept of what a call is charged with. */
const SCALE = 6;

const scaled = (decimal: string): bigint => {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(SCALE, '0').slice(0, SCALE));
};
const decimal = (amount: bigint): string => {
  const digits = amount.toString().padStart(SCALE + 1, '0');
  return `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
};

/** Where what was charged is kept. */
type Keeping = Pick<RunContext, 'organization_id' | 'transaction' | 'now'>;

/** Counts the calls of a run, and keeps what providers charge for them. */
export class CallCounter {
  readonly #kept = new Map<string, { calls: number; charged: bigint }>();
  total = 0;

  /** Counts a call; `charged_usd` is exact decimal text where the provider charges for it. */
  count(call: string, charged_usd?: string): void {
    if (charged_usd === undefined) {
      this.total += 1;
      return;
    }
    const known = this.#kept.get(call) ?? { calls: 0, charged: 0n };
    this.#kept.set(call, { calls: known.calls + 1, charged: known.charged + scaled(charged_usd) });
  }

  /** What the provider has charged this month for calls that begin with `prefix`, in USD, by earlier runs and this one. */
  async chargedThisMonth({ transaction, now }: Keeping, provider_id: string, prefix: string): Promise<number> {
    const row = await transaction((tx) =>
      tx
        .selectFrom('provider_calls')
        .select((e) => e.fn.sum<string | null>('charged_usd').as('charged'))
        .where('provider_id', '=', provider_id)
        .where('month', '=', monthStart(dayOf(now())))
        .where(sql<boolean>`starts_with(call, ${prefix})`)
        .executeTakeFirstOrThrow(),
    );
    const of_this_run = [...this.#kept]
      .filter(([call]) => call.startsWith(prefix))
      .reduce((sum, [, { charged }]) => sum + charged, 0n);
    return Number(decimal(scaled(row.charged ?? '0') + of_this_run));
  }

  /** Adds what was charged to the month's sums; what is written once is not written again. */
  async write({ transaction, organization_id, now }: Keeping, provider_id: string): Promise<void> {
    const kept = [...this.#kept];
    if (kept.length === 0) return;
    this.#kept.clear();
    const month = monthStart(dayOf(now()));
    await transaction(async (tx) => {
      for (const [call, { calls, charged }] of kept)
        await tx
          .insertInto('provider_calls')
          .values({ organization_id, provider_id, month, call, calls, charged_usd: decimal(charged) })
          .onConflict((conflict) =>
            conflict.columns(['organization_id', 'provider_id', 'month', 'call']).doUpdateSet({
              calls: sql`provider_calls.calls + excluded.calls`,
              charged_usd: sql`provider_calls.charged_usd + excluded.charged_usd`,
            }),
          )
          .execute();
    });
  }
}
