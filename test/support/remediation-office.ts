import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { RemediationDetail } from '../../src/remediation/core/answers.ts';
import type { CallAnswer, TestServer } from './app.ts';
import { joinAs, type SignedIn } from './people.ts';
import { addRemediation, addRemediationBatch } from './remediations.ts';

/** What is approved in these tests is to begin then: nothing is carried out. */
export const LATER = new Date('2099-01-01T09:00:00Z').toISOString();

export type Told = Omit<Parameters<typeof addRemediation>[1], 'organization_id' | 'provider_id'>;
type Asking = Pick<SignedIn, 'token'>;

/** An organization with people of every role, a program, a connection, and changes that are only written down. */
export interface RemediationOffice {
  organization_id: string;
  provider_id: string;
  admin: SignedIn;
  other_admin: SignedIn;
  member: SignedIn;
  viewer: SignedIn;
  program: Asking;
  call(method: string, path: string, by: Asking, body?: unknown): Promise<CallAnswer>;
  connect(name: string): Promise<string>;
  /** Writes a change that waits for approval, of a resource of its own; its id. */
  proposed(told?: Told): Promise<string>;
  /** Writes a batch of such changes, in their order; its id. */
  batchOf(members: Told[]): Promise<string>;
  read(id: string, by?: Asking): Promise<RemediationDetail>;
  /** Types of the events that were written about a change. */
  eventsOf(id: string): Promise<string[]>;
  /** Who did what to something, oldest first: `Ada: remediation.approved`. */
  auditOf(target_id: string): Promise<string[]>;
}

/** Opens one on a running server. */
export async function openRemediationOffice(server: TestServer): Promise<RemediationOffice> {
  const { organization, ...admin } = await server.signUp();
  const organization_id = organization.id;
  const { database } = server.services;
  const call: RemediationOffice['call'] = (method, path, { token }, body) => server.call(method, path, { token, body });
  const connect = async (name: string): Promise<string> => {
    const credentials = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'a secret key that is no key' };
    return (await call('POST', '/providers', admin, { provider_type: 'aws', name, credentials })).body.id;
  };
  const key = await call('POST', '/auth/api-keys', admin, { name: 'pipeline', role: 'admin' });
  const provider_id = await connect('Production');
  const proposed = (told: Told = {}): Promise<string> =>
    database.transaction(organization_id, (tx) =>
      addRemediation(tx, {
        organization_id,
        provider_id,
        resource_id: `arn:aws:ec2:eu-central-1:100000000011:volume/vol-${randomUUID()}`,
        wished_for: LATER,
        ...told,
      }),
    );
  return {
    organization_id,
    provider_id,
    admin,
    other_admin: await joinAs(server, admin.token, 'admin', 'Grace'),
    member: await joinAs(server, admin.token, 'member', 'Mary'),
    viewer: await joinAs(server, admin.token, 'viewer', 'Vera'),
    program: { token: key.body.key },
    call,
    connect,
    proposed,
    batchOf: async (members) => {
      const batch_id = await database.transaction(organization_id, (tx) => addRemediationBatch(tx, organization_id));
      for (const [batch_place, told] of members.entries()) await proposed({ ...told, batch_id, batch_place });
      return batch_id;
    },
    read: async (id, by = admin) => (await call('GET', `/remediations/${id}`, by)).body,
    eventsOf: (id) =>
      database.transaction(organization_id, async (tx) => {
        const { rows } = await sql<{ type: string }>`
          select type from outbox where payload ->> 'id' = ${id} order by id`.execute(tx);
        return rows.map(({ type }) => type);
      }),
    auditOf: async (target_id) => {
      const { items } = (await call('GET', `/audit-log?target_id=${target_id}`, admin)).body;
      return items
        .map((one: { action: string; actor_name: string }) => `${one.actor_name}: ${one.action}`)
        .toReversed();
    },
  };
}
