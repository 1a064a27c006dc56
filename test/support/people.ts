import { randomUUID } from 'node:crypto';
import type { Role } from '../../src/platform/core/endpoint.ts';
import { TEST_PASSWORD, type TestServer } from './app.ts';

/** Somebody who is signed in. */
export interface SignedIn {
  token: string;
  user: { id: string; name: string };
}

/** Has somebody join the organization of `admin` (their token) in a role. */
export async function joinAs(server: TestServer, admin: string, role: Role, name: string): Promise<SignedIn> {
  const email = `${randomUUID()}@example.com`;
  const invited = await server.call('POST', '/members/invitations', { token: admin, body: { email, role } });
  const body = { token: invited.body.token, name, password: TEST_PASSWORD };
  return (await server.call('POST', '/auth/invitations/accept', { body })).body;
}
