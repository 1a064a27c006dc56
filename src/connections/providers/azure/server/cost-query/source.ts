import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { addDays, addMonths, dayOf, type IsoDate, monthStart } from '../../../../../platform/core/dates.ts';
import { wholeThrough } from '../../../../core/whole-days.ts';
import type { Connection, CostFiles, CostSource } from '../../../../server/provider.ts';
import { pairCells } from '../../core/cost-query/cells.ts';
import { COST_FILE_HEADERS, type CostFileFacts, costLine } from '../../core/cost-query/file.ts';
import type { AzureCredentials } from '../../core/credentials.ts';
import type { AzureClient } from '../client.ts';
import { AzureError, explainedAzure } from '../errors.ts';
import { type AzureScope, dimensionsOf, limitOf, subscriptionNames } from '../scope.ts';
import { type AskCosts, type CellPart, type CellRequest, readCells } from './read-cells.ts';
import { runQuery, type SendQuery } from './run-query.ts';
import { inTurn } from './turns.ts';

const QUERY = 'Microsoft.CostManagement/query/read';
const DIMENSIONS = 'Microsoft.CostManagement/dimensions/read';

/** Offers and scopes without commitments have costs of one type only, and Azure refuses to be asked for the other. */
const isUnsupported = (error: unknown): boolean =>
  error instanceof AzureError && error.status === 400 && /amortized/i.test(error.message);

/** The amortized cells; null when the scope has none. */
async function readAmortized(
  { log }: Connection<AzureCredentials>,
  request: CellRequest,
  ask: AskCosts,
  actual: CellPart[],
): Promise<CellPart[] | null> {
  try {
    return await readCells({ ...request, type: 'AmortizedCost' }, ask, actual);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    log.warn({ period: request.start }, 'Azure has no amortized costs for this scope: effective costs stay unknown');
    return null;
  }
}

async function writeFile(
  path: string,
  actual: CellPart[],
  amortized: CellPart[] | null,
  facts: CostFileFacts,
): Promise<void> {
  const cells = pairCells(
    actual.flatMap((part) => part.cells),
    amortized?.flatMap((part) => part.cells) ?? null,
  );
  const lines = function* () {
    yield `${COST_FILE_HEADERS.join(',')}\n`;
    for (const cell of cells) yield `${costLine(cell, facts)}\n`;
  };
  await pipeline(lines, createWriteStream(path));
}

/** Asks once, at the first use; a failure is not remembered. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}

async function explaining<T>(
  { now }: Connection<AzureCredentials>,
  permission: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainedAzure(error, permission, now());
  }
}

/**
 * Costs from Cost Management's query API, a calendar month at a time: sums by day, subscription, service, location, charge
 * type and pricing model, as far as the scope has them. What single resources cost is in exports only.
 */
export function queryCostSource(
  connection: Connection<AzureCredentials>,
  client: AzureClient,
  scope: AzureScope,
): CostSource {
  const today = (): IsoDate => dayOf(connection.now());
  const dimensions = once(() => explaining(connection, DIMENSIONS, () => dimensionsOf(client, scope)));
  const names = once(() =>
    explaining(connection, 'Microsoft.Resources/subscriptions/read', () => subscriptionNames(client)),
  );
  const send: SendQuery = (path, body) =>
    inTurn(connection.credentials.tenant_id.toLowerCase(), connection.signal, () => client.answer('POST', path, body));
  const ask: AskCosts = (query) => runQuery(send, scope.path, query);

  async function read(billing_period: IsoDate, directory: string): Promise<CostFiles> {
    const day = today();
    const end = [addMonths(billing_period, 1), addDays(day, 1)].toSorted()[0]!;
    const data_through = wholeThrough(billing_period, day);
    const request: CellRequest = { type: 'ActualCost', start: billing_period, end, dimensions: await dimensions() };
    const [actual, amortized] = await explaining(connection, QUERY, async () => {
      const actual = await readCells(request, ask);
      return [actual, await readAmortized(connection, request, ask, actual)] as const;
    });
    if (actual.length === 0 && !amortized?.length) return { paths: [], data_through };
    const path = join(directory, `cost-management-${billing_period.slice(0, 7)}.csv`);
    await writeFile(path, actual, amortized, {
      billing_account_id: scope.path,
      subscription_id: scope.sub_account_id?.split('/').at(-1) ?? null,
      subscription_names: await names(),
    });
    return { paths: [path], data_through };
  }

  return {
    name: 'cost-management-query',
    kind: 'api',
    provider_name: 'Microsoft',
    billing_account_id: scope.path,
    ...limitOf(scope),
    async periods(oldest) {
      const last = monthStart(today());
      const periods: { billing_period: IsoDate; revision: null }[] = [];
      for (
        let billing_period = monthStart(oldest);
        billing_period <= last;
        billing_period = addMonths(billing_period, 1)
      )
        periods.push({ billing_period, revision: null });
      return periods;
    },
    read,
  };
}
