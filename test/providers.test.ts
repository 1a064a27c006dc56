import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDeniedAws } from './clouds/aws/denied.ts';
import { type AwsDouble, startAwsDouble } from './clouds/aws/double.ts';
import { type AzureResourcesDouble, startAzureResources } from './clouds/azure/resources.ts';
import type { ServedDouble } from './clouds/serve.ts';
import { startTestServer, type TestServer } from './support/app.ts';

const KEYS = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const ROLE = { arn: 'arn:aws:iam::222222222222:role/finopsmind', external_id: 'chosen-by-the-customer' };
const PRINCIPAL = {
  tenant_id: '11111111-1111-4111-8111-111111111111',
  client_id: '22222222-2222-4222-8222-222222222222',
  client_secret: 'the~value.of-a_client-secret',
  subscription_id: '33333333-3333-4333-8333-333333333333',
};
const CONNECTION = { provider_type: 'aws', credentials: KEYS };

let server: TestServer;
let aws: AwsDouble;
let azure: AzureResourcesDouble;
let denied: ServedDouble;
let token: string;
beforeAll(async () => {
  aws = await startAwsDouble({ account: '111111111111', access_key_id: KEYS.access_key_id });
  process.env.AWS_ENDPOINT_URL_STS = aws.url;
  process.env.AWS_ENDPOINT_URL_COST_EXPLORER = aws.url;
  denied = await startDeniedAws();
  process.env.AWS_ENDPOINT_URL = denied.url;
  const { subscription_id, ...principal } = PRINCIPAL;
  azure = await startAzureResources({ principal, subscriptions: [subscription_id] });
  server = await startTestServer({ environment: { AZURE_BASE_URL: azure.url } });
  token = (await server.signUp()).token;
});
afterEach(() => {
  aws.options.denied = [];
  azure.state.denied = [];
  delete aws.options.role;
});
afterAll(async () => {
  await server.close();
  await aws.close();
  await azure.close();
  await denied.close();
});
const post = (path: string, body: unknown) => server.call('POST', path, { token, body });

describe('credentials that are tried', () => {
  it('say who they are and that costs can be read', async () => {
    const { status, body } = await post('/providers/test', CONNECTION);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ok: true,
      message: 'Account 111111111111, as arn:aws:iam::111111111111:user/finops.',
    });
    // Costs are enough to connect; what else could be had is told.
    expect(body.checks.map((check: { name: string; ok: boolean }) => [check.name, check.ok])).toEqual([
      ['identity', true],
      ['cost', true],
      ['inventory', false],
      ['metrics', false],
      ['recommendations', false],
      ['remediation', false],
    ]);
  });

  it('name the permission that is missing', async () => {
    aws.options.denied = ['ce:GetCostAndUsage'];
    const { body } = await post('/providers/test', CONNECTION);
    expect(body.ok).toBe(false);
    expect(body.checks[1].message).toBe(
      'The permission ce:GetCostAndUsage is missing. Add it to the policy of this identity.',
    );
  });

  it('say that AWS does not know them, and try nothing else', async () => {
    const unknown = { ...KEYS, access_key_id: 'AKIAUNKNOWN000000000' };
    const { body } = await post('/providers/test', { ...CONNECTION, credentials: unknown });
    const [identity, ...others] = body.checks;
    const message = 'AWS does not know these keys. Check access key id and secret key.';
    expect(identity).toEqual({ name: 'identity', ok: false, message });
    for (const other of others)
      expect(other).toMatchObject({ ok: false, message: expect.stringMatching(/^Not tried/) });
  });

  it('assume a role, with its external id', async () => {
    aws.options.role = ROLE;
    const role = { ...KEYS, assume_role_arn: ROLE.arn, external_id: ROLE.external_id };
    const { body } = await post('/providers/test', { ...CONNECTION, credentials: role });
    expect(body).toMatchObject({ ok: true, message: `Account 111111111111, as ${ROLE.arn}/session.` });
    const wrong = { ...role, external_id: 'another' };
    const refused = await post('/providers/test', { ...CONNECTION, credentials: wrong });
    expect(refused.body.message).toBe(
      'The permission sts:AssumeRole is missing. Add it to the policy of this identity.',
    );
  });

  it('are refused with everything that is wrong, when they can not be credentials', async () => {
    const calls = aws.calls.length;
    const credentials = { access_key_id: 'x', secret_key: 'y', region: 'Frankfurt', assume_role_arn: 'role', extra: 1 };
    const { status, body } = await post('/providers/test', { ...CONNECTION, credentials });
    expect(status).toBe(400);
    expect(body.errors.map((error: { path: string }) => error.path).toSorted()).toEqual([
      'body.credentials.access_key_id',
      'body.credentials.assume_role_arn',
      'body.credentials.extra',
      'body.credentials.region',
      'body.credentials.secret_key',
    ]);
    expect(aws.calls.length).toBe(calls);
  });
});

