import type { Database } from './database.ts';

/**
 * Makes the space of rows that were replaced usable again. PostgreSQL does so by itself; the embedded one, which has one
 * process, does not. Table by table, so that others get their turn in between.
 */
export async function vacuum(database: Pick<Database, 'asOwner'>): Promise<void> {
  const { rows } = await database.asOwner(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  for (const { name } of rows as { name: string }[]) await database.asOwner(`vacuum ${name}`);
}
