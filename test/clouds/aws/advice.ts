import type { IncomingMessage } from 'node:http';
import { type DoubleAnswer, type ServedDouble, serveDouble } from '../serve.ts';

type Item = Record<string, unknown>;

export interface AdviceOptions {
  /** Regions that are switched on. */
  regions: string[];
  /** IAM actions that are denied, `action` or `action@region`. */
  denied: string[];
  /** Recommendations of one page, of every operation. */
  page_size: number;
  hub: { status: 'Active' | 'Inactive'; items: Item[] };
  /** Recommendations by region, then by operation. */
  optimizer: {
    status: 'Active' | 'Inactive' | 'Pending' | 'Failed';
    status_reason?: string;
    items: Record<string, Record<string, Item[]>>;
  };
  /** Details by what is asked for: a service, a type of savings plan, or `AmazonEC2` for the sizes of instances. */
  explorer: Record<string, Item[]>;
  /** Errors with which Cost Explorer answers, by what is asked for: the code, and the message where it matters. */
  explorer_errors: Record<string, [code: string, message?: string]>;
  /** Error codes with which Compute Optimizer answers, by region or `operation@region`. */
  optimizer_errors: Record<string, string>;
}

/** Cost Optimization Hub, Compute Optimizer, the recommendations of Cost Explorer, and the list of regions. */
export interface AdviceDouble extends ServedDouble {
  options: AdviceOptions;
  /** Every call: its IAM action, and what it asked for. */
  calls: { action: string; region: string; asked: Item }[];
}

const SERVICES: Record<string, string> = {
  CostOptimizationHubService: 'cost-optimization-hub',
  ComputeOptimizerService: 'compute-optimizer',
  AWSInsightsIndexService: 'ce',
};
/** Where each answer of Compute Optimizer has its items, and the largest page it gives. */
const LISTS: Record<string, { name: string; most: number }> = {
  GetEC2InstanceRecommendations: { name: 'instanceRecommendations', most: 1_000 },
  GetEBSVolumeRecommendations: { name: 'volumeRecommendations', most: 1_000 },
  GetAutoScalingGroupRecommendations: { name: 'autoScalingGroupRecommendations', most: 1_000 },
  GetLambdaFunctionRecommendations: { name: 'lambdaFunctionRecommendations', most: 1_000 },
  GetECSServiceRecommendations: { name: 'ecsServiceRecommendations', most: 1_000 },
  GetRDSDatabaseRecommendations: { name: 'rdsDBRecommendations', most: 1_000 },
  GetIdleRecommendations: { name: 'idleRecommendations', most: 100 },
};

const json = (status: number, body: unknown): DoubleAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});
const refuse = (code: string, message: string): DoubleAnswer => json(400, { __type: code, message });

/** The items of a page, and the token of the next one. */
function pageOf(items: Item[], token: unknown, size: number): { items: Item[]; next: string | undefined } {
  const from = Number(token ?? 0);
  return { items: items.slice(from, from + size), next: from + size < items.length ? String(from + size) : undefined };
}

function answerHub(operation: string, asked: Item, { hub, page_size }: AdviceOptions): DoubleAnswer {
  if (operation === 'ListEnrollmentStatuses')
    return json(200, { items: [{ accountId: '111111111111', status: hub.status }], includeMemberAccounts: false });
  if (hub.status !== 'Active') return refuse('ValidationException', 'The account is not enrolled.');
  if (Number(asked.maxResults) > 1_000) return refuse('ValidationException', 'maxResults must be at most 1000.');
  const { items, next } = pageOf(hub.items, asked.nextToken, page_size);
  return json(200, { items, nextToken: next });
}

