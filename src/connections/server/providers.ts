import { randomUUID } from 'node:crypto';
import { audit } from '../../identity/server/index.ts';
import { badRequest, conflict, fieldErrors, notFound } from '../../platform/core/errors.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import { isUniqueViolation, type Transaction } from '../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import type { Vault } from '../../platform/server/vault.ts';
import {
  type Connection,
  CREDENTIALS,
  type Provider,
  type ProviderTest,
  type providersContract,
} from '../core/providers-contract.ts';
import { testAwsConnection } from '../providers/aws/server/test-connection.ts';
import { testAzureConnection } from '../providers/azure/server/test-connection.ts';

const SHOWN = ['id', 'provider_type', 'name', 'enabled', 'status', 'status_message', 'last_sync_at'] as const;
const recordOf = (id: string): string => `provider ${id}`;

/** Where the operator sends requests for Azure instead of to Azure. */
type AzureAddress = string | undefined;

const testConnection = (connection: Connection, azure: AzureAddress, now: Date): Promise<ProviderTest> =>
  connection.provider_type === 'aws'
    ? testAwsConnection(connection.credentials, now)
    : testAzureConnection(connection.credentials, azure, now);

const unique = async <T>(name: string | undefined, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, 'providers_name')) throw conflict(`There is a provider named ${name} already.`);
    throw error;
  }
};

const findProvider = async (tx: Transaction, id: string) => {
  const row = await tx
    .selectFrom('providers')
    .select([...SHOWN, 'credentials'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('This provider');
  return row;
};

/** The new credentials in an update, checked as those of a new provider are. */
function parseCredentials(provider_type: string, credentials: unknown) {
  const parsed = CREDENTIALS[provider_type as keyof typeof CREDENTIALS].safeParse(credentials);
  if (parsed.success) return parsed.data;
  throw badRequest("These credentials can't be read.", fieldErrors(parsed.error, 'body.credentials'));
}

/** The secrets of a provider, for the call that needs them. */
async function openConnection(context: Context, vault: Vault, id: string): Promise<Connection> {
  const { provider_type, secret } = await context.transaction(async (tx) => {
    const { provider_type, credentials } = await findProvider(tx, id);
    return { provider_type, secret: await vault.open(tx, context.organization_id, recordOf(id), credentials) };
  });
  return { provider_type, credentials: JSON.parse(secret.reveal()) } as Connection;
}

/** Connections to clouds: made, changed, tried and taken away. */
export function providerHandlers(vault: Vault, azure: AzureAddress): Handlers<typeof providersContract> {
  return {
    listProviders: async (context, { query: { limit, cursor } }) => {
      const after = decodeCursor(cursor);
      const rows = await context.transaction((tx) => {
        const providers = tx
          .selectFrom('providers')
          .select([...SHOWN, 'created_at'])
          .orderBy('created_at')
          .orderBy('id')
          .limit(limit + 1);
        return (
          after
            ? providers.where((e) => e(e.refTuple('created_at', 'id'), '>', e.tuple(after[0], after[1])))
            : providers
        ).execute();
      });
      return pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
    },
    createProvider: async (context, { body: { name, provider_type, credentials } }) => {
      const provider: Provider = {
        id: randomUUID(),
        provider_type,
        name,
        enabled: true,
        status: 'never_synced',
        status_message: null,
        last_sync_at: null,
      };
      const { organization_id, actor, now } = context;
      await unique(name, () =>
        context.transaction(async (tx) => {
          const sealed = await vault.seal(tx, organization_id, recordOf(provider.id), JSON.stringify(credentials));
          const made = { created_by: actor.name, created_at: now.toISOString() };
          await tx
            .insertInto('providers')
            .values({ ...provider, ...made, organization_id, credentials: sealed })
            .execute();
          const change = { action: 'provider.connected', target_kind: 'provider', target_id: provider.id };
          await audit(tx, context, { ...change, after: { provider_type, name } });
        }),
      );
      return provider;
    },
    updateProvider: async (context, { params: { id }, body: { name, enabled, credentials } }) =>
      unique(name, () =>
        context.transaction(async (tx) => {
          const before = await findProvider(tx, id);
          const given =
            credentials === undefined ? undefined : JSON.stringify(parseCredentials(before.provider_type, credentials));
          const sealed = given && (await vault.seal(tx, context.organization_id, recordOf(id), given));
          const after = await tx
            .updateTable('providers')
            .set({
              name: name ?? before.name,
              enabled: enabled ?? before.enabled,
              ...(sealed ? { credentials: sealed } : {}),
            })
            .where('id', '=', id)
            .returning(SHOWN)
            .executeTakeFirstOrThrow();
          await audit(tx, context, {
            action: 'provider.changed',
            target_kind: 'provider',
            target_id: id,
            before: { name: before.name, enabled: before.enabled },
            after: { name: after.name, enabled: after.enabled, ...(sealed ? { credentials: 'replaced' } : {}) },
          });
          return after;
        }),
      ),
    deleteProvider: async (context, { params: { id } }) =>
      context.transaction(async (tx) => {
        const { provider_type, name } = await findProvider(tx, id);
        await tx.deleteFrom('providers').where('id', '=', id).execute();
        const change = { action: 'provider.disconnected', target_kind: 'provider', target_id: id };
        await audit(tx, context, { ...change, before: { provider_type, name } });
      }),
    testProvider: async (context, { params: { id } }) => {
      const test = await testConnection(await openConnection(context, vault, id), azure, context.now);
      await context.transaction(async (tx) => {
        const { status } = await findProvider(tx, id);
        const mended = status === 'needs_attention' ? ('never_synced' as const) : status;
        await tx
          .updateTable('providers')
          .set(
            test.ok
              ? { status: mended, status_message: null }
              : { status: 'needs_attention', status_message: test.message },
          )
          .where('id', '=', id)
          .execute();
        const change = { action: 'provider.tested', target_kind: 'provider', target_id: id };
        await audit(tx, context, { ...change, after: { ok: test.ok, message: test.message } });
      });
      return test;
    },
    testConnection: (context, { body }) => testConnection(body, azure, context.now),
  };
}
