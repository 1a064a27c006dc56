import { EXPORT_PERMISSIONS, READ_PERMISSIONS, REMEDIATION_PERMISSIONS } from '../permissions.ts';

/** Characters that IAM takes in one managed policy, white space not counted. */
export const MANAGED_POLICY_LIMIT = 6_144;
/** Characters that STS takes in the policy of a session. */
export const SESSION_POLICY_LIMIT = 2_048;
/** Whoever tags a resource so keeps it from being changed from here. */
export const PROTECT_TAG = 'finopsmind:protect';

export interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface Policy {
  Version: '2012-10-17';
  Statement: Statement[];
}

const policyOf = (Statement: Statement[]): Policy => ({ Version: '2012-10-17', Statement });
/** What IAM counts of a policy. */
export const sizeOf = (policy: Policy): number => JSON.stringify(policy).replaceAll(/\s/g, '').length;

/** `statements` in order, in as few policies as their limit allows; throws when one alone is too large. */
export function splitPolicies(statements: Statement[], limit = MANAGED_POLICY_LIMIT): Policy[] {
  const policies: Policy[] = [];
  for (const statement of statements) {
    const grown = policyOf([...(policies.at(-1)?.Statement ?? []), statement]);
    if (policies.length > 0 && sizeOf(grown) <= limit) policies[policies.length - 1] = grown;
    else policies.push(policyOf([statement]));
    if (sizeOf(policies.at(-1) ?? grown) > limit)
      throw new Error(`The statement ${statement.Sid} is too large for a policy.`);
  }
  return policies;
}

const allow = (Sid: string, actions: readonly string[], Resource: Statement['Resource'] = '*'): Statement => ({
  Sid,
  Effect: 'Allow',
  Action: [...actions],
  Resource,
});

/** Least privilege for reading, a statement for each capability. */
export const readPolicies = (): Policy[] =>
  splitPolicies([
    allow('ReadCosts', READ_PERMISSIONS.cost),
    allow('ReadCommitments', READ_PERMISSIONS.commitments),
    allow('ReadInventory', READ_PERMISSIONS.inventory),
    allow('ReadMetrics', READ_PERMISSIONS.metrics),
    allow('ReadRecommendations', READ_PERMISSIONS.recommendations),
    allow('LookForPreviews', READ_PERMISSIONS.previews),
  ]);

/** Reading the billing exports in one bucket. */
export const exportStatements = (bucket: string): Statement[] => [
  allow('FindExports', EXPORT_PERMISSIONS.bucket, `arn:aws:s3:::${bucket}`),
  allow('ReadExports', EXPORT_PERMISSIONS.objects, `arn:aws:s3:::${bucket}/*`),
  {
    ...allow('DecryptExports', EXPORT_PERMISSIONS.key),
    Condition: {
      StringLike: {
        'kms:ViaService': 's3.*.amazonaws.com',
        'kms:EncryptionContext:aws:s3:arn': [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
    },
  },
];
export const exportPolicy = (bucket: string): Policy => policyOf(exportStatements(bucket));

const PROTECTED = `aws:ResourceTag/${PROTECT_TAG}`;

/**
 * Carrying out approved changes, except of what is tagged as protected, with any value but `false`. `StringNotEquals…` holds
 * of what has no such tag, too, which is why `Null` asks for the tag to be there.
 */
const remediationStatements = (): Statement[] => [
  allow('LookBefore', REMEDIATION_PERMISSIONS.look),
  allow('Change', REMEDIATION_PERMISSIONS.actions),
  {
    ...allow('TagWhatIsCreated', REMEDIATION_PERMISSIONS.tag_created),
    Condition: {
      StringEquals: { 'ec2:CreateAction': ['AllocateAddress', 'CreateImage', 'CreateSnapshot', 'CreateVolume'] },
    },
  },
  {
    ...allow('UseKeysOfVolumes', REMEDIATION_PERMISSIONS.keys),
    Condition: { StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com' } },
  },
  {
    ...allow('StartEncrypted', REMEDIATION_PERMISSIONS.grant),
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  },
  {
    Sid: 'KeepProtected',
    Effect: 'Deny',
    Action: [...REMEDIATION_PERMISSIONS.actions],
    Resource: '*',
    Condition: { Null: { [PROTECTED]: 'false' }, StringNotEqualsIgnoreCase: { [PROTECTED]: 'false' } },
  },
];
export const remediationPolicy = (): Policy => policyOf(remediationStatements());

/** What is left of a role's rights in a session for one change: these permissions, as far as the role has them. */
export const sessionPolicy = (permissions: readonly string[]): Policy => policyOf([allow('OneChange', permissions)]);
