import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Costs } from '../../src/costs/server/index.ts';
import { SYSTEM } from '../../src/jobs/server/index.ts';
import { addDays, addMonths, type IsoDate, monthStart } from '../../src/platform/core/dates.ts';
import { type FocusRow, focusCsv } from './imports.ts';
import type { TestServices } from './services.ts';

/** The same charge on each of some days. */
export interface Bill {
  payer: string;
  service: string;
  days: [first: IsoDate, last: IsoDate];
  /** A number, or an exact decimal text. */
  cost: number | string;
  currency?: string;
  category?: string;
  team?: string;
  resource?: string;
  /** The list cost; the same as the cost without it. */
  list?: string;
}

const rowsOf = ({ payer, service, days, cost, list, currency = 'USD', category = 'Usage', team, resource }: Bill) => {
  const rows: FocusRow[] = [];
  for (let date = days[0]; date <= days[1]; date = addDays(date, 1))
    rows.push({
      BillingAccountId: payer,
      SubAccountId: `${payer}-web`,
      SubAccountName: `Web of ${payer}`,
      ServiceName: service,
      ResourceId: resource ?? '',
      BilledCost: String(cost),
      EffectiveCost: String(cost),
      ListCost: list ?? String(cost),
      BillingCurrency: currency,
      ChargeCategory: category,
      Tags: team === undefined ? '' : JSON.stringify({ team }),
      BillingPeriodStart: `${monthStart(date)}T00:00:00Z`,
      BillingPeriodEnd: `${addMonths(date, 1)}T00:00:00Z`,
      ChargePeriodStart: `${date}T00:00:00Z`,
      ChargePeriodEnd: `${addDays(date, 1)}T00:00:00Z`,
    });
  return rows;
};

/** Uploads bills into organizations of `services`; `close` removes its files. */
export function billsOf(of: () => { services: TestServices; costs: Costs; now: Date }) {
  const folder = mkdtempSync(join(tmpdir(), 'finopsmind-bills-'));
  return {
    close: () => rmSync(folder, { recursive: true }),
    /** Answers when the costs are there. */
    upload: async (organization_id: string, ...bills: Bill[]): Promise<void> => {
      const { services, costs, now } = of();
      const path = join(folder, `${randomUUID()}.csv`);
      writeFileSync(path, focusCsv(bills.flatMap(rowsOf)));
      const auditor = { organization_id, actor: SYSTEM, address: null, now };
      const file = { path, file_name: 'bill.csv', bytes: 1, sha256: randomUUID() };
      const { id } = await costs.imports.add({ auditor, source: 'upload', file, on_bad_rows: 'refuse' });
      for (;;) {
        const row = await services.database.transaction(organization_id, (tx) =>
          tx.selectFrom('imports').select(['status', 'error']).where('id', '=', id).executeTakeFirstOrThrow(),
        );
        if (row.status === 'succeeded') return;
        if (row.status === 'failed') throw new Error(row.error ?? 'The import failed');
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
