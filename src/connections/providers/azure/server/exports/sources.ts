import type { IsoDate } from '../../../../../platform/core/dates.ts';
import { wholeThrough } from '../../../../core/whole-days.ts';
import type { Connection, CostSource } from '../../../../server/provider.ts';
import type { AzureCredentials } from '../../core/credentials.ts';
import type { AzureClient } from '../client.ts';
import { type AzureScope, limitOf } from '../scope.ts';
import { type BlobContainer, openContainer } from './blobs.ts';
import { explainedContainer } from './explain.ts';
import type { CostExport } from './exports.ts';
import { pairExports } from './pair.ts';
import { findRuns, readRun } from './read-run.ts';

/** What the sources of a connection share. */
interface Context {
  connection: Connection<AzureCredentials>;
  client: AzureClient;
  scope: AzureScope;
}

/** The container of an export; what keeps it closed is told by its name. */
function containerOf({ connection, client }: Context, one: CostExport): BlobContainer {
  const container = openContainer(connection, client, one.storage_account_id, one.container);
  const explaining =
    <Args extends unknown[], T>(work: (name: string, ...args: Args) => Promise<T>) =>
    async (name: string, ...args: Args): Promise<T> => {
      try {
        return await work(name, ...args);
      } catch (error) {
        throw explainedContainer(error, one, name, connection.now());
      }
    };
  return { list: explaining(container.list), text: explaining(container.text), save: explaining(container.save) };
}

const facts = ({ scope }: Context) => ({
  kind: 'export' as const,
  provider_name: 'Microsoft',
  billing_account_id: scope.path,
  ...limitOf(scope),
});

const since = (oldest: IsoDate, runs: Awaited<ReturnType<typeof findRuns>>) =>
  [...runs.values()].filter(({ billing_period }) => billing_period >= oldest);

function focusSource(context: Context, one: CostExport): CostSource {
  const container = containerOf(context, one);
  return {
    ...facts(context),
    name: `export ${one.name}`,
    periods: async (oldest) =>
      since(oldest, await findRuns(container, one.folder)).map(({ billing_period, revision }) => ({
        billing_period,
        revision,
      })),
    async read(billing_period, directory) {
      const run = await readRun(container, one.folder, billing_period, { directory, label: 'focus' });
      return { paths: run.paths, data_through: wholeThrough(billing_period, run.written_on) };
    },
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
    async periods(oldest) {
      const others = await findRuns(containers.amortized, amortized.folder);
      return since(oldest, await findRuns(containers.actual, actual.folder)).flatMap(({ billing_period, revision }) => {
        const other = others.get(billing_period);
        return other ? [{ billing_period, revision: `${revision} + ${other.revision}` }] : [];
      });
    },
    async read(billing_period, directory) {
      const read = (label: 'actual' | 'amortized', { folder }: CostExport) =>
        readRun(containers[label], folder, billing_period, { directory, label });
      const runs = [await read('actual', actual), await read('amortized', amortized)] as const;
      const [written_on] = runs.map((run) => run.written_on).toSorted() as [IsoDate, IsoDate];
      const data_through = wholeThrough(billing_period, written_on);
      const files = { actual: runs[0].paths, amortized: runs[1].paths };
      if (files.actual.length === 0 || files.amortized.length === 0) return { paths: [], data_through };
      const { billing_account_id } = facts(context);
      return { paths: [await pairExports(files, billing_account_id, directory)], data_through };
    },
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
