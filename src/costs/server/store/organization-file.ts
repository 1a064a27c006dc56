import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Attachments } from './attachments.ts';
import { createTables, readRows } from './charges.ts';
import { type PromotedTags, promoteTags, readPromotedTags } from './promoted-tags.ts';
import type { Snapshot } from './snapshot.ts';

/** What a load must hold, from its manifest in PostgreSQL. */
export interface LoadManifest {
  load_id: number;
  currency: string;
  rows: number;
  billed_cost: string | null;
  effective_cost: string | null;
  list_cost: string | null;
  contracted_cost: string | null;
}

type LoadSums = Omit<LoadManifest, 'currency'>;
const SUMS = ['billed_cost', 'effective_cost', 'list_cost', 'contracted_cost'] as const;

/** `1.50` and `1.5` are the same amount; null is not 0. */
const sameAmount = (a: string | null, b: string | null): boolean => normal(a) === normal(b);
const normal = (amount: string | null): string | null =>
  amount === null ? null : amount.includes('.') ? amount.replace(/\.?0+$/, '').replace(/^-0$/, '0') : amount;

/**
 * One organization's cost file. Rows are only ever added under a new load id, and deleted under an id that no
 * query can see any more; which loads are active is decided in PostgreSQL and told here by `activate`.
 */
export class OrganizationFile {
  readonly catalog: string;
  readonly #attachments: Attachments;
  readonly #path: string;
  /** The currency of each load that counts. */
  readonly #active = new Map<number, string>();
  /** Loads whose rows may be in the file and must not be seen. */
  readonly #hidden = new Set<number>();
  /** Running queries by the version they see. */
  readonly #readers = new Map<number, number>();
  #drained: (() => void)[] = [];
  #last_load_id = 0;
  #version = 0;
  #promoted_tags: PromotedTags = { columns: new Map(), daily: new Set() };

  private constructor(attachments: Attachments, directory: string, organization_id: string) {
    this.#attachments = attachments;
    this.#path = join(directory, `${organization_id}.duckdb`);
    this.catalog = `costs_${organization_id.replaceAll('-', '')}`;
  }

  /**
   * Opens the file of `organization_id` in `directory`, deletes what no active load owns, and checks every active load
   * against its manifest. `damaged` lists the loads that do not hold what they should.
   */
  static async open(
    attachments: Attachments,
    directory: string,
    organization_id: string,
    active: LoadManifest[],
    last_load_id: number,
  ): Promise<{ file: OrganizationFile; damaged: number[] }> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const file = new OrganizationFile(attachments, directory, organization_id);
    await file.use((connection) => createTables(connection, file.catalog));
    file.#last_load_id = last_load_id;
    await file.deleteExcept(active.map((load) => load.load_id));
    const damaged = await file.#check(active);
    file.activate(active, damaged);
    await file.promote();
    return { file, damaged };
  }

  /** Runs `work` on a connection of its own, while the file is attached. */
  use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#attachments.use(this.catalog, this.#path, work);
  }

  /** Runs a query on the loads that are active now; whatever is activated meanwhile, it sees these. */
  async read<T>(work: (snapshot: Snapshot, connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const [snapshot, version] = [this.#snapshot(), this.#version];
    this.#readers.set(version, (this.#readers.get(version) ?? 0) + 1);
    try {
      return await this.use((connection) => work(snapshot, connection));
    } finally {
      const left = (this.#readers.get(version) ?? 1) - 1;
      if (left > 0) this.#readers.set(version, left);
      else this.#readers.delete(version);
      for (const wake of this.#drained.splice(0)) wake();
    }
  }

  #snapshot(): Snapshot {
    const hidden = [...this.#hidden];
    // Row groups whose ids are all below the bound are not even compared.
    const condition = `load_id <= ${this.#last_load_id}${hidden.length > 0 ? ` and load_id not in (${hidden.join(', ')})` : ''}`;
    const currencies = [...new Set(this.#active.values())];
    const load_ids = [...this.#active.keys()];
    return { catalog: this.catalog, condition, load_ids, currencies, promoted_tags: this.#promoted_tags };
  }

  get version(): number {
    return this.#version;
  }

  /** Announces loads that are about to be appended: nobody sees them before `activate`. */
  announce(load_ids: number[]): void {
    for (const load_id of load_ids) this.#hidden.add(load_id);
    this.#last_load_id = Math.max(this.#last_load_id, ...load_ids);
  }

  /** Shows `loads` and hides `former`, in one step for every query that begins from now on. */
  activate(loads: { load_id: number; currency: string }[], former: number[]): void {
    for (const { load_id, currency } of loads) {
      this.#hidden.delete(load_id);
      this.#active.set(load_id, currency);
    }
    for (const load_id of former) {
      this.#hidden.add(load_id);
      this.#active.delete(load_id);
    }
    this.#version += 1;
  }

  /** Deletes the rows of loads that nobody sees any more, once no running query needs them. */
  async purge(load_ids: number[]): Promise<void> {
    const version = this.#version;
    while ([...this.#readers.keys()].some((reader) => reader < version))
      await new Promise<void>((wake) => this.#drained.push(wake));
    await this.#delete(`load_id in (${load_ids.join(', ') || 'null'})`);
    for (const load_id of load_ids) this.#hidden.delete(load_id);
  }

  async deleteExcept(load_ids: number[]): Promise<void> {
    await this.#delete(load_ids.length > 0 ? `load_id not in (${load_ids.join(', ')})` : 'true');
  }

  async #delete(condition: string): Promise<void> {
    await this.use(async (connection) => {
      for (const table of ['charges', 'daily_costs', 'daily_tag_costs', 'tag_values']) {
        const [found] = await readRows<{ found: boolean }>(
          connection,
          `select exists (from ${this.catalog}.${table} where ${condition}) as found`,
        );
        if (found?.found) await connection.run(`delete from ${this.catalog}.${table} where ${condition}`);
      }
    });
  }

  /** Gives frequent tag keys a column, and uses those that are filled. */
  async promote(): Promise<void> {
    this.#promoted_tags = await this.use(async (connection) => {
      await promoteTags(connection, this.catalog);
      return readPromotedTags(connection, this.catalog);
    });
  }

  /** The loads of which some table does not hold what their manifest says. */
  async #check(active: LoadManifest[]): Promise<number[]> {
    const charges = await this.#sums('charges', 'count(*)');
    const daily_costs = await this.#sums('daily_costs', 'sum(row_count)');
    const holds = (found: LoadSums | undefined, load: LoadManifest): boolean =>
      found?.rows === load.rows && SUMS.every((name) => sameAmount(found[name], load[name]));
    return active
      .filter((load) => !holds(charges.get(load.load_id), load) || !holds(daily_costs.get(load.load_id), load))
      .map((load) => load.load_id);
  }

  async #sums(table: string, rows: string): Promise<Map<number, LoadSums>> {
    const sums = SUMS.map((name) => `sum(${name})::varchar as ${name}`).join(', ');
    const found = await this.use((connection) =>
      readRows<LoadSums>(
        connection,
        `select load_id, ${rows}::integer as rows, ${sums} from ${this.catalog}.${table} group by load_id`,
      ),
    );
    return new Map(found.map((load) => [load.load_id, load]));
  }
}
