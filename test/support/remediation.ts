import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import '../../src/connections/server/tables.ts';
import '../../src/remediation/server/tables.ts';
import type { Change } from '../../src/recommendations/core/change.ts';
import type { RemediationDetail } from '../../src/remediation/core/answers.ts';
import type { State } from '../../src/remediation/core/workflow.ts';
import type { TestServer } from './app.ts';
import type { MotoAccount } from './moto.ts';

/** An organization with one connection, in which changes are proposed and approved by the same admin. */
export interface Remediator {
  server: TestServer;
  token: string;
  organization_id: string;
  provider_id: string;
  account_id: string;
  region: string;
}

/** One approval of anybody who may approve. */
const ONE_APPROVAL = { name: 'One approval', approvals: 1, four_eyes: false };

/** A connection, and where its resources are. */
interface Connected {
  provider_type: 'aws' | 'azure';
  credentials: object;
  account_id: string;
  region: string;
}

/** Connects a cloud in an organization of its own; its inventory is what tests write. */
export async function connectCloud(
  server: TestServer,
  { provider_type, credentials, account_id, region }: Connected,
): Promise<Remediator> {
  const { token, organization } = await server.signUp();
  const made = await server.call('POST', '/providers', {
    token,
    body: { provider_type, name: 'Cloud', credentials },
  });
  expect(made.status).toBe(201);
  const settings = await server.call('PUT', '/remediations/settings', {
    token,
    body: { approval_rules: [ONE_APPROVAL] },
  });
  expect(settings.status).toBe(200);
  return { server, token, organization_id: organization.id, provider_id: made.body.id, account_id, region };
}

/** The same for an account of Moto. */
export const connectRemediator = (server: TestServer, { id, keys }: MotoAccount, region: string): Promise<Remediator> =>
  connectCloud(server, { provider_type: 'aws', credentials: { ...keys, region }, account_id: id, region });

/** Writes a resource into the inventory, as a sync does; answers its id there. */
export async function addResource(
  { server, organization_id, provider_id, account_id, region }: Remediator,
  { resource_id, resource_type }: { resource_id: string; resource_type: string },
): Promise<string> {
  const id = randomUUID();
  const at = new Date('2026-01-01T00:00:00Z').toISOString();
  await server.services.database.transaction(organization_id, (tx) =>
    tx
      .insertInto('resources')
      .values({
        id,
        organization_id,
        provider_id,
        resource_id,
        resource_type,
        name: null,
        account_id,
        region,
        status: null,
        created_at: null,
        tags: '{}',
        attributes: '{}',
        parent_id: null,
        attached_to: [],
        billed_as: [],
        first_seen_at: at,
        changed_at: at,
        measured_on: null,
        gone_at: null,
      })
      .execute(),
  );
  return id;
}

async function proposeBy({ server, token }: Remediator, wanted: object): Promise<string> {
  const { status, body } = await server.call('POST', '/remediations', { token, body: wanted });
  expect({ status, detail: body.detail }).toEqual({ status: 201, detail: undefined });
  return body.id;
}

/** Proposes a change of a resource of the inventory; answers its id. */
export const proposeChange = (
  remediator: Remediator,
  inventory_id: string,
  change: Change,
  more: { execute_on_approval?: boolean } = {},
): Promise<string> => proposeBy(remediator, { inventory_id, change, ...more });

/** Proposes what a recommendation says; answers its id. */
export const proposeRecommended = (remediator: Remediator, recommendation_id: string): Promise<string> =>
  proposeBy(remediator, { recommendation_id });

export async function approve({ server, token }: Remediator, id: string): Promise<void> {
  const { status, body } = await server.call('POST', `/remediations/${id}/approve`, { token, body: {} });
  expect({ status, detail: body.detail }).toEqual({ status: 200, detail: undefined });
}

export const readDetail = async ({ server, token }: Remediator, id: string): Promise<RemediationDetail> =>
  (await server.call('GET', `/remediations/${id}`, { token })).body;

/** Waits until a change is in one of `states`; answers it then. */
export const inState = (
  remediator: Remediator,
  id: string,
  states: readonly State[],
  timeout = 30_000,
): Promise<RemediationDetail> =>
  vi.waitFor(
    async () => {
      const detail = await readDetail(remediator, id);
      expect(states, `${detail.problem} ${detail.waiting_for}`).toContain(detail.state);
      return detail;
    },
    { timeout, interval: 50 },
  );
