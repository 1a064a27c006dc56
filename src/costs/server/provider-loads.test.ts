import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { focusCsv } from '../../../test/support/imports.ts';
import { openTestServices, type TestServices } from '../../../test/support/services.ts';
import { SYSTEM } from '../../jobs/server/index.ts';
import { type Costs, createCosts } from './index.ts';

const PERIOD = '2026-08-01';
/** Ended, and still open, when the rows come. */
const [AFTER, DURING] = [new Date('2026-09-10T12:00:00Z'), new Date('2026-08-10T12:00:00Z')];

let services: TestServices;
let costs: Costs;
let organization_id: string;
let now: Date;
const folder = mkdtempSync(join(tmpdir(), 'finopsmind-loads-'));
beforeAll(async () => {
  services = await openTestServices({ now: () => now });
  costs = createCosts(services);
});
beforeEach(async () => {
  now = AFTER;
  organization_id = await services.addOrganization();
});
afterAll(async () => {
  await costs.stop();
  await services.close();
  rmSync(folder, { recursive: true });
});

interface Told {
  /** What each account cost. */
  accounts: Record<string, number>;
  provider_id?: string;
  source?: 'api' | 'export';
  /** As the source names it; the rows name `rows_account`. */
  account?: string;
  rows_account?: string;
  scope?: string | null;
  is_group?: boolean;
  period?: string;
}

const rowsOf = ({ accounts, account = 'payer', rows_account = account, period = PERIOD }: Told) =>
  Object.entries(accounts).map(([SubAccountId, cost]) => ({
    ProviderName: 'AWS',
    BillingAccountId: rows_account,
    SubAccountId,
    BilledCost: String(cost),
    BillingPeriodStart: `${period}T00:00:00Z`,
    BillingPeriodEnd: period === PERIOD ? '2026-09-01T00:00:00Z' : '2026-08-01T00:00:00Z',
    ChargePeriodStart: `${period}T00:00:00Z`,
    ChargePeriodEnd: `${period.slice(0, 8)}02T00:00:00Z`,
  }));
const fileOf = (told: Told): string => {
  const path = join(folder, `${randomUUID()}.csv`);
  writeFileSync(path, focusCsv(rowsOf(told)));
  return path;
};
const auditor = () => ({ organization_id, actor: SYSTEM, address: null, now });
const connected = async (): Promise<string[]> =>
  (await query<{ id: string }>(sql`select id from providers`)).map(({ id }) => id);
const query = <Row>(text: ReturnType<typeof sql<Row>>) =>
  services.database.transaction(organization_id, async (tx) => (await text.execute(tx)).rows);
const connect = async (): Promise<string> => {
  const id = randomUUID();
  await query(sql`insert into providers (id, organization_id, provider_type, name, enabled, credentials, status, created_by, created_at)
    values (${id}, ${organization_id}, 'aws', ${id}, true, '', 'connected', 'Ada', now())`);
  return id;
};

