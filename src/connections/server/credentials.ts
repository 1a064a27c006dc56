import type { Transaction } from '../../platform/server/database.ts';
import type { Vault } from '../../platform/server/vault.ts';

/** What keeps a connection's secrets; they are bound to organization and provider. */
export interface Credentials {
  seal(tx: Transaction, organization_id: string, provider_id: string, credentials: unknown): Promise<Buffer>;
  /** Null when the provider is not there. */
  open(scope: Scope, provider_id: string): Promise<OpenedCredentials | null>;
}

interface Scope {
  organization_id: string;
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** Credentials in the clear, for the calls that need them. */
export interface OpenedCredentials {
  provider_type: string;
  credentials: unknown;
  external_id: string;
}

const recordOf = (provider_id: string): string => `provider ${provider_id}`;

/** The external id by which AWS accounts trust this organization. */
export const readExternalId = async (tx: Transaction): Promise<string> =>
  (await tx.selectFrom('organizations').select('external_id').executeTakeFirstOrThrow()).external_id;

export const createCredentials = (vault: Vault): Credentials => ({
  seal: (tx, organization_id, provider_id, credentials) =>
    vault.seal(tx, organization_id, recordOf(provider_id), JSON.stringify(credentials)),
  open: ({ organization_id, transaction }, provider_id) =>
    transaction(async (tx) => {
      const row = await tx
        .selectFrom('providers')
        .select(['provider_type', 'credentials'])
        .where('id', '=', provider_id)
        .executeTakeFirst();
      if (!row) return null;
      const secret = await vault.open(tx, organization_id, recordOf(provider_id), row.credentials);
      return {
        provider_type: row.provider_type,
        credentials: JSON.parse(secret.reveal()) as unknown,
        external_id: await readExternalId(tx),
      };
    }),
});
