import { randomUUID } from 'node:crypto';
import type { ProviderLoads } from '../../costs/server/index.ts';
import { type Auditor, audit } from '../../identity/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { badRequest, conflict, fieldErrors, notFound, refused } from '../../platform/core/errors.ts';
import type { Config } from '../../platform/server/config.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import { isUniqueViolation, type Transaction } from '../../platform/server/database.ts';
import { decodeCursor, pageOfRows } from '../../platform/server/pagination.ts';
import { withKeptSecret } from '../core/kept-secret.ts';
import { CREDENTIALS, type ProviderTest, type providersContract } from '../core/providers-contract.ts';
import { type Credentials, readExternalId } from './credentials.ts';
import { readPeriods } from './periods.ts';
import type { AnyProvider, Connection } from './provider.ts';
import { readProviders } from './provider-states.ts';
import { faultless, tellRemoval, writeStatus } from './status.ts';

/** Why a connection can't be taken away now, a sentence; null where it can. */
export type RemovalQuestion = (tx: Transaction, provider_id: string) => Promise<string | null>;

/** What the endpoints of providers are made from. */
export interface ProviderServices {
  config: Config;
  now: () => Date;
  credentials: Credentials;
  jobs: Jobs;
  loads: ProviderLoads;
  providerOf(type: string): AnyProvider;
  /** What others want to know before a connection is taken away. */
  questions: readonly RemovalQuestion[];
}