function answerOptimizer(
  operation: string,
  region: string,
  asked: Item,
  { optimizer, optimizer_errors, page_size }: AdviceOptions,
): DoubleAnswer {
  const error = optimizer_errors[`${operation}@${region}`] ?? optimizer_errors[region];
  if (error && operation !== 'GetEnrollmentStatus') return refuse(error, 'Not now.');
  if (operation === 'GetEnrollmentStatus')
    return json(200, { status: optimizer.status, statusReason: optimizer.status_reason });
  if (optimizer.status !== 'Active') return refuse('OptInRequiredException', 'The account is not opted in.');
  const list = LISTS[operation];
  if (!list) return refuse('UnknownOperationException', operation);
  if (Number(asked.maxResults) > list.most)
    return refuse('InvalidParameterValueException', `maxResults must be at most ${list.most}.`);
  const { items, next } = pageOf(optimizer.items[region]?.[operation] ?? [], asked.nextToken, page_size);
  return json(200, { [list.name]: items, nextToken: next, errors: [] });
}

function answerExplorer(
  operation: string,
  asked: Item,
  { explorer, explorer_errors, page_size }: AdviceOptions,
): DoubleAnswer {
  const subject = String(asked.Service ?? asked.SavingsPlansType);
  const error = explorer_errors[subject];
  if (error) return refuse(error[0], error[1] ?? `Nothing to say about ${subject}.`);
  const { items, next } = pageOf(explorer[subject] ?? [], asked.NextPageToken, page_size);
  const terms = { TermInYears: asked.TermInYears, PaymentOption: asked.PaymentOption };
  const body = {
    GetRightsizingRecommendation: { RightsizingRecommendations: items },
    GetReservationPurchaseRecommendation: { Recommendations: [{ ...terms, RecommendationDetails: items }] },
    GetSavingsPlansPurchaseRecommendation: {
      SavingsPlansPurchaseRecommendation: { ...terms, SavingsPlansPurchaseRecommendationDetails: items },
    },
  }[operation];
  return body ? json(200, { ...body, NextPageToken: next }) : refuse('UnknownOperationException', operation);
}

const describeRegions = (regions: string[]): DoubleAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId><regionInfo>${regions
    .map((region) => `<item><regionName>${region}</regionName><optInStatus>opt-in-not-required</optInStatus></item>`)
    .join('')}</regionInfo></DescribeRegionsResponse>`,
});

function answer(
  request: IncomingMessage,
  bytes: Buffer,
  { options, calls }: Pick<AdviceDouble, 'options' | 'calls'>,
): DoubleAnswer {
  const region = /Credential=\w+\/\d+\/([\w-]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [target, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
  const service = SERVICES[target ?? ''];
  if (!service) return describeRegions(options.regions);
  const asked = JSON.parse(bytes.toString()) as Item;
  const action = `${service}:${operation}`;
  calls.push({ action, region, asked });
  if (options.denied.includes(action) || options.denied.includes(`${action}@${region}`))
    return refuse(
      'AccessDeniedException',
      `User: arn:aws:iam::111111111111:user/finops is not authorized to perform: ${action}`,
    );
  if (service === 'cost-optimization-hub')
    return region === 'us-east-1'
      ? answerHub(operation, asked, options)
      : refuse('UnrecognizedClientException', 'Not here.');
  return service === 'ce'
    ? answerExplorer(operation, asked, options)
    : answerOptimizer(operation, region, asked, options);
}

/** Starts the double; `options` can be changed while it runs. */
export async function startAdviceDouble(given: Partial<AdviceOptions> = {}): Promise<AdviceDouble> {
  const double = {
    options: {
      regions: ['us-east-1'],
      denied: [],
      page_size: 1_000,
      hub: { status: 'Active', items: [] },
      optimizer: { status: 'Active', items: {} },
      explorer: {},
      explorer_errors: {},
      optimizer_errors: {},
      ...given,
    } as AdviceOptions,
    calls: [] as AdviceDouble['calls'],
  };
  const served = await serveDouble((request, bytes) => answer(request, bytes, double));
  return { ...served, ...double };
}
