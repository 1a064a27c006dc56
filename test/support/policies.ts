import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import '../../src/connections/server/tables.ts';
import '../../src/policies/server/tables.ts';
import type { Transaction } from '../../src/platform/server/database.ts';
import type { Violation } from '../../src/policies/core/contract.ts';
import type { TestAccount, TestServer } from './app.ts';
import { runEnd } from './runs.ts';

/** A resource as a test tells of it; the rest is of a running instance that nobody has tagged. */
export interface ToldResource {
  id: string;
  type?: string;
  account?: string;
  region?: string | null;
  status?: string;
  tags?: Record<string, string>;
  attributes?: Record<string, unknown>;
  created_at?: string | null;
  first_seen_at?: string;
}

export const arnOf = (id: string): string => `arn:aws:ec2:eu-central-1:100000000011:instance/${id}`;

/** An organization with a connection that nothing is read through. Its token outlives days that a test lets pass. */
export async function signUpConnected(server: TestServer) {
  const account: TestAccount = await server.signUp();
  const key = await server.call('POST', '/auth/api-keys', {
    token: account.token,
    body: { name: 'Ada', role: 'admin' },
  });
  const token: string = key.body.key;
  const credentials = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'a secret key that is no key' };
  const body = { provider_type: 'aws', name: 'AWS', credentials };
  const { id: provider_id } = (await server.call('POST', '/providers', { token, body })).body;
  return { ...account, token, provider_id: provider_id as string, organization_id: account.organization.id };
}
export type Connected = Awaited<ReturnType<typeof signUpConnected>>;

/** Writes resources as a sync does; answers their ids of the inventory, by their own. */
export async function addResources(
  server: TestServer,
  { organization_id, provider_id }: Pick<Connected, 'organization_id' | 'provider_id'>,
  resources: readonly ToldResource[],
): Promise<Record<string, string>> {
  const rows = resources.map((told) => ({
    id: randomUUID(),
    organization_id,
    provider_id,
    resource_id: arnOf(told.id),
    resource_type: told.type ?? 'AWS::EC2::Instance',
    name: told.id,
    account_id: told.account ?? '100000000011',
    region: told.region === undefined ? 'eu-central-1' : told.region,
    status: told.status ?? 'running',
    created_at: told.created_at ?? null,
    tags: JSON.stringify(told.tags ?? {}),
    attributes: JSON.stringify(told.attributes ?? { instance_type: 'm5.large' }),
    parent_id: null,
    attached_to: [],
    billed_as: [told.id],
    first_seen_at: told.first_seen_at ?? '2026-01-01T00:00:00Z',
    changed_at: '2026-01-01T00:00:00Z',
    measured_on: null,
    gone_at: null,
  }));
  await server.services.database.transaction(organization_id, (tx) =>
    tx.insertInto('resources').values(rows).execute(),
  );
  return Object.fromEntries(rows.map(({ name, id }) => [name, id]));
}

/** Changes a resource as a sync does. */
export const changeResource = (
  server: TestServer,
  { organization_id }: Pick<Connected, 'organization_id'>,
  id: string,
  set: { tags?: Record<string, string>; gone_at?: string },
) =>
  server.services.database.transaction(organization_id, (tx) =>
    tx
      .updateTable('resources')
      .set({
        ...(set.tags ? { tags: JSON.stringify(set.tags) } : {}),
        ...(set.gone_at ? { gone_at: set.gone_at } : {}),
      })
      .where('resource_id', '=', arnOf(id))
      .execute(),
  );

/** A policy that every resource has to have an owner. */
export const OWNED = {
  name: 'Somebody looks after it',
  subject: 'resource',
  must_hold: 'has(resource.owner)',
  severity: 'high',
} as const;

/** Makes a policy, and answers its id. */
export async function addPolicy(server: TestServer, token: string, body: Record<string, unknown>): Promise<string> {
  const made = await server.call('POST', '/policies', { token, body });
  if (made.status !== 201) throw new Error(`The policy was refused: ${JSON.stringify(made.body)}`);
  return made.body.id;
}

/** Writes an open violation; answers its id. */
export async function addViolation(
  tx: Transaction,
  { organization_id, policy_id }: { organization_id: string; policy_id: string },
): Promise<string> {
  const id = randomUUID();
  const at = '2026-01-05T00:00:00Z';
  await tx
    .insertInto('policy_violations')
    .values({
      id,
      organization_id,
      policy_id,
      subject: 'resource',
      subject_id: arnOf('i-1'),
      subject_name: 'i-1',
      page_id: null,
      provider: 'aws',
      account_id: '100000000011',
      region: 'eu-central-1',
      owner: null,
      tags: '{}',
      monthly_cost: null,
      currency: null,
      state: 'open',
      facts: '[]',
      found_at: at,
      seen_at: at,
      resolved_at: null,
      changed_by: null,
      note: null,
    })
    .execute();
  return id;
}

/** Checks all policies as they are now, to the end. */
export async function checkPolicies(server: TestServer, token: string) {
  // One that changes have woken may have read what was there before.
  for (let round = 0; round < 2; round++) {
    const { body } = await server.call('POST', '/jobs/policy_check/run', { token });
    const run = await runEnd(server, token, body.job_ids[0]);
    if (run.status !== 'succeeded') throw new Error(`The check failed: ${run.error}`);
    if (round === 1) return run;
  }
  throw new Error('unreachable');
}

/** Violations of any state that is asked for, oldest name first. */
export async function listViolations(server: TestServer, token: string, query = ''): Promise<Violation[]> {
  const { body } = await server.call('GET', `/policies/violations?limit=500${query}`, { token });
  return (body.items as Violation[]).toSorted((a, b) => (a.subject_name < b.subject_name ? -1 : 1));
}

/** What other modules were told of policies, oldest first. */
export const readOutbox = (server: TestServer, organization_id: string) =>
  server.services.database.transaction(organization_id, async (tx) => {
    const { rows } = await sql<{ type: string; payload: Record<string, unknown> }>`
      select type, payload from outbox where type like 'policy.%' order by id`.execute(tx);
    return rows;
  });
