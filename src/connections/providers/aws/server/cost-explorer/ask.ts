import type {
  CostExplorerClient,
  Expression,
  GetCostAndUsageCommandInput,
  Group,
  GroupDefinition,
  MetricValue,
} from '@aws-sdk/client-cost-explorer';
import type { IsoDate } from '../../../../../platform/core/dates.ts';
import type { Connection } from '../../../../server/provider.ts';
import { COST_METRICS, type Costs } from '../../core/cost-explorer/exact-sums.ts';
import type { Dimension, Grouping, Question } from '../../core/cost-explorer/plan.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import { explainedCost } from './cost-errors.ts';

/** What Cost Explorer charges for each request that it answers (its pricing page, read 2026-10). */
const PRICE_USD = '0.01';
const NAMES: Record<Exclude<Grouping, 'tag'>, 'LINKED_ACCOUNT' | 'SERVICE' | 'USAGE_TYPE' | 'RECORD_TYPE'> = {
  account: 'LINKED_ACCOUNT',
  service: 'SERVICE',
  usage_type: 'USAGE_TYPE',
  record_type: 'RECORD_TYPE',
};

/** What one day cost within one group. */
export interface DayCosts {
  day: IsoDate;
  /** The value of each grouping, in the order they were asked for. A tag of '' means without it. */
  values: string[];
  costs: Costs;
  currency: string;
  quantity: string;
  /** `N/A` when the quantities have different units. */
  unit: string;
}

/** What is needed to ask. */
export interface AskingFor {
  client: CostExplorerClient;
  connection: Connection<AwsCredentials>;
  days: { start: IsoDate; end: IsoDate };
  /** Resolves when the next request may start. */
  turn(): Promise<void>;
  /** Filled with the names of accounts, by id, where answers say them. */
  account_names: Map<string, string>;
}

const groupBy = (grouping: Grouping, tag: string | undefined): GroupDefinition =>
  grouping === 'tag' ? { Type: 'TAG', Key: tag } : { Type: 'DIMENSION', Key: NAMES[grouping] };

function filterBy(dimension: Dimension, value: string, tag: string | undefined): Expression {
  if (dimension !== 'tag') return { Dimensions: { Key: NAMES[dimension], Values: [value] } };
  return { Tags: value === '' ? { Key: tag, MatchOptions: ['ABSENT'] } : { Key: tag, Values: [value] } };
}

function requestOf({ days, connection }: AskingFor, { record_type, where, by }: Question): GetCostAndUsageCommandInput {
  const tag = connection.credentials.cost_allocation_tag;
  const filters: Expression[] = [
    ...(record_type === null ? [] : [{ Dimensions: { Key: NAMES.record_type, Values: [record_type] } }]),
    ...Object.entries(where).map(([dimension, value]) => filterBy(dimension as Dimension, value, tag)),
  ];
  return {
    TimePeriod: { Start: days.start, End: days.end },
    Granularity: 'DAILY',
    Metrics: [...COST_METRICS, 'UsageQuantity'],
    GroupBy: by.map((grouping) => groupBy(grouping, tag)),
    ...(filters.length > 1 ? { Filter: { And: filters } } : filters[0] ? { Filter: filters[0] } : {}),
  };
}

function metric(metrics: Record<string, MetricValue> | undefined, name: string): { amount: string; unit: string } {
  const { Amount, Unit } = metrics?.[name] ?? {};
  if (Amount === undefined || Unit === undefined) throw new Error(`Cost Explorer left out the metric ${name}.`);
  return { amount: Amount, unit: Unit };
}

function dayCosts(
  day: IsoDate,
  { Keys = [], Metrics }: Group,
  by: readonly Grouping[],
  tag: string | undefined,
): DayCosts {
  const costs = Object.fromEntries(COST_METRICS.map((name) => [name, metric(Metrics, name).amount])) as Costs;
  const quantity = metric(Metrics, 'UsageQuantity');
  return {
    day,
    // A tag's values begin with its key and “$”.
    values: by.map((grouping, i) => (grouping === 'tag' ? Keys[i]!.slice(tag!.length + 1) : Keys[i]!)),
    costs,
    currency: metric(Metrics, 'UnblendedCost').unit,
    quantity: quantity.amount,
    unit: quantity.unit,
  };
}

/**
 * The answer to a question, page by page; each page that comes is counted with its price. Throws `RequestChangedException`
 * and `InvalidNextTokenException` as they are: asking from the start again mends those.
 */
export async function* ask(asking: AskingFor, question: Question): AsyncGenerator<DayCosts> {
  const { GetCostAndUsageCommand } = await import('@aws-sdk/client-cost-explorer');
  const { client, connection, turn, account_names } = asking;
  const { signal, credentials } = connection;
  const request = requestOf(asking, question);
  let token: string | undefined;
  do {
    await turn();
    const command = new GetCostAndUsageCommand({ ...request, ...(token ? { NextPageToken: token } : {}) });
    const page = await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
      throw explainedCost(error, connection.now());
    });
    // The calls themselves are counted by the session, with the tries that failed and cost nothing.
    connection.count('ce:GetCostAndUsage', PRICE_USD);
    for (const { Value, Attributes } of page.DimensionValueAttributes ?? [])
      if (Value && Attributes?.description) account_names.set(Value, Attributes.description);
    for (const { TimePeriod, Groups } of page.ResultsByTime ?? [])
      for (const group of Groups ?? [])
        yield dayCosts(TimePeriod!.Start!, group, question.by, credentials.cost_allocation_tag);
    token = page.NextPageToken;
  } while (token);
}
