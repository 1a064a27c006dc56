import { describe, expect, it } from 'vitest';
import { awsCredentials } from './credentials.ts';

const KEYS = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const roleIn = (partition: string): string => `arn:${partition}:iam::111111111111:role/finops`;
const problemsOf = (given: object): string[] =>
  (awsCredentials.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('credentials of AWS', () => {
  it.each([
    [KEYS],
    [{ ...KEYS, region: 'ap-southeast-2', assume_role_arn: roleIn('aws') }],
    [{ assume_role_arn: roleIn('aws'), region: 'ca-central-1' }],
    [{ use_server_credentials: true }],
    [{ use_server_credentials: true, remediation_role_arn: roleIn('aws') }],
    [{ ...KEYS, remediation_role_arn: roleIn('aws') }],
    [{ assume_role_arn: roleIn('aws'), remediation_role_arn: `${roleIn('aws')}-changes` }],
  ])('are %j', (given) => {
    expect(problemsOf(given)).toEqual([]);
  });

  it.each([
    [{ ...KEYS, region: 'cn-north-1' }, 'region'],
    [{ ...KEYS, region: 'us-gov-west-1' }, 'region'],
    [{ use_server_credentials: true, region: 'us-gov-east-1' }, 'region'],
    [{ assume_role_arn: roleIn('aws-cn') }, 'assume_role_arn'],
    [{ ...KEYS, assume_role_arn: roleIn('aws-us-gov') }, 'assume_role_arn'],
  ])('of China and GovCloud are refused in words: %j', (given, field) => {
    expect(problemsOf(given)).toEqual([`${field}: AWS China and GovCloud can't be connected yet`]);
  });

  it.each([
    [{ ...KEYS, region: 'Frankfurt' }, 'region: must be a region, such as eu-central-1'],
    [{ assume_role_arn: 'finops' }, 'assume_role_arn: must be the ARN of a role'],
    [{ ...KEYS, remediation_role_arn: 'finops' }, 'remediation_role_arn: must be the ARN of a role'],
    [
      { assume_role_arn: roleIn('aws'), remediation_role_arn: roleIn('aws') },
      'remediation_role_arn: must be another role than the one for reading',
    ],
    [
      { assume_role_arn: roleIn('aws'), remediation_role_arn: 'arn:aws:iam::222222222222:role/changes' },
      'remediation_role_arn: must be a role of account 111111111111, which is the one that is read',
    ],
  ])('that are none are told what they must be: %j', (given, problem) => {
    expect(problemsOf(given)).toEqual([problem]);
  });
});
