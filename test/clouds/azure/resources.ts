import type { IncomingMessage } from 'node:http';
import type { GraphRow } from '../../../src/connections/providers/azure/core/inventory/resource.ts';
import { type DoubleAnswer, type ServedDouble, serveDouble } from '../serve.ts';

/** An hour of a metric, as Azure Monitor has it. */
export interface MetricPoint {
  timeStamp: string;
  average?: number;
  minimum?: number;
  maximum?: number;
  total?: number;
}

/** What is there, and how the double behaves; it can be changed while the double runs. */
export interface AzureResources {
  principal: { tenant_id: string; client_id: string; client_secret: string };
  subscriptions: string[];
  /** Of Resource Graph. */
  rows: GraphRow[];
  /** Actions of role definitions that the application has not, though it has all others. */
  denied: string[];
  /** Sizes of virtual machines by location, as capabilities by name. */
  sizes: Record<string, Record<string, Record<string, string>>>;
  /** Management policies by the account's id in lower case. */
  policies: Record<string, { enabled?: boolean }[]>;
  /** Recommendations by subscription, in pages. */
  advice: Record<string, object[][]>;
  /** Points of a metric of a resource (id in lower case); null when nothing was measured. */
  points: (resource_id: string, metric: string) => MetricPoint[] | null;
  /** Aggregations that a metric has, by its name; a metric that is not named has all of them. */
  aggregations: Record<string, string[]>;
  /** Metrics that can not be told though the answer is a success. */
  failing: string[];
  /** Resources that have no such metrics. */
  unmeasured: string[];
  /** How the data plane of metrics answers. */
  metrics_batch: 200 | 403 | 404;
  /** More rows than these are more than 16 MB. */
  largest_page: number;
  /** Queries of Resource Graph that are left before it refuses. */
  quota: number;
  /** Queries of Resource Graph, by number from 0, whose connection breaks in the middle of the answer. */
  broken: number[];
}

/** Entra, Resource Manager, Resource Graph, Monitor and Advisor, as far as resources are read from them. */
export interface AzureResourcesDouble extends ServedDouble {
  state: AzureResources;
  /** Method, path and query of every request but those for tokens, in order. */
  calls: string[];
  /** Audiences of the tokens that were asked for. */
  sign_ins: string[];
  /** Of every request to Resource Graph. */
  queries: { subscriptions: string[]; query: string; options: { $top: number; $skipToken?: string } }[];
}

export const MANAGER = 'https://management.azure.com';
const MONITOR = 'https://metrics.monitor.azure.com';

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): DoubleAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
export const failure = (
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): DoubleAnswer => json(status, { error: { code, message } }, headers);
export const denial = (action: string, scope: string): DoubleAnswer =>
  failure(
    403,
    'AuthorizationFailed',
    `The client 'application' with object id 'object' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`,
  );

const readActionOf = (type: string): string => `${type}/read`.toLowerCase();

interface Ask {
  state: AzureResources;
  double: Pick<AzureResourcesDouble, 'queries' | 'sign_ins'>;
  path: string;
  query: URLSearchParams;
  body: string;
  token: string;
}

const isDenied = ({ denied }: AzureResources, action: string): boolean =>
  denied.some((one) => one.toLowerCase() === action.toLowerCase());

/** What Microsoft Entra is asked: `path` is in lower case. */
export interface SignIn {
  state: Pick<AzureResources, 'principal'>;
  double: Pick<AzureResourcesDouble, 'sign_ins'>;
  path: string;
  body: string;
}

/** A token for the principal that is let in, or why it is refused. */
export function signIn({ state: { principal }, double, path, body }: SignIn): DoubleAnswer {
  const authority = `https://login.microsoftonline.com/${principal.tenant_id}`;
  if (path.endsWith('/.well-known/openid-configuration'))
    return json(200, {
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      issuer: `${authority}/v2.0`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
    });
  const form = new URLSearchParams(body);
  const refuse = (error: string, code: string): DoubleAnswer =>
    json(401, { error, error_description: `${code}: refused by the double.` });
  if (form.get('client_id') !== principal.client_id) return refuse('unauthorized_client', 'AADSTS700016');
  if (form.get('client_secret') !== principal.client_secret) return refuse('invalid_client', 'AADSTS7000215');
  const audience = form.get('scope')!.split(' ')[0]!.replace('/.default', '');
  double.sign_ins.push(audience);
  return json(200, { token_type: 'Bearer', expires_in: 3_599, access_token: `token of ${audience}` });
}

