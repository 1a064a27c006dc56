import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anomaliesContract } from '../src/anomalies/core/contract.ts';
import { createModules } from '../src/app/modules.ts';
import { budgetsContract } from '../src/budgets/core/contract.ts';
import { connectionsContract } from '../src/connections/core/contract.ts';
import { providersContract } from '../src/connections/core/providers-contract.ts';
import { resourcesContract } from '../src/connections/core/resources-contract.ts';
import { costsContract } from '../src/costs/core/contract.ts';
import { importsContract } from '../src/costs/core/imports-contract.ts';
import { calendarContract } from '../src/forecasts/core/calendar-contract.ts';
import { forecastsContract } from '../src/forecasts/core/contract.ts';
import { identityContract } from '../src/identity/core/contract.ts';
import { jobsContract } from '../src/jobs/core/contract.ts';
import { notificationsContract } from '../src/notifications/core/contract.ts';
import { type Contract, type Endpoint, ROLES, type Role, roleAllows } from '../src/platform/core/endpoint.ts';
import { operationsContract } from '../src/platform/core/operations-contract.ts';
import { policiesContract } from '../src/policies/core/contract.ts';
import { recommendationsContract } from '../src/recommendations/core/contract.ts';
import { remediationContract } from '../src/remediation/core/contract.ts';
import { addAnomaly } from './support/anomalies.ts';
import { startTestServer, TEST_PASSWORD, type TestServer } from './support/app.ts';
import { focusCsv, importFile } from './support/imports.ts';
import { addInventory } from './support/inventory.ts';
import { addNotification } from './support/notification-rows.ts';
import { addViolation } from './support/policies.ts';
import { addRecommendation } from './support/recommendations.ts';
import { addRemediation, addRemediationBatch } from './support/remediations.ts';

const CONTRACTS: Contract[] = [
  operationsContract,
  identityContract,
  costsContract,
  importsContract,
  connectionsContract,
  providersContract,
  resourcesContract,
  jobsContract,
  anomaliesContract,
  forecastsContract,
  calendarContract,
  budgetsContract,
  recommendationsContract,
  remediationContract,
  policiesContract,
  notificationsContract,
];
const ENDPOINTS = CONTRACTS.flatMap((contract) => Object.entries(contract));
const GUARDED = ENDPOINTS.filter(([, endpoint]) => endpoint.access !== 'public');
const WITH_ID = GUARDED.filter(([, endpoint]) => endpoint.path.includes('{id}'));

let server: TestServer;
const tokens = {} as Record<Role, string>;
/** Ids that belong to another organization, by the endpoint that takes them. */
let foreign_ids: Record<string, string>;

/** A path with its parameters filled in. */
const pathOf = (endpoint: Endpoint, id: string): string =>
  endpoint.path
    .replace('{id}', id)
    .replace('{dimension}', 'service')
    .replace('{name}', 'cost_sync')
    .replace('{rule_id}', 'ebs-unattached');
const callEndpoint = (
  endpoint: Endpoint,
  id: string,
  options: { token?: string; body?: unknown; query?: string } = {},
) => {
  const has_body = !['GET', 'DELETE'].includes(endpoint.method);
  const multipart = endpoint.request_transport === 'multipart';
  const form = new FormData();
  if (multipart) form.append('file', new Blob(['x']), 'x.csv');
  const body = multipart ? form : has_body ? (options.body ?? {}) : undefined;
  return server.call(endpoint.method, `${pathOf(endpoint, id)}${options.query ?? ''}`, { token: options.token, body });
};

async function join(admin: string, role: Role): Promise<string> {
  const invited = await server.call('POST', '/members/invitations', {
    token: admin,
    body: { email: `${randomUUID()}@example.com`, role },
  });
  const accepted = await server.call('POST', '/auth/invitations/accept', {
    body: { token: invited.body.token, name: role, password: TEST_PASSWORD },
  });
  return accepted.body.token;
}