describe('a service principal that is tried', () => {
  const test = (credentials: unknown) => post('/providers/test', { provider_type: 'azure', credentials });
  const checksOf = async (credentials: unknown) => (await test(credentials)).body.checks;

  it('says which subscription it reads, and what it may do', async () => {
    const { ok, message, checks } = (await test(PRINCIPAL)).body;
    expect([ok, message]).toEqual([true, `Subscription Production (${PRINCIPAL.subscription_id}).`]);
    expect(checks.map((check: { name: string; ok: boolean }) => [check.name, check.ok])).toEqual(
      ['identity', 'cost', 'inventory', 'metrics', 'recommendations', 'remediation'].map((name) => [name, true]),
    );
  });

  it('names the permission that is missing', async () => {
    azure.state.denied = ['Microsoft.CostManagement/query/read'];
    const [, cost] = await checksOf(PRINCIPAL);
    expect(cost.message).toContain('The permission Microsoft.CostManagement/query/read is missing.');
  });

  it('says what is not right in the way in, and tries nothing else', async () => {
    const other = '44444444-4444-4444-8444-444444444444';
    const [secret, not_tried] = await checksOf({ ...PRINCIPAL, client_secret: 'another-secret' });
    expect(secret.message).toContain('does not accept the client secret');
    expect(not_tried.ok).toBe(false);
    const [application] = await checksOf({ ...PRINCIPAL, client_id: other });
    expect(application.message).toContain('does not know this application');
    const [subscription] = await checksOf({ ...PRINCIPAL, subscription_id: other });
    expect(subscription.message).toContain('does not show this subscription');
  });

  it('keeps its own kind of credentials', async () => {
    const { body } = await post('/providers', { provider_type: 'azure', name: 'Azure', credentials: PRINCIPAL });
    const wrong = await server.call('PUT', `/providers/${body.id}`, { token, body: { credentials: KEYS } });
    expect(wrong.status).toBe(400);
    expect((await post(`/providers/${body.id}/test`, {})).body.ok).toBe(true);
  });
});

describe('the types of providers', () => {
  it('say how a cloud is prepared, with the external id of the organization alone', async () => {
    const other = (await server.signUp()).token;
    const [mine, theirs] = await Promise.all(
      [token, other].map(async (one) => (await server.call('GET', '/provider-types', { token: one })).body.items),
    );
    const types = mine.map((type: { provider_type: string }) => type.provider_type);
    expect(types).toEqual(['aws', 'azure']);
    expect(mine[0].external_id).not.toBe(theirs[0].external_id);
    const template = (items: typeof mine) =>
      items[0].documents.find((one: { id: string }) => one.id === 'aws-cloudformation').text as string;
    expect(template(mine)).toContain(mine[0].external_id);
    expect(template(theirs)).not.toContain(mine[0].external_id);
    expect(mine[1].documents.length).toBeGreaterThan(2);
  });

  it('let nobody use the credentials of the server where its operator does not', async () => {
    const credentials = { assume_role_arn: ROLE.arn };
    const { body } = await post('/providers/test', { provider_type: 'aws', credentials });
    expect(body.ok).toBe(false);
    expect(body.message).toContain('AWS_SERVER_CREDENTIALS');
  });
});

