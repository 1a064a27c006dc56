import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAzureClient } from '../src/connections/providers/azure/server/client.ts';
import { NeedsAttentionError, ThrottledError } from '../src/connections/server/provider.ts';
import { PRINCIPAL } from './clouds/azure/connection.ts';
import { CostFixture, ENROLMENT, SCOPE } from './clouds/azure/cost-fixture.ts';
import { BETA } from './clouds/azure/ledger.ts';

let costs: CostFixture;
beforeAll(async () => {
  costs = await CostFixture.open();
});
afterAll(() => costs.close());
beforeEach(() => costs.reset());

describe('trouble', () => {
  const FAULTS = [
    { kind: 'error', status: 503 },
    null,
    { kind: 'reset' },
    { kind: 'token expired' },
    null,
    { kind: 'error', status: 500 },
    { kind: 'throttled', headers: { 'x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after': '7' } },
  ] as const;

  it('leaves no trace in the numbers', async () => {
    Object.assign(costs.double.options, { faults: [...FAULTS], page_size: 2 });
    await costs.expectLedger(await costs.querySource());
    expect(costs.double.options.faults).toEqual([]);
    expect(costs.waits).toHaveLength(4);
    expect(costs.waits).toContain(7_000);
  });

  it('is waited out for as long as the longest quota asks', async () => {
    const headers = {
      'x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after': '5',
      'x-ms-ratelimit-microsoft.costmanagement-entity-retry-after': '42',
      'x-ms-ratelimit-microsoft.costmanagement-tenant-retry-after': '11',
      'retry-after': '1',
    };
    costs.double.options.faults = [{ kind: 'throttled', headers }];
    await costs.expectLedger(await costs.querySource());
    expect(costs.waits).toEqual([42_000]);
  });

  it('is left to the caller when Azure asks for more than a minute', async () => {
    const headers = { 'x-ms-ratelimit-microsoft.costmanagement-entity-retry-after': '1800' };
    costs.double.options.faults = [{ kind: 'throttled', headers }];
    const error = await costs.readRows(await costs.querySource()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ThrottledError);
    expect((error as ThrottledError).until).toEqual(new Date('2026-11-20T10:30:00Z'));
    expect(costs.waits).toEqual([]);
  });

  it('is given up after some tries', async () => {
    costs.double.options.faults = Array.from({ length: 20 }, () => ({ kind: 'error', status: 502 }));
    await expect(costs.readRows(await costs.querySource())).rejects.toThrow('Something went wrong');
    expect(costs.double.queries).toHaveLength(7);
    expect(Math.max(...costs.waits)).toBeLessThanOrEqual(30_000);
  });

  it('is noticed when Azure leaves out a day in silence', async () => {
    costs.double.options.faults = [null, { kind: 'day missing' }];
    await expect(costs.readRows(await costs.querySource())).rejects.toThrow('does not add up on 1 days');
  });

  it('at the sign-in is borne as well', async () => {
    costs.double.options.sign_in_faults = [503, 503];
    await costs.expectLedger(await costs.querySource());
    expect(costs.waits).toHaveLength(2);
    costs.double.options.sign_in_faults = Array.from({ length: 7 }, () => 503);
    await expect(costs.connect()).rejects.toThrow('Microsoft Entra, where the application signs in, does not answer.');
  });

  it('ends with the run', async () => {
    const controller = new AbortController();
    const source = await costs.querySource(ENROLMENT, { signal: controller.signal });
    controller.abort(new Error('The run was stopped.'));
    await expect(costs.readRows(source)).rejects.toThrow('The run was stopped.');
    expect(costs.double.queries).toHaveLength(0);
  });

  it('names the permission that is missing', async () => {
    costs.double.options.denied = ['Microsoft.CostManagement/query/read', 'Microsoft.CostManagement/exports/read'];
    const error = await costs.readRows(await costs.querySource()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NeedsAttentionError);
    expect(error).toMatchObject({ permission: 'Microsoft.CostManagement/query/read' });
  });

  it('says what is wrong with the way in', async () => {
    await expect(costs.connect({ ...ENROLMENT, client_secret: 'another-secret' })).rejects.toThrow(
      'does not accept the client secret',
    );
    costs.double.options.scope = '/somewhere/else';
    const hidden = await costs.querySource({ ...PRINCIPAL, subscription_id: BETA });
    await expect(costs.readRows(hidden)).rejects.toThrow('does not show this subscription');
  });

  it.each(['RBACAccessDenied', 'Unauthorized', 'BillingAccessDenied', 'AuthorizationFailed'])(
    'with 401 %s is a missing role, and the sign-in is left alone',
    async (code) => {
      costs.double.options.refusals = { query: { status: 401, code }, exports: { status: 401, code } };
      const error = await costs.readRows(await costs.querySource()).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(NeedsAttentionError);
      expect(error).toMatchObject({ permission: 'Microsoft.CostManagement/query/read' });
      expect(costs.double.sign_ins).toBe(1);
    },
  );

  it('with 401 and nothing else says what may be behind it, once a new sign-in did not help', async () => {
    const plain = { status: 401, code: '401' };
    costs.double.options.refusals = { query: plain, exports: plain };
    const error = await costs.readRows(await costs.querySource()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ permission: 'Microsoft.CostManagement/query/read' });
    const { message } = error as NeedsAttentionError;
    for (const word of ['Enterprise Agreement', 'view charges', 'Microsoft Customer Agreement', 'billing account'])
      expect(message).toContain(word);
    expect(costs.double.sign_ins).toBe(3);
  });

  it.each(['InvalidAuthenticationToken', 'InvalidAuthenticationTokenTenant', 'ExpiredAuthenticationToken'])(
    'with 401 %s that a new sign-in does not mend is a broken sign-in',
    async (code) => {
      costs.double.options.refusals = { exports: { status: 401, code } };
      const error = await costs.connect().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ permission: null, message: expect.stringContaining('sign-in') });
      expect(costs.double.sign_ins).toBe(2);
    },
  );

  it.each([
    ['AccountCostDisabled', 'view charges'],
    ['DepartmentCostDisabled', 'view charges'],
    ['IndirectCostDisabled', 'partner'],
  ])('with %s says who can show the costs', async (code, word) => {
    costs.double.options.refusals = { query: { status: 401, code } };
    await expect(costs.readRows(await costs.querySource())).rejects.toThrow(word);
  });

  it.each([
    [404, 'NotFound'],
    [400, 'BadRequest'],
  ])('with %s for exports, which some scopes have not, leaves costs to the query API', async (status, code) => {
    costs.double.options.refusals = { exports: { status, code } };
    expect((await costs.connect()).map(({ name }) => name)).toEqual(['cost-management-query']);
  });

  it('with exports that may pass is not taken for their absence', async () => {
    costs.double.options.refusals = { exports: { status: 500, code: 'InternalServerError' } };
    await expect(costs.connect()).rejects.toThrow('Refused by the double.');
  });
});

describe('somebody who waits', () => {
  const ask = async () => {
    const client = await openAzureClient(costs.connectionOf(ENROLMENT), 'interactive', costs.wait);
    return client.send('POST', `${SCOPE}/providers/Microsoft.CostManagement/query?api-version=2025-03-01`, {});
  };

  it('gets one more try, and no long wait', async () => {
    costs.double.options.faults = Array.from({ length: 3 }, () => ({ kind: 'error', status: 500 }));
    await expect(ask()).rejects.toThrow('Something went wrong');
    expect(costs.double.queries).toHaveLength(2);
    const headers = { 'x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after': '5' };
    costs.double.options.faults = [{ kind: 'throttled', headers }];
    await expect(ask()).rejects.toThrow(ThrottledError);
  });
});
