import type { RunContext } from '../../../jobs/server/index.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import type { Engine } from './engine.ts';
import { readWantedPrices } from './prices.ts';
import { readSettings } from './settings.ts';

/** What every judgement goes by beside resources and bills. */
export async function readBasis(context: Pick<RunContext, 'organization_id' | 'transaction' | 'now'>, engine: Engine) {
  const { wanted_prices, ...read } = await context.transaction(async (tx) => ({
    settings: await readSettings(tx),
    load_version: await engine.costs.loadVersion(tx),
    wanted_prices: await readWantedPrices(tx),
  }));
  return { ...read, as_of: dayOf(context.now()), prices: await engine.prices.rows(wanted_prices) };
}
