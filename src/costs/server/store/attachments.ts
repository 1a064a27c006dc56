import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Logger } from 'pino';
import { literal } from '../../core/sql.ts';

/** An attached file takes some megabytes of memory even when nobody asks; attaching takes some milliseconds. */
const MOST_ATTACHED = 24;

interface Attachment {
  users: number;
  attached: Promise<void>;
}

/** Keeps the cost files that are in use, or were used last, attached to one DuckDB instance. */
export class Attachments {
  readonly #instance: DuckDBInstance;
  /** By catalog, the one used longest ago first. */
  readonly #attachments = new Map<string, Attachment>();
  /** Detaching that has not ended yet, by catalog. */
  readonly #detaching = new Map<string, Promise<void>>();

  readonly #log: Logger;

  constructor(instance: DuckDBInstance, log: Logger) {
    this.#instance = instance;
    this.#log = log;
  }

  /** Runs `work` on a connection of its own to an instance that has the file at `path` attached as `catalog`. */
  async use<T>(catalog: string, path: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const attachment = this.#hold(catalog, path);
    try {
      await attachment.attached;
      return await this.#connected(work);
    } finally {
      attachment.users -= 1;
      await this.#detachIdle();
    }
  }

  async #connected<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  #hold(catalog: string, path: string): Attachment {
    const attachment = this.#attachments.get(catalog) ?? { users: 0, attached: this.#attach(catalog, path) };
    attachment.users += 1;
    this.#attachments.delete(catalog);
    this.#attachments.set(catalog, attachment);
    attachment.attached.catch(() => {
      if (this.#attachments.get(catalog) === attachment) this.#attachments.delete(catalog);
    });
    return attachment;
  }

  async #attach(catalog: string, path: string): Promise<void> {
    await this.#detaching.get(catalog);
    await this.#connected((connection) => connection.run(`attach if not exists ${literal(path)} as ${catalog}`));
  }

  async #detachIdle(): Promise<void> {
    const idle = [...this.#attachments].filter(([, { users }]) => users === 0).map(([catalog]) => catalog);
    const surplus = idle.slice(0, Math.max(0, this.#attachments.size - MOST_ATTACHED));
    for (const catalog of surplus) {
      this.#attachments.delete(catalog);
      this.#detaching.set(catalog, this.#detach(catalog));
    }
    await Promise.all(surplus.map((catalog) => this.#detaching.get(catalog)));
  }

  async #detach(catalog: string): Promise<void> {
    try {
      await this.#connected((connection) => connection.run(`detach ${catalog}`));
    } catch (error) {
      // It stays attached: that costs memory, not what its user asked for.
      this.#log.error({ err: error, catalog }, 'a cost file could not be detached');
    } finally {
      this.#detaching.delete(catalog);
    }
  }
}
