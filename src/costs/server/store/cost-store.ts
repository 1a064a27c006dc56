import { join } from 'node:path';
import { sql } from 'kysely';
import type { Auditor } from '../../../identity/server/index.ts';
import { audit } from '../../../identity/server/index.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Services } from '../../../platform/server/services.ts';
import { dataThrough } from '../../core/completeness.ts';
import type { StagedFile, StagedSlice } from '../import/staged-file.ts';
import { appendStaged } from './append.ts';
import { Attachments } from './attachments.ts';
import { OrganizationFile } from './organization-file.ts';

export type Source = 'upload' | 'sample';

/** A file that was staged and is to become the costs of its accounts and periods. */
export interface LoadRequest {
  auditor: Auditor;
  import_id: string;
  source: Source;
  staged: StagedFile;
  /** Writes the outcome of the import in the transaction that makes its loads active. */
  finish: (tx: Transaction) => Promise<void>;
}

/** The cost rows of all organizations, each in a file of its own. */
export class CostStore {
  readonly #services: Services;
  readonly #directory: string;
  readonly #attachments: Attachments;
  readonly #files = new Map<string, Promise<OrganizationFile>>();
  /** The last change of each organization: changes go one after the other, queries do not wait for them. */
  readonly #changes = new Map<string, Promise<unknown>>();

  constructor(services: Services) {
    this.#services = services;
    this.#directory = join(services.directory.path, 'costs');
    this.#attachments = new Attachments(services.directory.duckdb, services.log);
  }

  /** The file of an organization, opened and checked at its first use. */
  open(organization_id: string): Promise<OrganizationFile> {
    const known = this.#files.get(organization_id);
    if (known) return known;
    const opening = this.#openFile(organization_id);
    this.#files.set(organization_id, opening);
    opening.catch(() => this.#files.delete(organization_id));
    return opening;
  }

  async #openFile(organization_id: string): Promise<OrganizationFile> {
    const { database, log } = this.#services;
    const { active, last_load_id } = await database.transaction(organization_id, async (tx) => ({
      active: await tx
        .selectFrom('cost_loads')
        .select(['load_id', 'currency', 'rows', 'billed_cost', 'effective_cost', 'list_cost', 'contracted_cost'])
        .where('status', '=', 'active')
        .execute(),
      last_load_id:
        (await tx.selectFrom('cost_load_counters').select('last_load_id').executeTakeFirst())?.last_load_id ?? 0,
    }));
    const { file, damaged } = await OrganizationFile.open(
      this.#attachments,
      this.#directory,
      organization_id,
      active,
      last_load_id,
    );
    if (damaged.length > 0) {
      log.error({ organization_id, damaged }, 'loads do not hold what their manifest says; they are not shown');
      await database.transaction(organization_id, (tx) =>
        tx.updateTable('cost_loads').set({ status: 'damaged' }).where('load_id', 'in', damaged).execute(),
      );
    }
    return file;
  }