/** Resource Graph leaves out what may not be read, rather than to refuse. */
function graph({ state, double, body }: Ask): DoubleAnswer {
  const asked = JSON.parse(body) as AzureResourcesDouble['queries'][number];
  double.queries.push(asked);
  if (isDenied(state, 'Microsoft.ResourceGraph/resources/read'))
    return denial('Microsoft.ResourceGraph/resources/read', '/');
  if (state.quota <= 0)
    return failure(429, 'RateLimiting', 'Client application has been throttled.', { 'retry-after': '5' });
  state.quota -= 1;
  const quota = { 'x-ms-user-quota-remaining': String(state.quota), 'x-ms-user-quota-resets-after': '00:00:05' };
  const { $top, $skipToken } = asked.options;
  if ($top > state.largest_page)
    return json(400, {
      error: {
        code: 'BadRequest',
        message: 'Bad.',
        details: [{ code: 'ResponsePayloadTooLarge', message: 'Too large.' }],
      },
    });
  const types = [...asked.query.matchAll(/'([^']+)'/g)].map(([, type]) => type!.toLowerCase());
  const found = state.rows
    .filter(({ subscriptionId, type }) => asked.subscriptions.includes(subscriptionId) && types.includes(type))
    .filter(({ type }) => !isDenied(state, readActionOf(type)))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const start = $skipToken === undefined ? 0 : Number(Buffer.from($skipToken, 'base64').toString());
  const data = found.slice(start, start + $top);
  const next = start + data.length;
  const more = next < found.length ? { $skipToken: Buffer.from(String(next)).toString('base64') } : {};
  const page = { totalRecords: found.length, count: data.length, resultTruncated: 'false', facets: [], data, ...more };
  return { ...json(200, page, quota), reset: state.broken.includes(double.queries.length - 1) };
}

/** The metrics of one resource, only with the aggregations that are asked for. */
function metricsOf({ state, query }: Ask, resource_id: string): object[] {
  const wanted = (query.get('aggregation') ?? '').split(',');
  return (query.get('metricnames') ?? '').split(',').map((name) => {
    const points = state.points(resource_id, name);
    const data = points?.map((point) =>
      Object.fromEntries(Object.entries(point).filter(([key]) => key === 'timeStamp' || wanted.includes(key))),
    );
    return {
      id: `${resource_id}/providers/Microsoft.Insights/metrics/${name}`,
      type: 'Microsoft.Insights/metrics',
      name: { value: name, localizedValue: name },
      unit: 'Unspecified',
      errorCode: state.failing.includes(name) ? 'InternalError' : 'Success',
      timeseries: data && !state.failing.includes(name) ? [{ metadatavalues: [], data }] : [],
    };
  });
}

/** Azure refuses the whole call when one of its metrics lacks one of the aggregations. */
function isUnsupported({ state, query }: Ask): boolean {
  const wanted = (query.get('aggregation') ?? '').split(',');
  const metrics = (query.get('metricnames') ?? '').split(',');
  return metrics.some((name) => wanted.some((one) => !(state.aggregations[name] ?? wanted).includes(one)));
}

const NOT_IMPLEMENTED = failure(501, 'NotImplemented', 'One of the aggregations is not supported.');
const NO_SUCH_METRIC = failure(400, 'BadRequest', 'Failed to find metric configuration for provider.');

function metricsBatch(ask: Ask): DoubleAnswer {
  const { state, body, query, path } = ask;
  if (state.metrics_batch !== 200) return failure(state.metrics_batch, 'Refused', 'Not here.');
  const { resourceids } = JSON.parse(body) as { resourceids: string[] };
  const subscription = path.split('/')[2]!;
  const namespace = `/providers/${query.get('metricnamespace')}`.split('/').slice(0, 4).join('/');
  const fits = (id: string): boolean => id.includes(`/subscriptions/${subscription}/`) && id.includes(`${namespace}/`);
  if (resourceids.length > 50 || !resourceids.every(fits))
    return failure(400, 'BadRequest', 'Too many resources, or not of one subscription and type.');
  if (isUnsupported(ask)) return NOT_IMPLEMENTED;
  if (resourceids.some((id) => state.unmeasured.includes(id))) return NO_SUCH_METRIC;
  return json(200, {
    values: resourceids.map((resourceid) => ({
      starttime: query.get('starttime'),
      endtime: query.get('endtime'),
      interval: query.get('interval'),
      namespace: query.get('metricnamespace'),
      resourceid,
      value: metricsOf(ask, resourceid),
    })),
  });
}

function metricsAlone(ask: Ask): DoubleAnswer {
  const resource_id = ask.path.split('/providers/microsoft.insights/')[0]!;
  if (isDenied(ask.state, 'Microsoft.Insights/metrics/read'))
    return denial('Microsoft.Insights/metrics/read', resource_id);
  if (isUnsupported(ask)) return NOT_IMPLEMENTED;
  if (ask.state.unmeasured.includes(resource_id)) return NO_SUCH_METRIC;
  return json(200, { interval: 'PT1H', value: metricsOf(ask, resource_id) });
}

function sizes({ state, query }: Ask): DoubleAnswer {
  const location = /^location eq '([^']+)'$/.exec(query.get('$filter') ?? '')?.[1] ?? '';
  const value = Object.entries(state.sizes[location] ?? {}).map(([name, capabilities]) => ({
    resourceType: 'virtualMachines',
    name,
    locations: [location],
    capabilities: Object.entries(capabilities).map(([key, text]) => ({ name: key, value: text })),
  }));
  return json(200, { value: [{ resourceType: 'disks', name: 'Premium_LRS', capabilities: [] }, ...value] });
}