const PATIENCE_MS = 45_000;

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
    .select(['id', 'provider_type', 'name', 'enabled', 'last_sync_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('This provider');
  return row;
};

/** The new credentials in an update, checked as those of a new provider are; `readKept` tells what there is. */
async function parseCredentials(
  provider_type: string,
  credentials: Record<string, unknown>,
  readKept: () => Promise<unknown>,
): Promise<unknown> {
  const schema = CREDENTIALS[provider_type as keyof typeof CREDENTIALS];
  if (!schema) throw refused('This provider has no credentials.');
  const parsed = schema.safeParse(withKeptSecret(credentials, await readKept()));
  if (parsed.success) return parsed.data;
  throw badRequest("These credentials can't be read.", fieldErrors(parsed.error, 'body.credentials'));
}

/** Throws a problem in words where one of `questions` has something against taking the connection away. */
export async function checkRemoval(tx: Transaction, id: string, questions: readonly RemovalQuestion[]): Promise<void> {
  for (const whyNot of questions) {
    const because = await whyNot(tx, id);
    if (because !== null) throw refused(because);
  }
}

/** Makes a connection; its sync is asked for on its own. */
export async function addProvider(
  tx: Transaction,
  { credentials }: Pick<ProviderServices, 'credentials'>,
  auditor: Auditor,
  made: { provider_type: string; name: string; account_id: string | null; given: unknown },
): Promise<string> {
  const { organization_id, actor, now } = auditor;
  const { provider_type, name, account_id, given } = made;
  const id = randomUUID();
  await tx
    .insertInto('providers')
    .values({
      id,
      organization_id,
      provider_type,
      name,
      account_id,
      enabled: true,
      credentials: await credentials.seal(tx, organization_id, id, given),
      status: 'never_synced',
      status_message: null,
      last_sync_at: null,
      throttled_until: null,
      advised_on: null,
      created_by: actor.name,
      created_at: now.toISOString(),
    })
    .execute();
  const change = { action: 'provider.connected', target_kind: 'provider', target_id: id };
  await audit(tx, auditor, { ...change, after: { provider_type, name } });
  return id;
}

/** Connections to clouds: made, changed, tried, synced and taken away. */
export function providerHandlers(services: ProviderServices): Handlers<typeof providersContract> {
  const { config, now, credentials, jobs, loads, providerOf } = services;

  const readOne = async (tx: Transaction, id: string, at: Date) => {
    const [provider] = await readProviders(tx, { ids: [id] }, jobs, at);
    if (!provider) throw notFound('This provider');
    const { created_at: _, ...shown } = provider;
    return shown;
  };

  async function test(context: Context, provider_type: string, given: unknown): Promise<ProviderTest> {
    const connection: Connection<unknown> = {
      credentials: given,
      external_id: await context.transaction(readExternalId),
      config,
      now,
      log: context.log,
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE_MS)]),
      count: () => {},
      chargedThisMonth: async () => 0,
    };
    return providerOf(provider_type).test(connection);
  }

  return {
    listProviderTypes: async (context) => {
      const external_id = await context.transaction(readExternalId);
      const types = Object.keys(CREDENTIALS).map(async (provider_type) => {
        const { title, setupDocuments } = providerOf(provider_type);
        return {
          provider_type,
          title,
          external_id: provider_type === 'aws' ? external_id : null,
          server_credentials: provider_type === 'aws' ? config.AWS_SERVER_CREDENTIALS : 'off',
          documents: await setupDocuments({ external_id, config }),
        };
      });
      return { items: await Promise.all(types) };
    },
    listProviders: async (context, { query: { limit, cursor } }) => {
      const after = decodeCursor(cursor);
      const rows = await context.transaction((tx) => readProviders(tx, { limit: limit + 1, after }, jobs, context.now));
      return pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
    },
    getProvider: async (context, { params: { id } }) => context.transaction((tx) => readOne(tx, id, context.now)),
    listProviderPeriods: (context, { params: { id } }) =>
      context.transaction(async (tx) => {
        await findProvider(tx, id);
        return { items: await readPeriods(tx, id) };
      }),
    createProvider: async (context, { body: { name, provider_type, credentials: given } }) => {
      const account_id = providerOf(provider_type).accountOf(given);
      return unique(name, () =>
        context.transaction(async (tx) => {
          const id = await addProvider(tx, services, context, { provider_type, name, account_id, given });
          return readOne(tx, id, context.now);
        }),
      );
    },
    updateProvider: async (context, { params: { id }, body: { name, enabled, credentials: changed } }) =>
      unique(name, () =>
        context.transaction(async (tx) => {
          const before = await findProvider(tx, id);
          const readKept = async () => {
            const { organization_id } = context;
            return (await credentials.open({ organization_id, transaction: (work) => work(tx) }, id))?.credentials;
          };
          const given = changed && (await parseCredentials(before.provider_type, changed, readKept));
          const replaced =
            given === undefined
              ? {}
              : {
                  credentials: await credentials.seal(tx, context.organization_id, id, given),
                  account_id: providerOf(before.provider_type).accountOf(given),
                  advised_on: null,
                };
          const after = { name: name ?? before.name, enabled: enabled ?? before.enabled };
          await tx
            .updateTable('providers')
            .set({ ...after, ...replaced })
            .where('id', '=', id)
            .execute();
          // What was wrong with the former ones says nothing of these.
          if (given !== undefined) await writeStatus(tx, context, id, faultless(before.last_sync_at));
          await audit(tx, context, {
            action: 'provider.changed',
            target_kind: 'provider',
            target_id: id,
            before: { name: before.name, enabled: before.enabled },
            after: { ...after, ...(given === undefined ? {} : { credentials: 'replaced' }) },
          });
          return readOne(tx, id, context.now);
        }),
      ),
    deleteProvider: async (context, { params: { id }, query: { costs } }) => {
      const before = await context.transaction((tx) => findProvider(tx, id));
      await context.transaction((tx) => checkRemoval(tx, id, services.questions));
      const active = await context.transaction((tx) => readOne(tx, id, context.now));
      if (active.active_run_id !== null)
        throw refused('This provider is being synced. Stop the run or wait for its end, then disconnect it.');
      const forget = async (tx: Transaction): Promise<void> => {
        // Once more: removing costs takes its time, and something may have begun meanwhile.
        await checkRemoval(tx, id, services.questions);
        await tellRemoval(tx, context, id);
        await tx.deleteFrom('providers').where('id', '=', id).execute();
        const change = { action: 'provider.disconnected', target_kind: 'provider', target_id: id };
        const { provider_type, name } = before;
        await audit(tx, context, { ...change, before: { provider_type, name }, after: { costs } });
      };
      if (costs === 'remove') await loads.remove(context, id, forget);
      else await context.transaction(forget);
    },
    testProvider: async (context, { params: { id } }) => {
      const opened = await credentials.open(context, id);
      if (!opened) throw notFound('This provider');
      const tested = await test(context, opened.provider_type, opened.credentials);
      await context.transaction(async (tx) => {
        const { last_sync_at } = await findProvider(tx, id);
        const faulty = { status: 'needs_attention', status_message: tested.message } as const;
        await writeStatus(tx, context, id, tested.ok ? faultless(last_sync_at) : faulty);
        const change = { action: 'provider.tested', target_kind: 'provider', target_id: id };
        await audit(tx, context, { ...change, after: { ok: tested.ok, message: tested.message } });
      });
      return tested;
    },
    testConnection: (context, { body: { provider_type, credentials: given } }) => test(context, provider_type, given),
    syncProvider: async (context, { params: { id } }) => {
      const { name, enabled } = await context.transaction((tx) => findProvider(tx, id));
      if (!enabled) throw refused('This provider is switched off. Switch it on, then sync it.');
      const [job_id = ''] = await jobs.request(context, 'cost_sync', [{ id, name }]);
      return { job_id };
    },
  };
}