/** One thing of each kind in an organization of its own. */
async function makeForeignIds(): Promise<Record<string, string>> {
  const { token, organization } = await server.signUp('Other');
  const create = async (path: string, body: unknown): Promise<string> =>
    (await server.call('POST', path, { token, body })).body.id;
  const key = await create('/auth/api-keys', { name: 'key', role: 'viewer' });
  const invitation = await create('/members/invitations', { email: `${randomUUID()}@example.com`, role: 'viewer' });
  const view = await create('/costs/views', { name: 'view', search: '' });
  const event = await create('/calendar/events', EVENT);
  const budget = await create('/budgets', BUDGET);
  const credentials = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'a secret key that is no key' };
  const provider = await create('/providers', { provider_type: 'aws', name: 'AWS', credentials });
  const { job_id: run } = (await server.call('POST', `/providers/${provider}/sync`, { token })).body;
  const resource = randomUUID();
  await server.services.database.transaction(organization.id, (tx) =>
    addInventory(tx, { organization_id: organization.id, provider_id: provider, id: resource }),
  );
  const [anomaly, pattern] = [randomUUID(), randomUUID()];
  await server.services.database.transaction(organization.id, (tx) =>
    addAnomaly(tx, { organization_id: organization.id, id: anomaly, pattern_id: pattern }),
  );
  const recommendation = await server.services.database.transaction(organization.id, (tx) =>
    addRecommendation(tx, { organization_id: organization.id }),
  );
  const { remediation, batch } = await server.services.database.transaction(organization.id, async (tx) => ({
    remediation: await addRemediation(tx, { organization_id: organization.id, provider_id: provider }),
    batch: await addRemediationBatch(tx, organization.id),
  }));
  const policy = await create('/policies', POLICY);
  const policy_exception = await create('/policies/exceptions', {
    policy_id: policy,
    account_id: '1',
    reason: 'Not ours',
    expires_on: '2999-01-01',
  });
  const violation = await server.services.database.transaction(organization.id, (tx) =>
    addViolation(tx, { organization_id: organization.id, policy_id: policy }),
  );
  const exception = await create('/recommendations/exceptions', {
    rule_id: null,
    scope: { account_id: '1' },
    excluded: true,
    reason: 'Not ours',
  });
  const channel = await create('/notification-channels', CHANNEL);
  const route = await create('/notification-routes', { name: 'All', channel_ids: [channel] });
  const notified = await server.services.database.transaction(organization.id, (tx) =>
    addNotification(tx, organization.id, channel),
  );
  await join(token, 'viewer');
  const members = (await server.call('GET', '/members', { token })).body.items;
  const { id: imported } = await importFile(server, token, 'a.csv', focusCsv([{ BilledCost: 'x' }]));
  return {
    deleteApiKey: key,
    updateMember: members[1].id,
    removeMember: members[1].id,
    revokeInvitation: invitation,
    deleteSavedView: view,
    updateProvider: provider,
    deleteProvider: provider,
    testProvider: provider,
    getProvider: provider,
    listProviderPeriods: provider,
    syncProvider: provider,
    getResource: resource,
    getJob: run,
    cancelJob: run,
    getImport: imported,
    rejectedRows: imported,
    deleteImport: imported,
    getPolicy: policy,
    updatePolicy: policy,
    deletePolicy: policy,
    deleteException: policy_exception,
    getViolation: violation,
    acknowledgeViolation: violation,
    getAnomaly: anomaly,
    updateAnomaly: anomaly,
    acknowledgeAnomaly: anomaly,
    resolveAnomaly: anomaly,
    expectAnomaly: anomaly,
    reopenAnomaly: anomaly,
    commentAnomaly: anomaly,
    deleteNormalPattern: pattern,
    updateCalendarEvent: event,
    deleteCalendarEvent: event,
    getBudget: budget,
    updateBudget: budget,
    deleteBudget: budget,
    getBudgetDays: budget,
    listBudgetAlerts: budget,
    explainResource: resource,
    deleteRuleException: exception,
    getRecommendation: recommendation,
    changeRecommendation: recommendation,
    dismissRecommendation: recommendation,
    commentRecommendation: recommendation,
    getTerraform: recommendation,
    getScript: recommendation,
    getPipeline: recommendation,
    getRemediation: remediation,
    approveRemediation: remediation,
    rejectRemediation: remediation,
    cancelRemediation: remediation,
    executeRemediation: remediation,
    rollBackRemediation: remediation,
    getRemediationBatch: batch,
    approveRemediationBatch: batch,
    cancelRemediationBatch: batch,
    acknowledgeNotification: notified.notification_id,
    updateChannel: channel,
    deleteChannel: channel,
    testChannel: channel,
    renewSigningSecret: channel,
    updateRoute: route,
    deleteRoute: route,
    retryDelivery: notified.delivery_id,
  };
}

const EVENT = { kind: 'event', name: 'Launch', start_date: '2026-12-01' };
const BUDGET = {
  name: 'Everything',
  period: 'month',
  amount: { kind: 'fixed', amount: 100 },
  currency: 'USD',
};
const POLICY = { name: 'Owned', subject: 'resource', must_hold: 'has(resource.owner)' };

const CHANNEL = { kind: 'webhook', name: 'Hook', url: 'https://hooks.example.com/' };

/** A body that satisfies a schema by its types alone, for endpoints that look at the id after the body. */
const BODIES: Record<string, unknown> = {
  updateMember: { role: 'viewer' },
  updateProvider: { enabled: false },
  updateAnomaly: { owner: 'Grace' },
  commentAnomaly: { text: 'Why?' },
  updateCalendarEvent: EVENT,
  updateBudget: BUDGET,
  updatePolicy: POLICY,
  changeRecommendation: { status: 'accepted' },
  dismissRecommendation: { reason: 'needed' },
  commentRecommendation: { text: 'Why?' },
  updateChannel: CHANNEL,
  updateRoute: { name: 'All', channel_ids: [randomUUID()] },
  rejectRemediation: { note: 'Not now' },
  approveRemediationBatch: { previews: [{ id: randomUUID(), digest: 'a' }] },
};

