import { z } from 'zod';

const id = (what: string) => z.guid(`must be ${what} (a GUID)`);

/** A service principal. */
const principal = {
  tenant_id: id('the directory (tenant) id'),
  client_id: id('the application (client) id'),
  client_secret: z.string().min(8, 'must be the value of a client secret').max(512),
};

/** An enrolment number (EA), or two GUIDs and the day of the schema (MCA). */
const BILLING_ACCOUNT = /^(\d{4,12}|[0-9a-f-]{36}:[0-9a-f-]{36}_\d{4}-\d{2}-\d{2})$/i;
/** The four groups of letters and digits that Microsoft numbers billing profiles with; older ones are shorter. */
const BILLING_PROFILE = /^[A-Z0-9]{1,8}(-[A-Z0-9]{1,8}){0,4}$/i;
/** What Azure takes for the id of a management group. */
const MANAGEMENT_GROUP = /^[\w().-]{1,90}$/;

const fields = z.strictObject({
  ...principal,
  subscription_id: id('the subscription id').optional(),
  management_group_id: z.string().regex(MANAGEMENT_GROUP, 'must be the id of a management group').optional(),
  billing_account_id: z
    .string()
    .regex(BILLING_ACCOUNT, 'must be an enrolment number, or a billing account id such as …:…_2019-05-31')
    .optional(),
  billing_profile_id: z
    .string()
    .regex(BILLING_PROFILE, 'must be the id of a billing profile, such as ABCD-EF12-GH3-4JK')
    .optional(),
});

const SCOPES = ['subscription_id', 'management_group_id', 'billing_account_id'] as const;

/** A service principal and the one scope it reads: a subscription, a management group, or a billing account or profile. */
export type AzureCredentials = { tenant_id: string; client_id: string; client_secret: string } & (
  | { subscription_id: string }
  | { management_group_id: string }
  | { billing_account_id: string; billing_profile_id?: string }
);

/** What is wrong with the choice of the scope, by field; null when nothing is. */
function scopeProblem(value: object): { path: string; message: string } | null {
  const given = SCOPES.filter((name) => name in value && value[name as keyof typeof value] !== undefined);
  const [first, second] = given;
  const has_profile = 'billing_profile_id' in value && value.billing_profile_id !== undefined;
  if (first === undefined)
    return { path: 'subscription_id', message: 'give a subscription, a management group or a billing account' };
  if (second !== undefined)
    return { path: second, message: `only one scope can be connected, and ${first} is given already` };
  if (has_profile && first !== 'billing_account_id')
    return { path: 'billing_profile_id', message: 'goes with the billing account that has it' };
  const account = value['billing_account_id' as keyof typeof value] as unknown;
  if (has_profile && typeof account === 'string' && !account.includes(':'))
    return { path: 'billing_profile_id', message: 'only accounts of a Microsoft Customer Agreement have profiles' };
  return null;
}

/** For the API reference. */
const FIELDS =
  'tenant_id, client_id and client_secret of a service principal, and one scope: subscription_id, management_group_id, or billing_account_id with billing_profile_id where only that profile is meant.';

/** Credentials of Azure, with everything that is wrong with them listed at once. */
export const azureCredentials = z
  .record(z.string(), z.unknown())
  .describe(FIELDS)
  .transform((value, context): AzureCredentials => {
    const parsed = fields.safeParse(value);
    const problem = scopeProblem(value);
    if (parsed.success && !problem) return parsed.data as AzureCredentials;
    for (const issue of parsed.error?.issues ?? []) context.issues.push({ ...issue, input: value } as never);
    if (problem) context.issues.push({ code: 'custom', input: value, path: [problem.path], message: problem.message });
    return z.NEVER;
  });
