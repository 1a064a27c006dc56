import type { IsoDate } from '../../../../../platform/core/dates.ts';
import type { Connection, CostSource } from '../../../../server/provider.ts';
import type { AzureCredentials } from '../../core/credentials.ts';
import type { AzureClient } from '../client.ts';
import { explainedAzure } from '../errors.ts';
import type { AzureScope } from '../scope.ts';
import { type BlobContainer, openContainer, READ_BLOBS } from './blobs.ts';
import type { CostExport } from './exports.ts';
import { pairExports } from './pair.ts';
import { findRuns, readRun } from './read-run.ts';

/** What the sources of a connection share. */
interface Context {
  connection: Connection<AzureCredentials>;
  client: AzureClient;
  scope: AzureScope;
}

const containerOf = ({ connection, client }: Context, { storage_account_id, container }: CostExport): BlobContainer =>
  openContainer(connection, client, storage_account_id, container);

async function explaining<T>({ connection }: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainedAzure(error, READ_BLOBS, connection.now());
  }
}

const facts = ({ scope }: Context) => ({
  kind: 'export' as const,
  provider_name: 'Microsoft',
  billing_account_id: scope.path,
  scope_account_id: scope.sub_account_id,
});

const since = (oldest: IsoDate, runs: Awaited<ReturnType<typeof findRuns>>) =>
  [...runs.values()].filter(({ billing_period }) => billing_period >= oldest);

function focusSource(context: Context, one: CostExport): CostSource {
  const container = containerOf(context, one);
  return {
    ...facts(context),
    name: `export ${one.name}`,
    periods: (oldest) =>
      explaining(context, async () =>
        since(oldest, await findRuns(container, one.folder)).map(({ billing_period, revision }) => ({
          billing_period,
          revision,
        })),
      ),
    read: (billing_period, directory) =>
      explaining(context, async () => ({
        paths: await readRun(container, one.folder, billing_period, { directory, label: 'focus' }),
        data_through: null,
      })),
  };
}

/**
 * An export of actual and one of amortized costs, read together: neither says both what is billed and what is effective.
 * A month counts once both have it.
 */
function pairSource(context: Context, actual: CostExport, amortized: CostExport): CostSource {
  const containers = { actual: containerOf(context, actual), amortized: containerOf(context, amortized) };
  return {
    ...facts(context),
    name: `export ${actual.name} + ${amortized.name}`,
    periods: (oldest) =>
      explaining(context, async () => {
        const others = await findRuns(containers.amortized, amortized.folder);
        return since(oldest, await findRuns(containers.actual, actual.folder)).flatMap(
          ({ billing_period, revision }) => {
            const other = others.get(billing_period);
            return other ? [{ billing_period, revision: `${revision} + ${other.revision}` }] : [];
          },
        );
      }),
    read: (billing_period, directory) =>
      explaining(context, async () => {
        const files = {
          actual: await readRun(containers.actual, actual.folder, billing_period, { directory, label: 'actual' }),
          amortized: await readRun(containers.amortized, amortized.folder, billing_period, {
            directory,
            label: 'amortized',
          }),
        };
        if (files.actual.length === 0 || files.amortized.length === 0) return { paths: [], data_through: null };
        const { billing_account_id } = facts(context);
        const path = await pairExports(files, billing_account_id, directory);
        return { paths: [path], data_through: null };
      }),
  };
}

/**
 * Exports as sources of costs, the best first: FOCUS exports say everything; one of actual and one of amortized costs say
 * it together. One of these alone is left to the query API, which knows both costs.
 */
export function exportCostSources(context: Context, exports: readonly CostExport[]): CostSource[] {
  const of = (type: CostExport['type']): CostExport[] => exports.filter((one) => one.type === type);
  const [actual, amortized] = [of('ActualCost'), of('AmortizedCost')];
  const pairs = Math.min(actual.length, amortized.length);
  for (const { name, type } of [...actual.slice(pairs), ...amortized.slice(pairs)])
    context.connection.log.warn({ export: name, type }, 'an export of one kind of cost alone is not read');
  return [
    ...of('FocusCost').map((one) => focusSource(context, one)),
    ...actual.slice(0, pairs).map((one, i) => pairSource(context, one, amortized[i]!)),
  ];
}
