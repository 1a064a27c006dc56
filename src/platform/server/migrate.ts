import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';

const FOLDER = new URL('../../../migrations/', import.meta.url);
/** Any number; it names our lock, so that two processes that start at once migrate one after the other. */
const LOCK = 4_650_217_731;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

function readMigrations(): Migration[] {
  const names = readdirSync(FOLDER).filter((name) => /^\d{4}_.*\.sql$/.test(name));
  return names.sort().map((name) => {
    const sql = readFileSync(new URL(name, FOLDER), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/** The migrations still to run. Throws when the database is newer than this program, or a past migration was edited. */
function pendingOf(migrations: Migration[], applied: { name: string; checksum: string }[]): Migration[] {
  const known = new Map(migrations.map((m) => [m.name, m.checksum]));
  for (const { name, checksum } of applied) {
    if (!known.has(name))
      throw new Error(`The database was used by a newer version (migration ${name}). Update this program.`);
    if (known.get(name) !== checksum)
      throw new Error(`Migration ${name} differs from the one the database was made with.`);
  }
  const done = new Set(applied.map((a) => a.name));
  return migrations.filter((m) => !done.has(m.name));
}

/** Brings the schema up to date: forward only, each migration in a transaction of its own. */
export async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(
      'create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from schema_migrations',
    );
    for (const migration of pendingOf(readMigrations(), rows)) {
      await client.query('begin');
      try {
        await client.query(migration.sql);
        await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [
          migration.name,
          migration.checksum,
        ]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`Migration ${migration.name} failed: ${(error as Error).message}`, { cause: error });
      }
    }
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
  } finally {
    client.release();
  }
}