describe('a provider', () => {
  it('is connected, tried, changed and taken away; its credentials are nowhere to be read', async () => {
    const { status, body: made } = await post('/providers', { ...CONNECTION, name: 'Production' });
    expect(status).toBe(201);
    expect(made).toEqual({
      id: made.id,
      provider_type: 'aws',
      name: 'Production',
      enabled: true,
      status: 'never_synced',
      status_message: null,
      last_sync_at: null,
      account_id: null,
      throttled_until: null,
      active_run_id: null,
      next_sync_at: expect.any(String),
      data_through: null,
      cost_rows: 0,
      resources: 0,
      last_run: null,
      charged_calls: { calls: 0, charged_usd: 0 },
    });
    expect((await post('/providers', { ...CONNECTION, name: 'production' })).status).toBe(409);

    aws.options.denied = ['ce:GetCostAndUsage'];
    expect((await post(`/providers/${made.id}/test`, {})).body.ok).toBe(false);
    const listed = (await server.call('GET', '/providers', { token })).body.items.find(
      (one: { id: string }) => one.id === made.id,
    );
    expect(listed).toMatchObject({ status: 'needs_attention' });
    expect(listed.status_message).toContain('ce:GetCostAndUsage');
    aws.options.denied = [];
    expect((await post(`/providers/${made.id}/test`, {})).body.ok).toBe(true);

    const replaced = { ...KEYS, secret_key: 'another-secret-key-of-forty-characters-00' };
    const update = { enabled: false, name: 'Payer', credentials: replaced };
    const { body: changed } = await server.call('PUT', `/providers/${made.id}`, { token, body: update });
    expect(changed).toMatchObject({ name: 'Payer', enabled: false, status: 'never_synced', status_message: null });

    const everything = JSON.stringify([
      (await server.call('GET', '/providers', { token })).body,
      (await server.call('GET', '/audit-log', { token })).body,
    ]);
    expect(everything).toContain('provider.changed');
    for (const secret of [KEYS.secret_key, replaced.secret_key, KEYS.access_key_id])
      expect(everything).not.toContain(secret);

    expect((await server.call('DELETE', `/providers/${made.id}`, { token })).status).toBe(204);
    const left = (await server.call('GET', '/providers', { token })).body.items;
    expect(left.map((one: { id: string }) => one.id)).not.toContain(made.id);
  });

  it('keeps its secret when it gets credentials of the same owner without one', async () => {
    const { client_secret, ...principal } = PRINCIPAL;
    const { secret_key, access_key_id } = KEYS;
    const wholes = [
      { ...CONNECTION, same: { access_key_id, cost_allocation_tag: 'team' }, other: { access_key_id: 'A'.repeat(20) } },
      {
        provider_type: 'azure',
        credentials: PRINCIPAL,
        same: principal,
        other: { ...principal, client_id: principal.tenant_id },
      },
    ];
    for (const { same, other, ...connection } of wholes) {
      const { body } = await post('/providers', { ...connection, name: `Kept of ${connection.provider_type}` });
      const give = (credentials: object) =>
        server.call('PUT', `/providers/${body.id}`, { token, body: { credentials } });
      expect(await give(same)).toMatchObject({ status: 200 });
      // Entra's double lets nobody in with another secret.
      expect((await post(`/providers/${body.id}/test`, {})).body.ok).toBe(true);
      const refused = await give(other);
      expect(refused.status).toBe(400);
      expect(refused.body.errors).toEqual([
        expect.objectContaining({ path: expect.stringMatching(/^body\.credentials\.(secret_key|client_secret)$/) }),
      ]);
    }
    const told = JSON.stringify((await server.call('GET', '/audit-log', { token })).body);
    for (const secret of [secret_key, client_secret]) expect(told).not.toContain(secret);
  });

  it('is encrypted on the disk', async () => {
    await post('/providers', { ...CONNECTION, name: 'On disk' });
    await server.restart();
    const folder = join(server.directory, 'postgres');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const holds = (text: string): boolean =>
      files.some((file) => readFileSync(join(file.parentPath, file.name)).includes(text));
    expect(holds('On disk')).toBe(true);
    expect(holds(KEYS.secret_key)).toBe(false);
  });
});
