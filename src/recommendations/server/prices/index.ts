import { setTimeout as sleep } from 'node:timers/promises';
import type { ProviderCaller, WithAws } from '../../../connections/server/index.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import type { Services } from '../../../platform/server/services.ts';
import { awsListings } from '../../core/prices/aws-products.ts';
import { azureListings } from '../../core/prices/azure-items.ts';
import type { ListedPrice, Listing } from '../../core/prices/listing.ts';
import type { PriceKey, PriceRow } from '../../core/types.ts';
import { askPriceList } from './aws-price-list.ts';
import { openRetailPrices, type Wait } from './azure-retail.ts';
import { dueOf, readPrices, writePrices } from './store.ts';

/** What a refresh did. `warnings` are for people; what could not be read stays as it was. */
export interface RefreshOutcome {
  /** Prices that were read. */
  updated: number;
  warnings: string[];
}

/** Prices that were read from the clouds' price lists: the same for all organizations. */
export interface Prices {
  /** What is known of the keys, in their order, without what nothing is known of. */
  rows(keys: readonly PriceKey[]): Promise<PriceRow[]>;
  /**
   * Reads what is wanted and was not read within a week: from the AWS Price List with a connection of the organization,
   * from the Azure Retail Prices API without. Never throws for what the clouds answer.
   */
  refresh(
    caller: Omit<ProviderCaller, 'signal'>,
    wanted: readonly PriceKey[],
    signal: AbortSignal,
  ): Promise<RefreshOutcome>;
}

const AWS_SOURCE = 'AWS Price List API (GetProducts)';
const AZURE_SOURCE = 'Azure Retail Prices API';

/** A price list that fails so often is not there, or does not let us in: the others would take as long to fail. */
const MOST_FAILURES = 3;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const waitAbortably: Wait = async (ms, signal) => void (await sleep(ms, undefined, { signal }));

interface Refresh {
  signal: AbortSignal;
  warn(warning: string): void;
  write(listing: Pick<Listing<unknown>, 'provider' | 'region'>, listed: readonly ListedPrice[]): Promise<void>;
}

/** Asks one question after the other; what one answers is written before the next. */
async function readListings<Question>(
  listings: readonly Listing<Question>[],
  read: (listing: Listing<Question>) => Promise<ListedPrice[]>,
  { signal, warn, write }: Refresh,
): Promise<void> {
  let failures = 0;
  for (const listing of listings)
    try {
      await write(listing, await read(listing));
    } catch (error) {
      signal.throwIfAborted();
      warn(wordsOf(error));
      failures += 1;
      if (failures === MOST_FAILURES) return;
    }
}

/** Makes it. `wait` is for tests. */
export function createPrices(
  { database, config, now }: Pick<Services, 'database' | 'config' | 'now'>,
  { withAws }: { withAws: WithAws },
  wait: Wait = waitAbortably,
): Prices {
  async function refreshAws(caller: ProviderCaller, wanted: readonly PriceKey[], refresh: Refresh): Promise<void> {
    const due = await dueOf(database, awsListings(wanted), dayOf(now()));
    if (due.length === 0) return;
    const warn = (words: string): void => refresh.warn(`Prices could not be read from the AWS Price List: ${words}`);
    try {
      await withAws(caller, async (aws) => {
        const ask = await askPriceList(aws);
        await readListings(due, ({ question }) => ask(question), { ...refresh, warn });
      });
    } catch (error) {
      refresh.signal.throwIfAborted();
      warn(wordsOf(error));
    }
  }

  async function refreshAzure(wanted: readonly PriceKey[], refresh: Refresh): Promise<void> {
    const due = await dueOf(database, azureListings(wanted), dayOf(now()));
    if (due.length === 0) return;
    const ask = await openRetailPrices(config, refresh.signal, wait);
    await readListings(due, (listing) => ask(listing.region, listing.question), {
      ...refresh,
      warn: (words) => refresh.warn(`Prices could not be read from the Azure Retail Prices API: ${words}`),
    });
  }

  return {
    rows: (keys) => readPrices(database, keys),
    refresh: async (caller, wanted, signal) => {
      const outcome: RefreshOutcome = { updated: 0, warnings: [] };
      const refresh: Refresh = {
        signal,
        warn: (warning) => void (outcome.warnings.includes(warning) || outcome.warnings.push(warning)),
        write: async ({ provider, region }, listed) => {
          const source_name = provider === 'aws' ? AWS_SOURCE : AZURE_SOURCE;
          await writePrices(database, { provider, region, source_name, read_on: dayOf(now()) }, listed);
          outcome.updated += listed.length;
        },
      };
      await refreshAws({ ...caller, signal }, wanted, refresh);
      await refreshAzure(wanted, refresh);
      return outcome;
    },
  };
}
