import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** A connection to an empty PostgreSQL server, where there is one (`.ci/run` starts it). */
export const TEST_DATABASE_URL = process.env.TEST_DATABASE_URL;

/** A database of its own on the test PostgreSQL server, dropped by `drop`. */
export async function createDatabase(server_url: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const administer = async (statement: string): Promise<void> => {
    const client = new pg.Client(server_url);
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await administer(`create database ${name}`);
  const url = new URL(server_url);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`drop database ${name} with (force)`) };
}
