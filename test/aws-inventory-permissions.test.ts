import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AWS_INVENTORY_PERMISSIONS } from '../src/connections/providers/aws/core/inventory/index.ts';
import { explained } from '../src/connections/providers/aws/server/errors.ts';
import { collect, endings, everywhere, resourcesOf } from './support/aws-inventory.ts';
import {
  awsConnection,
  ec2Error,
  enforcePermissions,
  MOTO,
  type MotoAccount,
  type MotoProxy,
  motoAccount,
  motoRole,
  motoUser,
  startMotoProxy,
} from './support/moto.ts';
import { primeAll } from './support/moto-world.ts';

const EUROPE = 'eu-central-1';

/** Moto names the actions of the tagging API by how its requests are signed. */
const asMotoNames = (permissions: string[]): string[] => permissions.map((name) => name.replace(/^tag:/, 'tagging:'));

describe('what a refusal of AWS means', () => {
  const refusal = (name: string, message: string): Error => Object.assign(new Error(message), { name });
  const who = 'User: arn:aws:sts::111122223333:assumed-role/x/y is not authorized to perform:';
  it.each([
    [
      'UnauthorizedOperation',
      'You are not authorized to perform this operation.',
      'The permission ec2:DescribeVolumes is missing. Add it to the policy of this identity.',
    ],
    [
      'AccessDeniedException',
      `${who} kms:Decrypt because no identity-based policy allows the action`,
      'The permission kms:Decrypt is missing. Add it to the policy of this identity.',
    ],
    [
      'AccessDenied',
      `${who} ec2:DescribeVolumes with an explicit deny in a service control policy`,
      'A service control policy of the AWS organization denies ec2:DescribeVolumes. Its administrator can allow it.',
    ],
    [
      'AccessDeniedException',
      `${who} logs:DescribeLogGroups with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-0a1b2c3d`,
      'The service control policy p-0a1b2c3d of the AWS organization denies logs:DescribeLogGroups. Its administrator can allow it.',
    ],
  ])('%s: %s', (name, message, expected) => {
    const meant = explained(refusal(name, message), 'ec2:DescribeVolumes', new Date(0));
    expect([meant.name, meant.message]).toEqual(['NeedsAttentionError', expected]);
  });
});

describe.skipIf(!MOTO)('the permissions of the AWS inventory', () => {
  const before = process.env.AWS_ENDPOINT_URL;
  let account: MotoAccount;
  let proxy: MotoProxy;

  beforeAll(async () => {
    account = await motoAccount();
    await primeAll(account, EUROPE, 'us-east-1');
    proxy = await startMotoProxy([EUROPE]);
    process.env.AWS_ENDPOINT_URL = proxy.url;
  });
  afterEach(() => {
    proxy.intercept = () => undefined;
    proxy.calls.length = 0;
  });
  afterAll(async () => {
    await proxy.close();
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  });

  it('assumes a role once for all its clients', async () => {
    const assume_role_arn = await motoRole(account.id, 'reader', { AWS: '*' });
    const told_here = await collect(awsConnection({ ...account.keys, assume_role_arn }).connection);
    expect(endings(told_here, 'failed')).toEqual([]);
    expect(resourcesOf(told_here).length).toBeGreaterThan(20);
    expect(proxy.calls.filter(({ operation }) => operation === 'AssumeRole')).toHaveLength(1);
  });

  it('needs the permissions it declares and no others', async () => {
    const keys = await motoUser(account.id, 'all-declared', [
      { Effect: 'Allow', Action: asMotoNames(AWS_INVENTORY_PERMISSIONS), Resource: '*' },
    ]);
    const allowed = await enforcePermissions(() => collect(awsConnection(keys).connection));
    expect(allowed.filter(({ kind }) => kind === 'failed')).toEqual([]);
    expect(endings(allowed, 'complete').filter((one) => one.endsWith(EUROPE))).toEqual(everywhere(EUROPE));
  });

  it('names the permission that is denied, and collects the rest', async () => {
    const denied = [
      'ec2:DescribeVolumes',
      'rds:DescribeDBInstances',
      'lambda:ListFunctions',
      'eks:DescribeNodegroup',
      's3:GetLifecycleConfiguration',
    ];
    const Action = asMotoNames(AWS_INVENTORY_PERMISSIONS.filter((name) => !denied.includes(name)));
    const keys = await motoUser(account.id, 'less', [{ Effect: 'Allow', Action, Resource: '*' }]);
    const partly = await enforcePermissions(() => collect(awsConnection(keys).connection));
    const failed = partly.flatMap((one) =>
      one.kind === 'failed' && one.partition.region === EUROPE ? [[one.partition.resource_type, one.permission]] : [],
    );
    expect(failed.toSorted()).toEqual([
      ['AWS::EC2::Volume', 'ec2:DescribeVolumes'],
      ['AWS::EKS::Cluster', 'eks:DescribeNodegroup'],
      ['AWS::EKS::Nodegroup', 'eks:DescribeNodegroup'],
      ['AWS::Lambda::Function', 'lambda:ListFunctions'],
      ['AWS::RDS::DBInstance', 'rds:DescribeDBInstances'],
      ['AWS::S3::Bucket', 's3:GetLifecycleConfiguration'],
    ]);
    const failed_types = failed.map(([type]) => `${type} ${EUROPE}`);
    expect(endings(partly, 'complete').filter((one) => one.endsWith(EUROPE))).toEqual(
      everywhere(EUROPE).filter((one) => !failed_types.includes(one)),
    );
    const volumes = partly.find((one) => one.kind === 'failed' && one.permission === 'ec2:DescribeVolumes');
    expect(volumes).toMatchObject({
      message: 'The permission ec2:DescribeVolumes is missing. Add it to the policy of this identity.',
    });
  });

  it('says which permission it needs to begin at all', async () => {
    proxy.intercept = ({ operation }) =>
      operation === 'DescribeRegions'
        ? ec2Error(403, 'UnauthorizedOperation', 'You are not authorized to perform this operation.')
        : undefined;
    await expect(collect(awsConnection(account.keys).connection)).rejects.toMatchObject({
      name: 'NeedsAttentionError',
      permission: 'ec2:DescribeRegions',
    });
  });
});
