import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AwsCredentials } from '../src/connections/providers/aws/core/credentials.ts';
import { openAwsCloud } from '../src/connections/providers/aws/server/cloud.ts';
import { openAwsSession } from '../src/connections/providers/aws/server/session.ts';
import type { Connection } from '../src/connections/server/provider.ts';
import { parseConfig } from '../src/platform/server/config.ts';
import { failed } from './clouds/aws/strict/errors.ts';
import { type ServedDouble, serveDouble } from './clouds/serve.ts';
import { awsConnection, callOf, MOTO, type MotoAccount, motoAccount, motoRole, passOn } from './support/moto.ts';

const ORGANIZATION = 'finopsmind-test';
const VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
const LOOK = ['ec2:DescribeVolumes'];
const CHANGE = ['ec2:DescribeVolumes', 'ec2:DeleteVolume'];

/** Moto ignores external ids and the policies of sessions: what is asked for is looked at on its way. */
describe.skipIf(!MOTO)('the role for changes', () => {
  const before = new Map(VARIABLES.map((name) => [name, process.env[name]]));
  let account: MotoAccount;
  let proxy: ServedDouble;
  let is_shut = false;
  const assumed: Record<string, unknown>[] = [];
  let roles: { assume_role_arn: string; remediation_role_arn: string };

  beforeAll(async () => {
    account = await motoAccount();
    roles = {
      assume_role_arn: await motoRole(account.id, 'reading', { AWS: '*' }),
      remediation_role_arn: await motoRole(account.id, 'changing', { AWS: '*' }),
    };
    proxy = await serveDouble((request, body) => {
      const call = callOf(request, body);
      if (call.operation !== 'AssumeRole') return passOn(request, body);
      const form = new URLSearchParams(body.toString());
      const policy = form.get('Policy');
      assumed.push({
        role: form.get('RoleArn')?.split('/').at(-1),
        name: form.get('RoleSessionName'),
        external_id: form.get('ExternalId'),
        actions: policy && JSON.parse(policy).Statement.map(({ Effect, Action }: never) => [Effect, Action]),
      });
      const denied = { ...call, method: 'POST', form, body: '' };
      return is_shut ? failed(denied, { kind: 'denied' }) : passOn(request, body);
    });
    process.env.AWS_ENDPOINT_URL = proxy.url;
    // Of the server, for credentials that have no keys.
    process.env.AWS_ACCESS_KEY_ID = account.keys.access_key_id;
    process.env.AWS_SECRET_ACCESS_KEY = account.keys.secret_key;
  });
  afterEach(() => {
    assumed.length = 0;
    is_shut = false;
  });
  afterAll(async () => {
    await proxy.close();
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  function connectionOf(given: object): Connection<AwsCredentials> {
    const { connection } = awsConnection(account.keys);
    const config = parseConfig({ AWS_SERVER_CREDENTIALS: 'direct' });
    const credentials = { region: 'us-east-1', ...given } as AwsCredentials;
    return { ...connection, config, external_id: ORGANIZATION, credentials };
  }
  const open = (given: object, permissions: string[]) =>
    openAwsCloud(connectionOf(given), { permissions, patience: 'interactive' });

  const reading = (external_id: string, actions: unknown = null) => [
    { role: 'reading', name: 'finopsmind', external_id, actions },
  ];
  const changing = (actions: string[]) => [
    {
      role: 'changing',
      name: 'finopsmind-changes',
      external_id: `${ORGANIZATION}:changes`,
      actions: [['Allow', actions]],
    },
  ];

  it.each([
    ['access keys', () => ({ ...account.keys })],
    ['access keys with an external id of their own', () => ({ ...account.keys, external_id: 'my-own' })],
    ['a role', () => ({ assume_role_arn: roles.assume_role_arn })],
    ["the server's own credentials", () => ({ use_server_credentials: true })],
  ])('is assumed with its external id and no more rights than a look or a change takes: %s', async (_, given) => {
    const { remediation_role_arn } = roles;
    for (const permissions of [LOOK, CHANGE]) {
      assumed.length = 0;
      const cloud = await open({ ...given(), remediation_role_arn }, permissions);
      expect(cloud.account_id).toBe(account.id);
      const call = {
        cloud: 'aws',
        service: 'ec2',
        operation: 'DescribeVolumes',
        region: 'us-east-1',
        input: {},
      } as const;
      expect(await cloud.call(call)).toMatchObject({ ok: true });
      expect(assumed).toEqual(changing(permissions));
    }
  });

  it('is not assumed for reading, for which the role asks for another external id', async () => {
    await openAwsSession(connectionOf(roles), 'interactive');
    expect(assumed).toEqual(reading(ORGANIZATION));
  });

  it('is not needed: the identity that reads makes changes without one, a role with no more rights than they take', async () => {
    await open(account.keys, CHANGE);
    expect(assumed).toEqual([]);
    const { assume_role_arn } = roles;
    await open({ assume_role_arn }, CHANGE);
    expect(assumed).toEqual(reading(ORGANIZATION, [['Allow', CHANGE]]));
    assumed.length = 0;
    await open({ ...account.keys, assume_role_arn, external_id: 'my-own' }, CHANGE);
    expect(assumed).toEqual(reading('my-own', [['Allow', CHANGE]]));
  });

  it('says what to mend where it does not let itself be assumed', async () => {
    is_shut = true;
    await expect(open({ ...account.keys, ...roles }, CHANGE)).rejects.toMatchObject({
      name: 'NeedsAttentionError',
      permission: 'sts:AssumeRole',
      message: expect.stringContaining(`The role for changes (${roles.remediation_role_arn}) can't be assumed.`),
    });
  });
});
