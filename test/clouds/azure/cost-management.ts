import type { IncomingMessage } from 'node:http';
import { type DoubleAnswer, type ServedDouble, serveDouble } from '../serve.ts';

/** A charge as both types of cost see it, in decimal text; null is no row of that type. */
export interface LedgerCharge {
  /** `YYYY-MM-DD`. */
  day: string;
  currency: string;
  actual: string | null;
  amortized: string | null;
  dimensions: Record<string, string>;
}

/** What happens to a query instead of its answer. */
export type QueryFault =
  | { kind: 'throttled'; headers: Record<string, string> }
  | { kind: 'error'; status: number }
  | { kind: 'reset' }
  | { kind: 'token expired' }
  | { kind: 'day missing' };

/** A refusal that is answered instead of everything else. */
export interface Refusal {
  status: number;
  code: string;
}

/** The state of the double; everything may be changed while it runs. */
export interface CostManagementOptions {
  tenant_id: string;
  client_id: string;
  client_secret: string;
  /** Path of the only scope that is shown, such as `/subscriptions/…`. */
  scope: string;
  ledger: LedgerCharge[];
  /** Dimensions that the agreement knows. */
  dimensions: string[];
  subscriptions: { subscriptionId: string; displayName: string }[];
  exports: unknown[];
  page_size: number;
  has_amortized: boolean;
  /** Whether a filter for rows without a value is taken. */
  filters_empty_values: boolean;
  /** What befalls the next queries, in order; null is nothing. */
  faults: (QueryFault | null)[];
  /** Statuses that the next sign-ins are answered with. */
  sign_in_faults: number[];
  /** Actions of role definitions that are denied. */
  denied: string[];
  /** How queries and the listing of exports are refused. */
  refusals: { query?: Refusal; exports?: Refusal };
  /** Runs while a query is under way. */
  during_query: () => Promise<void>;
}

/** A server that answers as Microsoft Entra and Cost Management do, computing every answer from a ledger. */
export interface CostManagementDouble extends ServedDouble {
  options: CostManagementOptions;
  /** Bodies of the queries that were answered or refused, in order. */
  queries: QueryBody[];
  /** Method and path of everything else. */
  calls: string[];
  /** How many tokens were given. */
  sign_ins: number;
}

interface Condition {
  dimensions?: { name: string; operator: string; values: string[] };
  and?: Condition[];
  or?: Condition[];
}

interface QueryBody {
  type: string;
  timeframe: string;
  timePeriod: { from: string; to: string };
  dataset: {
    granularity: string;
    aggregation: Record<string, { name: string; function: string }>;
    grouping?: { type: string; name: string }[];
    filter?: Condition;
  };
}

const MANAGEMENT = 'https://management.azure.com';
const DAY_MS = 86_400_000;
const SCALE = 18;

const json = (status: number, body: unknown, headers: Record<string, string> = {}): DoubleAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const failure = (status: number, code: string, message: string, headers?: Record<string, string>): DoubleAnswer =>
  json(status, { error: { code, message } }, headers);

function scaled(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return text.startsWith('-') ? -value : value;
}

/** As a JSON number; small ones with an exponent, as .NET writes them. */
function number(value: bigint): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString();
  if (digits.length < SCALE - 3 && value !== 0n) {
    const fraction = digits.slice(1).replace(/0+$/, '');
    return `${sign}${digits[0]}${fraction && `.${fraction}`}E-${String(SCALE - digits.length + 1).padStart(2, '0')}`;
  }
  const padded = digits.padStart(SCALE + 1, '0');
  return `${sign}${padded.slice(0, -SCALE)}.${padded.slice(-SCALE).replace(/0+$/, '') || '0'}`;
}

const dayOf = (instant: string): string => instant.slice(0, 10);
const shifted = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** Azure swaps ends that are the wrong way round, and leaves out in silence what is older than 31 days. */
function rangeOf({ from, to }: QueryBody['timePeriod']): [string, string] {
  const [start, end] = [dayOf(from), dayOf(to)].toSorted() as [string, string];
  const oldest = shifted(end, -30);
  return [start < oldest ? oldest : start, end];
}

