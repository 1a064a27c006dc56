import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { type Config, usesExternalDatabase } from './config.ts';
import { migrate } from './migrate.ts';
import { hasEmitted } from './outbox.ts';
import { openEmbeddedPostgres } from './pglite.ts';
import { vacuum } from './vacuum.ts';

/** Replaced rows are few: forecasts, and what a sync changes. */
const TIDY_MS = 6 * 60 * 60 * 1_000;

/** The tables, each declared by the module that owns it (`declare module`). */
// Empty here: modules add to it.
export interface Tables {}

/** A transaction bound to one organization by row-level security. */
export type Transaction = Kysely<Tables>;

export interface Database {
  /**
   * Runs `work` in one transaction as the application role, which row-level security binds to `organization_id`
   * (null: to none, so that only the functions made for it answer). Rolls back when `work` throws.
   */
  transaction<T>(organization_id: string | null, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * Runs statements as the owner of the database, beyond row-level security: for the job queue's own schema alone.
   * Answers the rows of all statements of `text`.
   */
  asOwner(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** Has `listener` told of every transaction of this process that wrote events to the outbox, once it is committed. */
  onEmitted(listener: (organization_id: string) => void): void;
  /** Whether the database lives in this process, which nobody else can share then. */
  is_embedded: boolean;
  close(): Promise<void>;
}

// Rows come as the API spells them: dates and timestamps as text, counts as numbers, exact decimals as text.
const { builtins } = pg.types;
pg.types.setTypeParser(builtins.DATE, (text) => text);
pg.types.setTypeParser(builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());
pg.types.setTypeParser(builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a number`);
  return value;
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** One round trip for begin, role and tenant; the id is checked, since this protocol takes no parameters. */
function beginStatement(organization_id: string | null): string {
  if (organization_id !== null && !UUID.test(organization_id)) throw new TypeError('organization_id is no UUID');
  return `begin; set local role finopsmind_app; set local finopsmind.organization_id = '${organization_id ?? ''}'`;
}

const inTransaction = new AsyncLocalStorage<true>();

async function runTransaction<T>(
  pool: pg.Pool,
  organization_id: string | null,
  work: (tx: Transaction) => Promise<T>,
  emitted: (organization_id: string) => void,
): Promise<T> {
  if (inTransaction.getStore())
    throw new Error('A transaction inside a transaction would wait for itself: pass `tx` on');
  const begin = beginStatement(organization_id);
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const tx = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolOfOne(client) }) });
    const result = await inTransaction.run(true, () => work(tx));
    await client.query('commit');
    if (organization_id !== null && hasEmitted(tx)) emitted(organization_id);
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** What Kysely needs of a pool, always giving the client whose transaction it is. */
const poolOfOne = (client: pg.PoolClient) => ({
  connect: async () => ({ query: client.query.bind(client), release: () => {} }) as unknown as pg.PoolClient,
  end: async () => {},
});

const connectionOf = (config: Config): pg.PoolConfig =>
  config.DATABASE_URL
    ? { connectionString: config.DATABASE_URL }
    : {
        host: config.DB_HOST,
        port: config.DB_PORT,
        user: config.DB_USER,
        password: config.DB_PASSWORD,
        database: config.DB_NAME,
      };

/**
 * Opens PostgreSQL when the configuration names one, else the embedded database in `directory`, and migrates it.
 * `onCrash` is told when the embedded database dies.
 */
export async function openDatabase(
  config: Config,
  directory: string,
  log: Logger,
  onCrash: (error: Error) => void,
): Promise<Database> {
  const embedded = usesExternalDatabase(config) ? null : await openEmbeddedPostgres(directory, onCrash);
  const pool = new pg.Pool(
    embedded
      ? {
          user: 'postgres',
          database: 'postgres',
          max: 1,
          idleTimeoutMillis: 0,
          stream: () => embedded.connect() as never,
        }
      : { ...connectionOf(config), max: 20 },
  );
  // An idle connection that the server closes is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  let tidying: NodeJS.Timeout | undefined;
  const close = async (): Promise<void> => {
    clearInterval(tidying);
    await pool.end();
    await embedded?.close();
  };
  try {
    await migrate(pool);
  } catch (error) {
    await close();
    throw error;
  }
  const listeners: ((organization_id: string) => void)[] = [];
  const emitted = (organization_id: string): void => {
    for (const listener of listeners) listener(organization_id);
  };
  const database: Database = {
    transaction: (organization_id, work) => runTransaction(pool, organization_id, work, emitted),
    onEmitted: (listener) => void listeners.push(listener),
    asOwner: async (text, values) => {
      const answer: pg.QueryResult | pg.QueryResult[] = await pool.query(text, values);
      return { rows: [answer].flat().flatMap((result) => result.rows) };
    },
    is_embedded: embedded !== null,
    close,
  };
  if (embedded) {
    const tidy = (): Promise<void> =>
      vacuum(database).catch((error: unknown) => log.warn({ err: error }, 'the database could not be tidied up'));
    tidying = setInterval(() => void tidy(), TIDY_MS).unref();
  }
  return database;
}

/** True when `error` is PostgreSQL refusing a second row in the unique index `index`. */
export const isUniqueViolation = (error: unknown, index: string): boolean =>
  error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === index;
