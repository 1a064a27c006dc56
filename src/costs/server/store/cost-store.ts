import { join } from 'node:path';
import { sql } from 'kysely';
import type { Auditor } from '../../../identity/server/index.ts';
import { audit } from '../../../identity/server/index.ts';
import { dayOf, type IsoDate } from '../../../platform/core/dates.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Services } from '../../../platform/server/services.ts';
import { dataThrough } from '../../core/completeness.ts';
import type { StagedFile, StagedSlice } from '../import/staged-file.ts';
import { checkSums } from '../import/totals.ts';
import type { Source } from '../tables.ts';
import { appendStaged } from './append.ts';
import { Attachments } from './attachments.ts';
import { OrganizationFile } from './organization-file.ts';
import { placesOf, replaceLoads } from './places.ts';

/** Where the rows of a load come from: an import, or a period of a provider. */
export type Origin =
  | { source: 'upload' | 'sample'; import_id: string }
  | {
      source: 'api' | 'export';
      provider_id: string;
      /** The billing account as the source names it: rows may name another, such as a billing profile. */
      source_account_id: string;
      /** The only account that the source can see; null when it sees the whole billing account. */
      scope_account_id: string | null;
      /** The last day that is whole, where the provider says so. */
      data_through: IsoDate | null;
    };

/** A file that was staged and is to become the costs of its accounts and periods. */
export interface LoadRequest {
  auditor: Auditor;
  origin: Origin;
  staged: StagedFile;
  /** Writes what else is to be known of it, in the transaction that makes its loads active. */
  finish: (tx: Transaction) => Promise<void>;
}

/** Loads that are to be taken away: those of an import, of a source, or of a provider (and a period of it). */
export type Removal =
  | { import_id: string }
  | { source: Source }
  | { provider_id: string }
  | {
      provider_id: string;
      source: Source;
      billing_period: IsoDate;
      source_account_id: string;
      scope_account_id: string | null;
    };

/** The cost rows of all organizations, each in a file of its own. */
export class CostStore {
  readonly #services: Services;
  readonly #directory: string;
  readonly #attachments: Attachments;
  readonly #files = new Map<string, Promise<OrganizationFile>>();
  /** The last change of each organization: changes go one after the other, queries do not wait for them. */
  readonly #changes = new Map<string, Promise<unknown>>();
  readonly #listeners: ((organization_id: string) => void)[] = [];

  constructor(services: Services) {
    this.#services = services;
    this.#directory = join(services.directory.path, 'costs');
    this.#attachments = new Attachments(services.directory.duckdb, services.log);
  }

  /** Has `listener` told of every change of an organization's costs. */
  onChange(listener: (organization_id: string) => void): void {
    this.#listeners.push(listener);
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
   * what those held. A crash anywhere leaves the state before, or the state after. Throws UnreadableFileError where sums
   * of them are too large.
   */
  load(request: LoadRequest): Promise<void> {
    return this.#inOrder(request.auditor.organization_id, async () => {
      checkSums(request.staged.slices);
      const { organization_id } = request.auditor;
      const file = await this.open(organization_id);
      const load_ids = await this.#reserve(request);
      file.announce(load_ids);
      try {
        await file.use((connection) => appendStaged(connection, file.catalog, request.staged, load_ids));
      } catch (error) {
        await this.#services.database.transaction(organization_id, (tx) => forgetPending(tx, request.origin));
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
  remove(auditor: Auditor, where: Removal, finish: (tx: Transaction) => Promise<void>): Promise<number> {
    const { organization_id } = auditor;
    return this.#inOrder(organization_id, async () => {
      const file = await this.open(organization_id);
      const removed = await this.#services.database.transaction(organization_id, async (tx) => {
        let chosen = tx
          .updateTable('cost_loads')
          .set({ status: 'removed' })
          .where('status', 'in', ['active', 'damaged']);
        for (const [column, value] of Object.entries(where))
          chosen = chosen.where(sql.ref(column), value === null ? 'is' : '=', value);
        const loads = await chosen.returning(['load_id', 'rows']).execute();
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
    for (const listener of this.#listeners) listener(organization_id);
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

  async #reserve({ auditor, origin, staged }: LoadRequest): Promise<number[]> {
    const { organization_id, now } = auditor;
    return this.#services.database.transaction(organization_id, async (tx) => {
      await forgetPending(tx, origin);
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
        ...columnsOf(origin),
        data_through: throughDay(slice, origin, dayOf(now)),
        status: 'pending' as const,
        created_at: now.toISOString(),
      }));
      if (rows.length > 0) await tx.insertInto('cost_loads').values(rows).execute();
      return rows.map((row) => row.load_id);
    });
  }

  /** The one small transaction that makes the loads count; answers the loads they replace. */
  async #activate({ auditor, origin, staged, finish }: LoadRequest, load_ids: number[]): Promise<number[]> {
    const { organization_id, now } = auditor;
    return this.#services.database.transaction(organization_id, async (tx) => {
      const former: number[] = [];
      const rivalry = { ...columnsOf(origin), load_ids };
      for (const place of placesOf(staged.slices)) former.push(...(await replaceLoads(tx, rivalry, place, staged)));
      if (load_ids.length > 0)
        await tx
          .updateTable('cost_loads')
          .set({ status: 'active', activated_at: now.toISOString() })
          .where('load_id', 'in', load_ids)
          .execute();
      await finish(tx);
      const change = { action: 'costs.loaded', target_kind: 'cost_load', target_id: load_ids.join(', ') };
      await audit(tx, auditor, {
        ...change,
        after: { source: origin.source, loads: load_ids.length, replaced: former.length },
      });
      return former;
    });
  }
}

/** Deletes what a load that did not end had begun; its rows are deleted when the file is opened. */
async function forgetPending(tx: Transaction, origin: Origin): Promise<void> {
  const pending = tx.deleteFrom('cost_loads').where('status', '=', 'pending');
  await ('import_id' in origin
    ? pending.where('import_id', '=', origin.import_id)
    : pending.where('provider_id', '=', origin.provider_id)
  ).execute();
}

const columnsOf = (origin: Origin) =>
  'import_id' in origin
    ? {
        source: origin.source,
        import_id: origin.import_id,
        provider_id: null,
        source_account_id: null,
        scope_account_id: null,
      }
    : {
        source: origin.source,
        import_id: null,
        provider_id: origin.provider_id,
        source_account_id: origin.source_account_id,
        scope_account_id: origin.scope_account_id,
      };

function throughDay(slice: StagedSlice, origin: Origin, today: IsoDate): IsoDate {
  const { billing_period, last_day_told } = slice;
  const whole = 'data_through' in origin ? origin.data_through : null;
  if (whole !== null) return whole < last_day_told ? whole : last_day_told;
  return dataThrough({ billing_period, last_day_told }, origin.source === 'sample', today);
}

const manifestOf = ({ first_charge_date, last_charge_date, last_day_told: _told, ...slice }: StagedSlice) => ({
  ...slice,
  first_date: first_charge_date,
  last_date: last_charge_date,
  replaced_by: null,
  activated_at: null,
});