function policy({ state, path }: Ask): DoubleAnswer {
  const rules = state.policies[path.split('/managementpolicies/')[0]!];
  if (!rules) return failure(404, 'ManagementPolicyNotFound', 'No ManagementPolicy found for account.');
  return json(200, { name: 'DefaultManagementPolicy', properties: { policy: { rules } } });
}

function advice({ state, path, query }: Ask): DoubleAnswer {
  if (query.get('$filter') !== "Category eq 'Cost'") return failure(400, 'InvalidFilter', 'Not this filter.');
  const pages = state.advice[path.split('/')[2]!] ?? [[]];
  const page = Number(query.get('$skiptoken') ?? 0);
  query.set('$skiptoken', String(page + 1));
  const nextLink = page + 1 < pages.length ? `${MANAGER}${path}?${query}` : undefined;
  return json(200, { value: pages[page] ?? [], ...(nextLink ? { nextLink } : {}) });
}

const subscriptionsIn = ({ state }: Ask): DoubleAnswer =>
  json(200, {
    value: state.subscriptions.map((id) => ({ id: `/subscriptions/${id}`, name: id, type: '/subscriptions' })),
  });

const permissions = ({ state }: Ask): DoubleAnswer =>
  json(200, { value: [{ actions: ['*'], notActions: state.denied, dataActions: [], notDataActions: [] }] });

/** What is answered at which path (in lower case), and the action that it takes. */
const ROUTES: [RegExp, string | null, (ask: Ask) => DoubleAnswer][] = [
  [/^\/providers\/microsoft\.resourcegraph\/resources$/, null, graph],
  [/\/metrics:getbatch$/, 'Microsoft.Insights/metrics/read', metricsBatch],
  [/\/providers\/microsoft\.insights\/metrics$/, null, metricsAlone],
  [/\/providers\/microsoft\.authorization\/permissions$/, 'Microsoft.Authorization/permissions/read', permissions],
  [/\/providers\/microsoft\.compute\/skus$/, 'Microsoft.Compute/skus/read', sizes],
  [/\/managementpolicies\/default$/, 'Microsoft.Storage/storageAccounts/managementPolicies/read', policy],
  [/\/providers\/microsoft\.advisor\/recommendations$/, 'Microsoft.Advisor/recommendations/read', advice],
  [/\/descendants$/, 'Microsoft.Management/managementGroups/descendants/read', subscriptionsIn],
  [/^\/subscriptions$/, null, subscriptionsIn],
  [
    /\/microsoft\.costmanagement\/query$/,
    'Microsoft.CostManagement/query/read',
    () => json(200, { properties: { rows: [] } }),
  ],
  [
    /^\/subscriptions\/[^/]+$|\/(managementgroups|billingaccounts)\/[^/]+$/,
    null,
    ({ path, state }) => {
      const subscription = /^\/subscriptions\/([^/]+)$/.exec(path)?.[1];
      if (subscription !== undefined && !state.subscriptions.includes(subscription))
        return failure(404, 'SubscriptionNotFound', `The subscription ${subscription} could not be found.`);
      return json(200, { displayName: 'Production' });
    },
  ],
];

function answer(ask: Ask): DoubleAnswer {
  if (ask.path.startsWith(`/${ask.state.principal.tenant_id}/`)) return signIn(ask);
  const route = ROUTES.find(([path]) => path.test(ask.path));
  if (!route) return failure(404, 'ResourceNotFound', `${ask.path} is not there.`);
  const [, action, work] = route;
  const audience = work === metricsBatch ? MONITOR : MANAGER;
  if (ask.token !== `Bearer token of ${audience}`) return failure(401, 'InvalidAuthenticationToken', 'Wrong token.');
  return action !== null && isDenied(ask.state, action) ? denial(action, ask.path) : work(ask);
}

/** Starts the double with nothing in it but what `given` says. */
export async function startAzureResources(
  given: Pick<AzureResources, 'principal' | 'subscriptions'> & Partial<AzureResources>,
): Promise<AzureResourcesDouble> {
  const state: AzureResources = {
    rows: [],
    denied: [],
    sizes: {},
    policies: {},
    advice: {},
    points: () => null,
    aggregations: {},
    failing: [],
    unmeasured: [],
    metrics_batch: 200,
    largest_page: 1_000,
    quota: 15,
    broken: [],
    ...given,
  };
  const calls: string[] = [];
  const queries: AzureResourcesDouble['queries'] = [];
  const sign_ins: string[] = [];
  const served = await serveDouble((request: IncomingMessage, bytes) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://double');
    const path = pathname.toLowerCase();
    if (!path.includes('/oauth2/') && !path.includes('/.well-known/')) calls.push(`${request.method} ${pathname}`);
    const token = request.headers.authorization ?? '';
    return answer({ state, double: { queries, sign_ins }, path, query: searchParams, body: bytes.toString(), token });
  });
  return { ...served, state, calls, queries, sign_ins };
}