beforeAll(async () => {
  server = await startTestServer();
  tokens.admin = (await server.signUp()).token;
  tokens.member = await join(tokens.admin, 'member');
  tokens.viewer = await join(tokens.admin, 'viewer');
  foreign_ids = await makeForeignIds();
});
afterAll(() => server.close());

describe('every endpoint of the contract', () => {
  it('is served, and described by OpenAPI', async () => {
    const served = createModules(server.services).served.flatMap((s) => Object.keys(s.contract));
    const known = CONTRACTS.filter((c) => c !== operationsContract).flatMap((c) => Object.keys(c));
    expect(new Set(known)).toEqual(new Set(served));
    expect(GUARDED.length).toBeGreaterThan(25);
    const { body } = await server.call('GET', '/openapi.json');
    const described = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
      (path) => Object.values(path).map((o) => o.operationId),
    );
    expect(new Set(described)).toEqual(new Set(ENDPOINTS.map(([name]) => name)));
  });

  it.each(GUARDED)('%s refuses who is not signed in: 401', async (_, endpoint) => {
    for (const token of [undefined, 'nonsense', `fom_${'a'.repeat(43)}`]) {
      const { status, body, headers } = await callEndpoint(endpoint, randomUUID(), { token });
      expect(status).toBe(401);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(body).toMatchObject({ status: 401, title: 'Not signed in', request_id: expect.any(String) });
    }
  });

  it.each(GUARDED.filter(([, e]) => 'cursor' in ((e.query as z.ZodObject).shape ?? {})))(
    '%s refuses a cursor that is none of its own: 400',
    async (_, endpoint) => {
      for (const parts of [
        ['abc', 'def'],
        ['2026-01-01T00:00:00Z', 'no id'],
      ]) {
        const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
        expect((await callEndpoint(endpoint, '', { token: tokens.admin, query: `?cursor=${cursor}` })).status).toBe(
          400,
        );
      }
    },
  );

  it('a path that is not well formed, and a text that no column takes, are problems like all others', async () => {
    const { status, body, headers } = await server.call('GET', '/costs/dimensions/%ZZ/values', { token: tokens.admin });
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({ title: 'Bad request', request_id: expect.any(String) });
    const nul = await server.call('POST', '/costs/views', { token: tokens.admin, body: { name: 'x\0', search: 'a' } });
    expect(nul.body.errors).toEqual([{ path: 'body.name', message: 'must not contain the character NUL' }]);
    const half = await server.call('POST', '/costs/views', {
      token: tokens.admin,
      body: { name: '\ud800', search: 'a' },
    });
    expect([half.status, half.body.errors[0].path]).toEqual([400, 'body.name']);
  });

  const TOO_LOW = GUARDED.flatMap(([name, endpoint]) =>
    ROLES.filter((role) => !roleAllows(role, endpoint.access as Role)).map((role) => [name, role, endpoint] as const),
  );
  it.each(TOO_LOW)('%s refuses a %s: 403', async (_, role, endpoint) => {
    expect((await callEndpoint(endpoint, randomUUID(), { token: tokens[role] })).status).toBe(403);
  });

  it.each(WITH_ID)("%s does not know another organization's id: 404", async (name, endpoint) => {
    const id = foreign_ids[name];
    expect(id, `${name} needs a foreign id in this test`).toBeDefined();
    const { status } = await callEndpoint(endpoint, id ?? '', { token: tokens.admin, body: BODIES[name] });
    expect(status).toBe(404);
  });

  const REFUSING = ENDPOINTS.filter(([, e]) => e.answer_transport !== 'events' && e.request_transport === 'json');
  it.each(REFUSING)('%s refuses what it does not know, all at once: 400', async (name, endpoint) => {
    const body = { ...wrongTypes(endpoint.body), unheard_of: 1 };
    const { status, body: problem } = await callEndpoint(endpoint, endpoint.path.includes('{id}') ? 'no-id' : '', {
      token: tokens.admin,
      body,
      query: '?unheard_of=1',
    });
    expect(status).toBe(400);
    const paths = (problem.errors as { path: string }[]).map((error) => error.path);
    expect(paths).toContain('query.unheard_of');
    if (endpoint.path.includes('{id}')) expect(paths).toContain('params.id');
    const fields = Object.keys(wrongTypes(endpoint.body)).map((field) => `body.${field}`);
    if (!['GET', 'DELETE'].includes(endpoint.method))
      for (const field of fields)
        expect(paths, name).toContainEqual(expect.stringMatching(new RegExp(`^${field}(\\.|$)`)));
  });
});

/** A value of the wrong type for each field that a body asks for. */
function wrongTypes(schema: z.ZodType): Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, { type?: string; anyOf?: { type?: string }[] }>;
  };
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type, anyOf = [] }]) => {
      const is_object = [type, ...anyOf.map((one) => one.type)].includes('object');
      return [name, is_object ? 'no object' : { not: 'this' }];
    }),
  );
}
