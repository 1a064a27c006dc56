import { createHash } from 'node:crypto';
import type { Advice } from '../../../connections/core/inventory.ts';
import type { RunContext } from '../../../jobs/server/index.ts';

/** What the clouds advise, by connection and by the resource, or else the advice, that it is about. */
export interface AllAdvice {
  by_provider: ReadonlyMap<string, ReadonlyMap<string, Advice[]>>;
  /** Another text when any of it is another. */
  digest: string;
  /** The day for which the advice of each connection was read. */
  advised_on: ReadonlyMap<string, string | null>;
}

/** The resource that advice is about; advice about none stands for itself. */
const subjectOf = ({ resource_id, advice_id }: Advice): string => resource_id ?? advice_id;

/** Reads what the clouds advise now. */
export async function readAdvice({ transaction }: Pick<RunContext, 'transaction'>): Promise<AllAdvice> {
  const { rows, providers } = await transaction(async (tx) => ({
    rows: await tx
      .selectFrom('provider_advice')
      .select(['provider_id', 'source', 'advice_id', 'resource_id', 'resource_type', 'account_id', 'region'])
      .select(['action', 'title', 'monthly_savings', 'currency', 'details'])
      .where('gone_at', 'is', null)
      .orderBy('provider_id')
      .orderBy('source')
      .orderBy('advice_id')
      .execute(),
    providers: await tx.selectFrom('providers').select(['id', 'advised_on']).execute(),
  }));
  const by_provider = Map.groupBy(rows, ({ provider_id }) => provider_id);
  return {
    by_provider: new Map([...by_provider].map(([id, advice]) => [id, Map.groupBy(advice, subjectOf)])),
    digest: createHash('sha256').update(JSON.stringify(rows)).digest('base64'),
    advised_on: new Map(providers.map(({ id, advised_on }) => [id, advised_on])),
  };
}