function problemOf(body: QueryBody, { dimensions, has_amortized }: CostManagementOptions): string | null {
  const types = ['ActualCost', 'Usage', ...(has_amortized ? ['AmortizedCost'] : [])];
  const quoted = (names: string[]): string => names.map((name) => `'${name}'`).join(',');
  if (!types.includes(body.type)) return `Invalid definition type '${body.type}'; valid values: ${quoted(types)}.`;
  const { grouping = [], aggregation, filter } = body.dataset;
  if (grouping.length > 2) return 'Invalid query definition: Dataset grouping supports at most 2 dimensions.';
  const unknown = grouping.find(({ name }) => !dimensions.includes(name));
  if (unknown)
    return `Invalid query definition: Invalid dataset grouping: '${unknown.name}'; valid values: ${quoted(dimensions)}.`;
  if (Object.values(aggregation).some((one) => one.function !== 'Sum' || one.name !== 'Cost'))
    return 'Invalid query definition: Invalid aggregation.';
  return filterProblem(filter);
}

function filterProblem(filter: Condition | undefined): string | null {
  const children = filter?.and ?? filter?.or;
  if (children && children.length < 2) return "Invalid query definition: 'and' and 'or' need at least 2 expressions.";
  return children?.map(filterProblem).find((problem) => problem !== null) ?? null;
}

function matches(charge: LedgerCharge, filter: Condition | undefined, options: CostManagementOptions): boolean {
  if (filter?.and) return filter.and.every((child) => matches(charge, child, options));
  if (filter?.or) return filter.or.some((child) => matches(charge, child, options));
  if (!filter?.dimensions) return true;
  const { name, values } = filter.dimensions;
  const wanted = values.filter((value) => value !== '' || options.filters_empty_values);
  return wanted.some((value) => value.toLowerCase() === (charge.dimensions[name] ?? '').toLowerCase());
}

type Cells = Map<string, { amount: bigint; values: string[]; day: string; currency: string }>;

function sums(body: QueryBody, options: CostManagementOptions, without: string | null): Cells {
  const [start, end] = rangeOf(body.timePeriod);
  const grouping = (body.dataset.grouping ?? []).map(({ name }) => name);
  const cells: Cells = new Map();
  for (const charge of options.ledger) {
    const text = body.type === 'AmortizedCost' ? charge.amortized : charge.actual;
    if (text === null || charge.day < start || charge.day > end || charge.day === without) continue;
    if (!matches(charge, body.dataset.filter, options)) continue;
    const values = grouping.map((name) => charge.dimensions[name] ?? '');
    const key = JSON.stringify([charge.day, charge.currency, ...values]);
    const cell = cells.get(key) ?? { amount: 0n, values, day: charge.day, currency: charge.currency };
    cell.amount += scaled(text);
    cells.set(key, cell);
  }
  return cells;
}

/** A page of the answer. Columns turn round from one query to the next. */
function page(
  path: string,
  skip: number,
  body: QueryBody,
  double: CostManagementDouble,
  without: string | null,
): DoubleAnswer {
  const grouping = (body.dataset.grouping ?? []).map(({ name }) => name);
  const all = [...sums(body, double.options, without).values()];
  if (all.length === 0) return { status: 204, body: '' };
  const columns = ['Cost', 'UsageDate', ...grouping, 'Currency'];
  const turn = double.queries.length % columns.length;
  const turned = <T>(cells: T[]): T[] => [...cells.slice(turn), ...cells.slice(0, turn)];
  const { page_size } = double.options;
  const rows = all.slice(skip, skip + page_size).map(({ amount, values, day, currency }) => {
    const texts = values.map((value) => JSON.stringify(value));
    return `[${turned([number(amount), day.replaceAll('-', ''), ...texts, JSON.stringify(currency)]).join(',')}]`;
  });
  const more = skip + page_size < all.length;
  const nextLink = more ? `${MANAGEMENT}${path}?api-version=2025-03-01&$skiptoken=${skip + page_size}` : null;
  const described = turned(columns).map((name) => ({ name, type: 'String' }));
  return json(
    200,
    `{"properties":{"nextLink":${JSON.stringify(nextLink)},"columns":${JSON.stringify(described)},"rows":[${rows.join(',')}]}}`,
  );
}

function signIn(
  form: URLSearchParams,
  { client_id, client_secret }: CostManagementOptions,
  token: string,
): DoubleAnswer {
  const refuse = (code: string): DoubleAnswer =>
    json(401, { error: 'invalid_client', error_description: `${code}: refused by the double.`, error_codes: [1] });
  if (form.get('client_id') !== client_id) return refuse('AADSTS700016');
  if (form.get('client_secret') !== client_secret) return refuse('AADSTS7000215');
  return json(200, { token_type: 'Bearer', expires_in: 3_599, access_token: token });
}

