import { z } from 'zod';

/** Partitions of AWS apart from the ordinary one have keys, addresses and bills of their own. */
const OTHER_PARTITION = "AWS China and GovCloud can't be connected yet";
const ORDINARY_REGION = /^(?!cn-|us-gov-)/;

const account = z.strictObject({
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, such as eu-central-1')
    .regex(ORDINARY_REGION, OTHER_PARTITION)
    .default('us-east-1'),
  /** One cost allocation tag by which Cost Explorer is asked to split costs; exports have all tags without being asked. */
  cost_allocation_tag: z.string().min(1).max(128).optional(),
});

const roleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'must be the ARN of a role')
  .regex(/^(?!arn:aws-)/, OTHER_PARTITION);

/** The role that approved changes are carried out with; without it, they are with the identity that reads. */
const remediationRole = roleArn.optional();

/**
 * The external id that the role for changes asks for: another than that for reading, so that neither role can be given in
 * place of the other. `external_id` is that of the organization.
 */
export const externalIdForChanges = (external_id: string): string => `${external_id}:changes`;

const keys = account.extend({
  access_key_id: z.string().regex(/^[A-Z0-9]{16,128}$/, 'must be an access key id, such as AKIA…'),
  secret_key: z.string().min(16, 'must be a secret access key').max(128),
  /** A role that the keys assume; the external id is the customer's own to choose then, since the keys are theirs too. */
  assume_role_arn: roleArn.optional(),
  external_id: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be an external id')
    .optional(),
  remediation_role_arn: remediationRole,
});

/** A role that the server assumes with its own credentials: it must ask for the external id of the organization. */
const role = account.extend({ assume_role_arn: roleArn, remediation_role_arn: remediationRole });

/** The server's own credentials, where its operator allows that. */
const server = account.extend({ use_server_credentials: z.literal(true), remediation_role_arn: remediationRole });

type Shape = typeof keys | typeof role | typeof server;

/** Which way in is meant, so that only its own mistakes are listed. */
const shapeOf = (value: object): Shape =>
  'use_server_credentials' in value
    ? server
    : 'assume_role_arn' in value && !('access_key_id' in value) && !('secret_key' in value)
      ? role
      : keys;

const accountIn = (arn: unknown): string | undefined => /^arn:aws:iam::(\d{12}):role\//.exec(String(arn))?.[1];

/** What is wrong with the role for changes beside that for reading; null when nothing is. */
function roleProblem(value: Record<string, unknown>): string | null {
  const { assume_role_arn: reading, remediation_role_arn: changing } = value;
  if (changing === undefined || accountIn(reading) === undefined || accountIn(changing) === undefined) return null;
  if (reading === changing) return 'must be another role than the one for reading';
  if (accountIn(reading) === accountIn(changing)) return null;
  return `must be a role of account ${accountIn(reading)}, which is the one that is read`;
}

/** For the API reference: a schema of three ways would list the mistakes of all of them. */
const FIELDS =
  'access_key_id and secret_key, with assume_role_arn and external_id where they assume a role; or assume_role_arn alone, which the server assumes with the external id of the organization; or use_server_credentials: true. Each with region (us-east-1), remediation_role_arn where approved changes are carried out with a role of their own, and, where Cost Explorer is to split by a tag, cost_allocation_tag.';

export type AwsCredentials = z.output<typeof keys> | z.output<typeof role> | z.output<typeof server>;

/** Access keys (alone or assuming a role), a role that the server assumes, or the server's own credentials. */
export const awsCredentials = z
  .record(z.string(), z.unknown())
  .describe(FIELDS)
  .transform((value, context): AwsCredentials => {
    const parsed = shapeOf(value).safeParse(value);
    const problem = roleProblem(value);
    if (parsed.success && problem === null) return parsed.data;
    for (const issue of parsed.error?.issues ?? []) context.issues.push({ ...issue, input: value } as never);
    if (problem !== null)
      context.issues.push({ code: 'custom', input: value, path: ['remediation_role_arn'], message: problem });
    return z.NEVER;
  });
