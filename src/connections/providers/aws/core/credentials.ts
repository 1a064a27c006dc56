import { z } from 'zod';

/**
 * Access keys, used as they are or to assume a role. The external id is the customer's own to choose here, since the keys
 * that assume the role are theirs too.
 */
export const awsCredentials = z.strictObject({
  access_key_id: z.string().regex(/^[A-Z0-9]{16,128}$/, 'must be an access key id, such as AKIA…'),
  secret_key: z.string().min(16, 'must be a secret access key').max(128),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, such as eu-central-1')
    .default('us-east-1'),
  assume_role_arn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'must be the ARN of a role')
    .optional(),
  external_id: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be an external id')
    .optional(),
});
export type AwsCredentials = z.output<typeof awsCredentials>;

/** What each capability of a connection needs, by its name in IAM. */
export const AWS_PERMISSIONS = {
  identity: ['sts:GetCallerIdentity'],
  cost: ['ce:GetCostAndUsage'],
} as const;