  #inOrder<T>(organization_id: string, change: () => Promise<T>): Promise<T> {
    const before = this.#changes.get(organization_id) ?? Promise.resolve();
    const next = before.then(change, change);
    this.#changes.set(organization_id, next);
    return next;
  }

  /**
   * Appends the good rows of a staged file, then makes them the costs of their accounts and billing periods in place of
   * what those held. A crash anywhere leaves the state before, or the state after.
   */
  load(request: LoadRequest): Promise<void> {
    return this.#inOrder(request.auditor.organization_id, async () => {
      const { organization_id } = request.auditor;
      const file = await this.open(organization_id);
      const load_ids = await this.#reserve(request);
      file.announce(load_ids);
      try {
        await file.use((connection) => appendStaged(connection, file.catalog, request.staged, load_ids));
      } catch (error) {
        await this.#services.database.transaction(organization_id, (tx) => forgetPending(tx, request.import_id));
        throw error;
      }
      const former = await this.#activate(request, load_ids);
      const loads = request.staged.slices.map(({ currency }, index) => ({ load_id: load_ids[index]!, currency }));
      file.activate(loads, former);
      await file.promote();
      this.#afterChange(organization_id, file, former);
    });
  }

  /** Takes away the costs that `where` names; `finish` runs in the same transaction. Answers the number of rows. */
  remove(
    auditor: Auditor,
    where: { import_id: string } | { source: Source },
    finish: (tx: Transaction) => Promise<void>,
  ): Promise<number> {
    const { organization_id } = auditor;
    return this.#inOrder(organization_id, async () => {
      const file = await this.open(organization_id);
      const [column, value] =
        'import_id' in where ? (['import_id', where.import_id] as const) : (['source', where.source] as const);
      const removed = await this.#services.database.transaction(organization_id, async (tx) => {
        const loads = await tx
          .updateTable('cost_loads')
          .set({ status: 'removed' })
          .where(column, '=', value)
          .where('status', 'in', ['active', 'damaged'])
          .returning(['load_id', 'rows'])
          .execute();
        await finish(tx);
        return loads;
      });
      const former = removed.map((load) => load.load_id);
      file.activate([], former);
      this.#afterChange(organization_id, file, former);
      return removed.reduce((rows, load) => rows + load.rows, 0);
    });
  }

  /** Says that costs changed, and deletes what nobody sees any more when running queries are done. */
  #afterChange(organization_id: string, file: OrganizationFile, former: number[]): void {
    this.#services.events.publish(organization_id, { type: 'costs.changed' });
    if (former.length === 0) return;
    void this.#inOrder(organization_id, async () => {
      try {
        await file.purge(former);
      } catch (error) {
        // The rows stay hidden, and are deleted when the file is opened next.
        this.#services.log.error({ err: error, organization_id }, 'replaced costs could not be deleted yet');
      }
    });
  }

  /** Waits until no change is running. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#changes.values());
  }

  async #reserve({ auditor, import_id, source, staged }: LoadRequest): Promise<number[]> {
    const { organization_id, now } = auditor;
    return this.#services.database.transaction(organization_id, async (tx) => {
      await forgetPending(tx, import_id);
      const count = staged.slices.length;
      const { last_load_id } = await tx
        .insertInto('cost_load_counters')
        .values({ organization_id, last_load_id: count })
        .onConflict((conflict) =>
          conflict
            .column('organization_id')
            .doUpdateSet({ last_load_id: sql`cost_load_counters.last_load_id + ${count}` }),
        )
        .returning('last_load_id')
        .executeTakeFirstOrThrow();
      const first = last_load_id - count + 1;
      const rows = staged.slices.map((slice, index) => ({
        ...manifestOf(slice),
        organization_id,
        load_id: first + index,
        import_id,
        source,
        data_through: dataThrough(slice, source === 'sample', dayOf(now)),
        status: 'pending' as const,
        created_at: now.toISOString(),
      }));
      if (rows.length > 0) await tx.insertInto('cost_loads').values(rows).execute();
      return rows.map((row) => row.load_id);
    });
  }

  /** The one small transaction that makes the loads count; answers the loads they replace. */
  async #activate({ auditor, source, staged, finish }: LoadRequest, load_ids: number[]): Promise<number[]> {
    const { organization_id, now } = auditor;
    return this.#services.database.transaction(organization_id, async (tx) => {
      const former: number[] = [];
      for (const place of placesOf(staged.slices))
        former.push(...(await replaceLoads(tx, source, place, staged, load_ids)));
      if (load_ids.length > 0)
        await tx
          .updateTable('cost_loads')
          .set({ status: 'active', activated_at: now.toISOString() })
          .where('load_id', 'in', load_ids)
          .execute();
      await finish(tx);
      const change = { action: 'costs.loaded', target_kind: 'cost_load', target_id: load_ids.join(', ') };
      await audit(tx, auditor, { ...change, after: { source, loads: load_ids.length, replaced: former.length } });
      return former;
    });
  }
}

/** Deletes what an import that did not end had begun; its rows are deleted when the file is opened. */
const forgetPending = (tx: Transaction, import_id: string) =>
  tx.deleteFrom('cost_loads').where('import_id', '=', import_id).where('status', '=', 'pending').execute();

const manifestOf = ({ first_charge_date, last_charge_date, ...slice }: StagedSlice) => ({
  ...slice,
  first_date: first_charge_date,
  last_date: last_charge_date,
  replaced_by: null,
  activated_at: null,
});

type Place = Pick<StagedSlice, 'provider_name' | 'billing_account_id' | 'billing_period'>;

/** The accounts and periods of `slices`, each once: all currencies of one are replaced together. */
function placesOf(slices: StagedSlice[]): Place[] {
  const places = new Map(
    slices.map((s) => [JSON.stringify([s.provider_name, s.billing_account_id, s.billing_period]), s]),
  );
  return [...places.values()];
}

/** Marks what a place held as replaced, and writes on the new loads what they took the place of. */
async function replaceLoads(
  tx: Transaction,
  source: Source,
  place: Place,
  staged: StagedFile,
  load_ids: number[],
): Promise<number[]> {
  const own = staged.slices.flatMap((slice, index) =>
    slice.provider_name === place.provider_name &&
    slice.billing_account_id === place.billing_account_id &&
    slice.billing_period === place.billing_period
      ? [{ load_id: load_ids[index]!, currency: slice.currency }]
      : [],
  );
  const former = await tx
    .updateTable('cost_loads')
    .set({ status: 'replaced', replaced_by: own[0]?.load_id ?? null })
    .where('source', '=', source)
    .where('provider_name', '=', place.provider_name)
    .where('billing_account_id', '=', place.billing_account_id)
    .where('billing_period', '=', place.billing_period)
    .where('status', 'in', ['active', 'damaged'])
    .returning(['load_id', 'currency', 'rows', 'billed_cost', 'effective_cost'])
    .execute();
  for (const { load_id, currency } of own) {
    const before = former.find((load) => load.currency === currency);
    if (before)
      await tx
        .updateTable('cost_loads')
        .set({
          replaced_rows: before.rows,
          replaced_billed_cost: before.billed_cost,
          replaced_effective_cost: before.effective_cost,
        })
        .where('load_id', '=', load_id)
        .execute();
  }
  return former.map((load) => load.load_id);
}
