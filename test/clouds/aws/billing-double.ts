import type { Export } from '@aws-sdk/client-bcm-data-exports';
import type { GetCostAndUsageCommandInput } from '@aws-sdk/client-cost-explorer';
import { type DoubleAnswer, type ServedDouble, serveDouble } from '../serve.ts';
import { type CostState, getCostAndUsage, pageOf, Refusal } from './cost-explorer.ts';

/** What a request is, for tests that make it fail. */
interface Asked {
  action: string;
  /** From 1 on, over all calls of the action. */
  number: number;
  /** From 1 on, within one answer. */
  page: number;
}

/** What the double knows and does; all of it can be changed while it runs. */
interface BillingState extends CostState {
  account_id: string;
  /** Null when the account is in no organization. */
  management_account_id: string | null;
  exports: Export[];
  /** IAM actions that are denied. */
  denied: string[];
  /** Answers instead of the double; null leaves it to it. `reset` breaks its own answer off. */
  fault: (asked: Asked, input: GetCostAndUsageCommandInput) => DoubleAnswer | 'reset' | null;
}

/** Cost Explorer, Organizations and Data Exports of one account, as far as the product calls them. */
export interface BillingDouble extends ServedDouble {
  state: BillingState;
  /** Every request that was answered or refused, in order. */
  asked: Asked[];
}

const json = (status: number, body: unknown): DoubleAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': '1' },
  body: JSON.stringify(body),
});
/** An error as the services of this protocol spell it. */
export const awsError = (code: string, message: string, status = 400): DoubleAnswer =>
  json(status, { __type: code, message });

function describeOrganization({ management_account_id }: BillingState) {
  if (management_account_id === null)
    throw new Refusal('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
  return { Organization: { Id: 'o-example1234', MasterAccountId: management_account_id, FeatureSet: 'ALL' } };
}

function listExports({ NextToken }: { NextToken?: string }, { exports }: BillingState) {
  const index = NextToken === undefined ? 0 : Number(NextToken);
  const one = exports[index];
  return {
    Exports: one ? [{ ExportArn: one.ExportArn, ExportName: one.Name, ExportStatus: { StatusCode: 'HEALTHY' } }] : [],
    ...(index + 1 < exports.length ? { NextToken: String(index + 1) } : {}),
  };
}

function getExport({ ExportArn }: { ExportArn?: string }, { exports }: BillingState) {
  const one = exports.find((candidate) => candidate.ExportArn === ExportArn);
  if (!one) throw new Refusal('ResourceNotFoundException', 'The export does not exist.');
  // As if each had been made a minute after the one before.
  const CreatedAt = new Date(Date.UTC(2026, 8, 1, 0, exports.indexOf(one))).toISOString();
  return { Export: one, ExportStatus: { StatusCode: 'HEALTHY', CreatedAt } };
}

const SERVICES: Record<
  string,
  { iam: string; actions: Record<string, (input: never, state: BillingState) => unknown> }
> = {
  AWSInsightsIndexService: { iam: 'ce', actions: { GetCostAndUsage: getCostAndUsage } },
  AWSOrganizationsV20161128: {
    iam: 'organizations',
    actions: { DescribeOrganization: (_, state) => describeOrganization(state) },
  },
  AWSBillingAndCostManagementDataExports: {
    iam: 'bcm-data-exports',
    actions: { ListExports: listExports, GetExport: getExport },
  },
};

function answer(service: string, action: string, input: unknown, state: BillingState): DoubleAnswer {
  const known = SERVICES[service];
  if (!known) return awsError('UnknownOperationException', `${service} is not known`);
  if (state.denied.includes(`${known.iam}:${action}`))
    return awsError(
      'AccessDeniedException',
      `User: arn:aws:iam::${state.account_id}:user/finops is not authorized to perform: ${known.iam}:${action} because no identity-based policy allows it`,
    );
  const act = known.actions[action];
  if (!act) return awsError('UnknownOperationException', `${service}.${action} is not known`);
  try {
    return json(200, act(input as never, state));
  } catch (error) {
    if (error instanceof Refusal) return awsError(error.code, error.message);
    throw error;
  }
}

/** Starts the double. */
export async function startBillingDouble(
  given: Partial<BillingState> & Pick<BillingState, 'account_id' | 'today'>,
): Promise<BillingDouble> {
  const state: BillingState = {
    ledger: [],
    account_names: {},
    page_size: 1_000,
    management_account_id: null,
    exports: [],
    denied: [],
    fault: () => null,
    ...given,
  };
  const asked: Asked[] = [];
  const served = await serveDouble((request, body) => {
    const [service = '', action = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const input = JSON.parse(body.toString()) as GetCostAndUsageCommandInput;
    const page = action === 'GetCostAndUsage' ? pageOf(input, state.page_size) : 1;
    const one = { action, page, number: asked.filter((other) => other.action === action).length + 1 };
    asked.push(one);
    const fault = state.fault(one, input);
    if (fault === 'reset') return { ...answer(service, action, input, state), reset: true };
    return fault ?? answer(service, action, input, state);
  });
  return { ...served, state, asked };
}