/** What a sync does with one period: not read when it is covered, else loaded. */
async function tell(told: Told, paths = [fileOf(told)]): Promise<string | null> {
  const provider_id = told.provider_id ?? (await connect());
  const { source = 'api', account: billing_account_id = 'payer', scope: scope_account_id = null } = told;
  const place = {
    source,
    provider_name: 'AWS',
    billing_account_id,
    billing_period: PERIOD,
    provider_id,
    scope_account_id,
  };
  const among = await connected();
  const cover = await services.database.transaction(organization_id, (tx) =>
    costs.provider_loads.coverOf(tx, { ...place, connected: among }),
  );
  if (cover) return cover;
  const loaded = await costs.provider_loads.load({
    ...place,
    auditor: auditor(),
    source_account_id: billing_account_id,
    is_group: told.is_group ?? false,
    data_through: null,
    paths,
    directory: mkdtempSync(join(folder, 'load-')),
    signal: new AbortController().signal,
    finish: async () => {},
  });
  return 'covered_by' in loaded ? loaded.covered_by : null;
}
async function upload(told: Told): Promise<void> {
  const path = fileOf(told);
  const file = { path, file_name: 'bill.csv', bytes: 1, sha256: randomUUID() };
  const { id } = await costs.imports.add({ auditor: auditor(), source: 'upload', file, on_bad_rows: 'refuse' });
  for (;;) {
    const [row] = await query<{ status: string }>(sql`select status from imports where id = ${id}`);
    if (row?.status === 'succeeded') return;
    if (row?.status === 'failed') throw new Error('The import failed');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const total = async (): Promise<number> => {
  const [row] = await query<{ total: string | null }>(
    sql`select sum(billed_cost)::text as total from cost_loads where status = 'active'`,
  );
  return Number(row?.total ?? 0);
};

describe('an API', () => {
  it('gives way to what tells of the same account better, and to nothing else', async () => {
    const provider_id = await connect();
    expect(await tell({ provider_id, source: 'export', accounts: { a: 5 } })).toBeNull();
    expect(await tell({ accounts: { a: 4 } })).toContain('an export');
    expect(await total()).toBe(5);
  });

  it('reads a period again whose export is connected no more and was made before its end', async () => {
    now = DURING;
    const provider_id = await connect();
    await tell({ provider_id, source: 'export', accounts: { a: 1 } });
    await query(sql`delete from providers where id = ${provider_id}`);
    now = AFTER;
    expect(await tell({ accounts: { a: 50 } })).toBeNull();
    expect(await total()).toBe(50);
  });

  it('keeps a month fresh in whose middle a file was uploaded, and leaves a whole one alone', async () => {
    now = DURING;
    await upload({ accounts: { a: 1, b: 2 } });
    expect(await tell({ accounts: { a: 3, b: 4 } })).toBeNull();
    expect(await total()).toBe(7);
    now = AFTER;
    await upload({ accounts: { a: 5, b: 5 } });
    expect(await tell({ accounts: { a: 3, b: 4 } })).toContain('an uploaded file');
    expect(await total()).toBe(10);
  });

  it('comes back when a file left out accounts of what it replaced', async () => {
    const provider_id = await connect();
    await tell({ provider_id, accounts: { a: 3, b: 5 } });
    await upload({ accounts: { a: 3 } });
    expect(await tell({ provider_id, accounts: { a: 3, b: 5 } })).toBeNull();
    expect(await total()).toBe(8);
  });

  it('of each member account stands beside those of the others', async () => {
    expect(await tell({ accounts: { a: 3 }, scope: 'a' })).toBeNull();
    expect(await tell({ accounts: { b: 4 }, scope: 'b' })).toBeNull();
    expect(await total()).toBe(7);
    expect(await tell({ accounts: { a: 9 }, scope: 'a' })).toContain('another connection');
    // The payer's own takes the place of them all.
    expect(await tell({ accounts: { a: 3, b: 4, c: 1 } })).toBeNull();
    expect(await total()).toBe(8);
    expect(await tell({ accounts: { a: 3 }, scope: 'a' })).toContain('another connection');
    expect(await total()).toBe(8);
  });

  it.each([
    ['an upload in the middle of the month', 'payer', () => upload({ accounts: { a: 3, b: 5 } })],
    ['an upload, and its own billing account', 'a', () => upload({ accounts: { a: 3, b: 5 } })],
  ])('of a member is not counted beside %s', async (_, account, before) => {
    now = DURING;
    await before();
    expect(await tell({ accounts: { a: 3 }, scope: 'a', account })).toContain('an uploaded file');
    expect(await total()).toBe(8);
  });

  it('of a member is not counted beside what a connection left that was deleted', async () => {
    const provider_id = await connect();
    await tell({ provider_id, accounts: { a: 3, b: 5 } });
    await query(sql`delete from providers where id = ${provider_id}`);
    expect(await tell({ accounts: { a: 3 }, scope: 'a' })).toContain('another connection');
    expect(await total()).toBe(8);
    // The billing account itself may be connected again.
    expect(await tell({ accounts: { a: 4, b: 5 } })).toBeNull();
    expect(await total()).toBe(9);
  });

  it('knows an account by any spelling', async () => {
    const provider_id = await connect();
    await tell({
      provider_id,
      accounts: { '/subscriptions/abc': 3 },
      account: '/subscriptions/abc',
      scope: '/subscriptions/abc',
    });
    await upload({ accounts: { ABC: 6 }, account: 'enrolment' });
    expect(await total()).toBe(6);
    const again = { provider_id, accounts: { '/subscriptions/abc': 3 }, account: '/subscriptions/abc' };
    expect(await tell({ ...again, scope: '/subscriptions/abc' })).toContain('an uploaded file');
    expect(await total()).toBe(6);
  });

  it('of a group is not loaded while something tells of some of its accounts', async () => {
    await upload({ accounts: { a: 3, b: 5 }, account: 'billing' });
    const group = { accounts: { a: 3, z: 9 }, account: 'group', scope: 'group', is_group: true };
    expect(await tell(group)).toContain('for some of its accounts');
    expect(await total()).toBe(8);
  });
});

describe('an export', () => {
  it('takes the place of what the API of its connection told, however its rows name the account', async () => {
    const provider_id = await connect();
    await tell({ provider_id, accounts: { a: 10 } });
    await tell({ provider_id, source: 'export', accounts: { a: 10 }, rows_account: 'profile' });
    expect(await total()).toBe(10);
    await tell({ provider_id, source: 'export', accounts: { a: 11 }, rows_account: 'profile' });
    expect(await total()).toBe(11);
  });

  it('of one account stands beside that of another, and goes alone when it is restated to nothing', async () => {
    const provider_id = await connect();
    await tell({ provider_id, source: 'export', accounts: { a: 3 }, scope: 'a' });
    await tell({ provider_id, source: 'export', accounts: { b: 5 }, scope: 'b' });
    expect(await total()).toBe(8);
    await tell({ provider_id, source: 'export', accounts: {}, scope: 'a' }, []);
    expect(await total()).toBe(5);
  });

  it('that has rows of another period is not loaded', async () => {
    await expect(tell({ source: 'export', accounts: { a: 3 }, period: '2026-07-01' })).rejects.toThrow(
      /rows of the period/,
    );
    expect(await total()).toBe(0);
  });

  it('keeps all that it replaced as the difference', async () => {
    await tell({ accounts: { a: 3 }, scope: 'a' });
    await tell({ accounts: { b: 4 }, scope: 'b' });
    await tell({ source: 'export', accounts: { a: 3, b: 5 } });
    const rows = await query(
      sql`select replaced_rows, replaced_billed_cost::text as billed from cost_loads where status = 'active'`,
    );
    expect(rows).toEqual([{ replaced_rows: 2, billed: '7.000000000000000000' }]);
  });
});
