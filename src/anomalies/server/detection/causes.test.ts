import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bill, SHIFT } from '../../../../test/support/anomaly-bills.ts';
import { openTestServices, type TestServices } from '../../../../test/support/services.ts';
import { type Costs, createCosts } from '../../../costs/server/index.ts';
import { SYSTEM } from '../../../jobs/server/index.ts';
import { addDays } from '../../../platform/core/dates.ts';
import type { FoundIncident } from '../../core/incidents.ts';
import { type MadeChange, readCause } from './causes.ts';

const SINCE = '2026-02-20';
let services: TestServices;
let costs: Costs;
let organization_id: string;
const folder = mkdtempSync(join(tmpdir(), 'finopsmind-causes-'));
beforeAll(async () => {
  const now = new Date('2026-06-20T12:00:00Z');
  services = await openTestServices({ now: () => now });
  costs = createCosts(services);
  organization_id = await services.addOrganization();
  const path = join(folder, 'bill.csv');
  writeFileSync(path, bill([{ ...SHIFT, from: SINCE }]));
  const auditor = { organization_id, actor: SYSTEM, address: null, now };
  const file = { path, file_name: 'bill.csv', bytes: 1, sha256: randomUUID() };
  const { id } = await costs.imports.add({ auditor, source: 'upload', file, on_bad_rows: 'refuse' });
  await vi.waitFor(async () => {
    const [found] = await services.database.transaction(organization_id, (tx) =>
      tx.selectFrom('imports').select('status').where('id', '=', id).execute(),
    );
    expect(found?.status).toBe('succeeded');
  }, 20_000);
});
afterAll(async () => {
  await costs.stop();
  await services.close();
  rmSync(folder, { recursive: true });
});

const causeOf = (
  started_on: string,
  last_day: string,
  scope: FoundIncident['scope'],
  first_day = '2026-01-15',
  made_changes: MadeChange[] = [],
) => {
  const found = { currency: 'USD', scope, started_on, last_day } as FoundIncident;
  return readCause(found, { organization_id, costs, tag_keys: [], events: [], made_changes, first_day });
};
const DATABASE = { service: SHIFT.service, account: SHIFT.account };

describe('the cause of an incident', () => {
  it('is about its last 92 days where it is longer, against those before it began', async () => {
    const last_day = '2026-06-13';
    const cause = await causeOf(SINCE, last_day, DATABASE);
    expect(cause).toMatchObject({
      start: addDays(last_day, -91),
      end: addDays(last_day, 1),
      baseline_start: addDays(SINCE, -28),
      baseline_end: SINCE,
    });
    expect(cause.actual - cause.expected).toBeGreaterThan(92 * SHIFT.amount * 0.98);
    expect(cause.actual - cause.expected).toBeLessThan(92 * SHIFT.amount * 1.02);
    expect(cause.resources[0]?.resource_id).toBe(SHIFT.resource);
  });

  it('compares fees with the same days of a month before, where there are fees and the costs reach back', async () => {
    const support = { service: 'AWS Support' };
    const paid = { expected: 400, actual: 400, summary: 'These days cost as much as those before.' };
    const fees = { start: '2026-04-30', end: '2026-05-03' };
    expect(await causeOf('2026-05-31', '2026-06-02', support)).toMatchObject({ ...paid, fees });
    expect((await causeOf('2026-05-31', '2026-06-02', DATABASE)).fees).toBeNull();
    const short = await causeOf('2026-05-31', '2026-06-02', support, '2026-05-10');
    expect(short).toMatchObject({ fees: null, actual: 400 });
  });

  it('has what was changed from here at about the time in the same account beside it', async () => {
    const text = 'Resize an EC2 instance: db-1.';
    const change = { text, account_id: SHIFT.account, resource_names: [SHIFT.resource.toLowerCase()] };
    const changes: MadeChange[] = [
      { ...change, date: '2026-06-08' },
      { ...change, date: '2026-04-01' },
      { ...change, date: '2026-06-09', account_id: 'another' },
    ];
    const { neighbours } = await causeOf('2026-06-10', '2026-06-13', DATABASE, undefined, changes);
    expect(neighbours).toEqual([{ date: '2026-06-08', kind: 'remediation', text }]);
  });
});
