import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier, literal } from '../../core/sql.ts';

/** A temporary DuckDB database file, attached to the instance of a connection until it is discarded. */
export class StagingDatabase {
  readonly connection: DuckDBConnection;
  readonly name: string;
  readonly #path: string;

  private constructor(connection: DuckDBConnection, name: string, path: string) {
    this.connection = connection;
    this.name = name;
    this.#path = path;
  }

  static async create(connection: DuckDBConnection, temp_directory: string): Promise<StagingDatabase> {
    const name = `staging_${randomUUID().replaceAll('-', '')}`;
    const path = join(temp_directory, `${name}.duckdb`);
    // Small row groups keep the memory of a reading with many columns bounded, and so its threads busy.
    await connection.run(`ATTACH ${literal(path)} AS ${name} (ROW_GROUP_SIZE 30720)`);
    return new StagingDatabase(connection, name, path);
  }

  /** The qualified name of a table of it. */
  table(name: string): string {
    return `${this.name}.${identifier(name)}`;
  }

  /** A temporary table of the connection that no other staging uses. */
  temporary(name: string): string {
    return `${this.name}_${name}`;
  }

  async rows(sql: string): Promise<Record<string, string | null>[]> {
    const reader = await this.connection.runAndReadAll(sql);
    return reader.getRowObjectsJson() as Record<string, string | null>[];
  }

  /** Detaches and deletes it. Safe to call twice. */
  async discard(): Promise<void> {
    for (const name of ['rejects', 'scans'])
      await this.connection.run(`DROP TABLE IF EXISTS temp.${this.temporary(name)}`);
    await this.connection.run(`DETACH DATABASE IF EXISTS ${this.name}`);
    await rm(this.#path, { force: true });
    await rm(`${this.#path}.wal`, { force: true });
  }
}
