import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/app.ts';
import { createVault, Secret, type Vault } from './vault.ts';

const OLD = 'the first key, which is long enough for all';
const NEW = 'the second key, which is long enough as well';

let server: TestServer;
let a: string;
let b: string;
beforeAll(async () => {
  server = await startTestServer();
  a = (await server.signUp('A')).organization.id;
  b = (await server.signUp('B')).organization.id;
});
afterAll(() => server.close());

const seal = (vault: Vault, organization: string, record: string, text: string) =>
  server.services.database.transaction(organization, (tx) => vault.seal(tx, organization, record, text));
const open = (vault: Vault, organization: string, record: string, sealed: Buffer) =>
  server.services.database.transaction(organization, async (tx) =>
    (await vault.open(tx, organization, record, sealed)).reveal(),
  );

describe('a vault', () => {
  it('gives back what it sealed, and nothing once a byte was changed', async () => {
    const vault = createVault(OLD);
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), async (secret, place) => {
        const sealed = await seal(vault, a, 'provider 1', secret);
        expect(await open(vault, a, 'provider 1', sealed)).toBe(secret);
        const changed = Buffer.from(sealed);
        changed[place % changed.length]! ^= 1;
        await expect(open(vault, a, 'provider 1', changed)).rejects.toThrow();
      }),
      { numRuns: 30 },
    );
  });

  it('opens a secret for its own record and organization alone', async () => {
    const vault = createVault(OLD);
    const sealed = await seal(vault, a, 'provider 1', 'secret');
    await seal(vault, b, 'provider 1', 'another');
    await expect(open(vault, a, 'provider 2', sealed)).rejects.toThrow();
    await expect(open(vault, b, 'provider 1', sealed)).rejects.toThrow();
    expect((await seal(vault, a, 'provider 1', 'secret')).equals(sealed)).toBe(false);
  });

  it('goes on under a new key, and no longer needs the old one after', async () => {
    const sealed = await seal(createVault(OLD), a, 'provider 1', 'secret');
    await expect(open(createVault(NEW), a, 'provider 1', sealed)).rejects.toThrow('ENCRYPTION_KEY_PREVIOUS');
    expect(await open(createVault(NEW, OLD), a, 'provider 1', sealed)).toBe('secret');
    expect(await open(createVault(NEW), a, 'provider 1', sealed)).toBe('secret');
    await expect(open(createVault(OLD), a, 'provider 1', sealed)).rejects.toThrow();
  });

  it('hands out texts that show themselves to nobody', () => {
    const secret = new Secret('hunter2');
    for (const shown of [`${secret}`, JSON.stringify({ secret }), inspect({ secret }), String(secret)])
      expect(shown).not.toContain('hunter2');
    expect(secret.reveal()).toBe('hunter2');
  });
});