function metadata(tenant_id: string): DoubleAnswer {
  const authority = `https://login.microsoftonline.com/${tenant_id}`;
  return json(200, {
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    issuer: `${authority}/v2.0`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
  });
}

/** What a double that nobody troubles needs not be told. */
type Untroubled = 'refusals' | 'during_query';

/** Starts the double. */
export async function startCostManagement(
  given: Omit<CostManagementOptions, Untroubled> & Partial<CostManagementOptions>,
): Promise<CostManagementDouble> {
  const options: CostManagementOptions = { refusals: {}, during_query: async () => undefined, ...given };
  let generation = 1;
  const deny = (action: string): DoubleAnswer | null =>
    options.denied.includes(action)
      ? failure(403, 'RBACAccessDenied', `The client does not have authorization to perform action '${action}'.`)
      : null;

  const refuse = ({ status, code }: Refusal): DoubleAnswer => failure(status, code, 'Refused by the double.');

  async function query(method: string, url: URL, text: string): Promise<DoubleAnswer> {
    if (method !== 'POST') return failure(405, 'MethodNotAllowed', 'Queries are posted, their next pages too.');
    const body = JSON.parse(text) as QueryBody;
    double.queries.push(body);
    await options.during_query();
    if (options.refusals.query) return refuse(options.refusals.query);
    const fault = options.faults.shift();
    if (fault?.kind === 'throttled') return failure(429, '429', 'Too many requests. Please retry.', fault.headers);
    if (fault?.kind === 'error') return failure(fault.status, 'InternalServerError', 'Something went wrong.');
    if (fault?.kind === 'token expired') {
      generation += 1;
      return failure(
        401,
        'ExpiredAuthenticationToken',
        'The access token expiry UTC time is earlier than current UTC time.',
      );
    }
    const denied = deny('Microsoft.CostManagement/query/read');
    if (denied) return denied;
    const problem = problemOf(body, options);
    if (problem) return failure(400, 'BadRequest', `${problem} (Request ID: 0)`);
    const missing = fault?.kind === 'day missing' ? (options.ledger[0]?.day ?? null) : null;
    const answer = page(url.pathname, Number(url.searchParams.get('$skiptoken') ?? '0'), body, double, missing);
    return fault?.kind === 'reset' ? { ...answer, reset: true } : answer;
  }

  function manage(method: string, url: URL, text: string): DoubleAnswer | Promise<DoubleAnswer> {
    const path = url.pathname;
    if (path.endsWith('/Microsoft.CostManagement/query') && path.startsWith(options.scope))
      return query(method, url, text);
    double.calls.push(`${method} ${path}`);
    if (path === '/subscriptions') return json(200, { value: options.subscriptions });
    if (path === `${options.scope}/providers/Microsoft.CostManagement/exports`)
      return options.refusals.exports
        ? refuse(options.refusals.exports)
        : (deny('Microsoft.CostManagement/exports/read') ?? json(200, { value: options.exports }));
    if (path === `${options.scope}/providers/Microsoft.CostManagement/dimensions`)
      return json(200, {
        value: options.dimensions.map((category) => ({ properties: { category, groupingEnabled: true } })),
      });
    return failure(404, 'SubscriptionNotFound', `${path} is not there.`);
  }

  const answer = (request: IncomingMessage, body: Buffer): DoubleAnswer | Promise<DoubleAnswer> => {
    const url = new URL(request.url ?? '/', 'http://double');
    if (url.pathname.endsWith('/.well-known/openid-configuration')) return metadata(options.tenant_id);
    const broken = url.pathname.endsWith('/oauth2/v2.0/token') && options.sign_in_faults.shift();
    if (broken) return json(broken, { error: 'server_error' });
    if (url.pathname.endsWith('/oauth2/v2.0/token')) {
      double.sign_ins += 1;
      return signIn(new URLSearchParams(body.toString()), options, `token-${generation}`);
    }
    if (request.headers.authorization !== `Bearer token-${generation}`)
      return failure(401, 'InvalidAuthenticationToken', 'The access token is invalid.');
    return manage(request.method ?? 'GET', url, body.toString());
  };
  const served = await serveDouble(answer);
  const double: CostManagementDouble = { ...served, options, queries: [], calls: [], sign_ins: 0 };
  return double;
}
