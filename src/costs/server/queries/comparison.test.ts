import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dayColumns, type FocusRow, focusCsv } from '../../../../test/support/imports.ts';
import { openTestServices, type TestServices } from '../../../../test/support/services.ts';
import { SYSTEM } from '../../../jobs/server/index.ts';
import { addDays } from '../../../platform/core/dates.ts';
import { type Costs, createCosts } from '../index.ts';
import type { ComparisonRequest } from './comparison.ts';

const [BEFORE, START, END] = ['2026-08-03', '2026-08-17', '2026-08-20'];
const RESERVATION: FocusRow = {
  CommitmentDiscountId: 'ri-1',
  CommitmentDiscountName: 'Machines, 1 year',
  CommitmentDiscountCategory: 'Usage',
  CommitmentDiscountType: 'Reserved Instance',
  CommitmentDiscountStatus: 'Used',
};

const charge = (date: string, resource: string, cost: number, more: FocusRow = {}): FocusRow => ({
  ...dayColumns(date),
  ResourceId: resource,
  EffectiveCost: String(cost),
  ConsumedQuantity: String(cost / 2),
  Tags: '{"team":"web"}',
  ...more,
});
/** Days on which the reservation had other use. */
const UNCOVERED = ['2026-08-12', '2026-08-13', '2026-08-14'];
/** Two weeks before, three days after: a machine loses its reservation, one changes its team, one is new, many are small. */
const rows = (Array.from({ length: 17 }, (_, day) => addDays(BEFORE, day)) as string[]).flatMap((date) => {
  const is_after = date >= START;
  return [
    charge(date, 'i-1', is_after ? 10 : 6, is_after || UNCOVERED.includes(date) ? {} : RESERVATION),
    charge(date, 'i-2', 5, { Tags: `{"team":"${is_after ? 'data' : 'web'}"}` }),
    ...(is_after ? [charge(date, 'i-3', 40, { RegionId: 'eu-west-1', ConsumedQuantity: '', ConsumedUnit: '' })] : []),
    ...Array.from({ length: 20 }, (_, index) => charge(date, `small-${index}`, (is_after ? 0.03 : 0.01) * (index + 1))),
  ];
});

/** Of another account: a machine, what is paid once a month, a fee of the weeks before, and a refund. */
const FEES: FocusRow[] = [
  ...Array.from({ length: 17 }, (_, day) => charge(addDays(BEFORE, day), 'i-9', 4)),
  charge('2026-07-18', 'support', 300, { ChargeFrequency: 'One-Time', ChargeCategory: 'Purchase' }),
  charge('2026-08-18', 'support', 330, { ChargeFrequency: 'One-Time', ChargeCategory: 'Purchase' }),
  charge('2026-08-10', 'training', 50, { ChargeFrequency: 'Recurring', ChargeCategory: 'Purchase' }),
  charge('2026-08-18', 'refund', -100, { ChargeFrequency: 'One-Time', ChargeCategory: 'Adjustment' }),
].map((row) => ({ ...row, BillingAccountId: 'payer-2', BillingCurrency: 'CHF' }));

let services: TestServices;
let costs: Costs;
let organization_id: string;
const folder = mkdtempSync(join(tmpdir(), 'finopsmind-comparison-'));
beforeAll(async () => {
  const now = new Date('2026-09-10T12:00:00Z');
  services = await openTestServices({ now: () => now });
  costs = createCosts(services);
  organization_id = await services.addOrganization();
  const path = join(folder, 'bill.csv');
  writeFileSync(path, focusCsv([...rows, ...FEES]));
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

const request = (given: Partial<ComparisonRequest> = {}): ComparisonRequest => ({
  scope: {},
  filters: [],
  currency: 'USD',
  start: START,
  end: END,
  baseline_start: BEFORE,
  baseline_end: START,
  // Monday to Wednesday, of which the baseline has two each.
  weights: [0.5, 0.5, 0.5, 0, 0, 0, 0],
  fees: null,
  tag_keys: ['team'],
  most_cells: 1_000,
  ...given,
});
const compare = (given?: Partial<ComparisonRequest>) => costs.comparison({ organization_id }, request(given));
const small = (factor: number): number => 3 * factor * 210;

describe('the comparison of costs', () => {
  it('weighs the days before as the days compared', async () => {
    const { cells } = await compare();
    const one = (resource_id: string, team: string) =>
      cells.find((cell) => cell.resource_id === resource_id && cell.tags.team === team);
    expect(one('i-1', 'web')).toMatchObject({
      baseline_cost: 18,
      actual_cost: 30,
      baseline_quantity: 9,
      actual_quantity: 15,
    });
    expect(one('i-2', 'web')).toMatchObject({ baseline_cost: 15, actual_cost: 0, actual_quantity: 0 });
    expect(one('i-2', 'data')).toMatchObject({ baseline_cost: 0, actual_cost: 15 });
    expect(one('i-3', 'web')).toMatchObject({
      region: 'eu-west-1',
      actual_cost: 120,
      actual_quantity: null,
      baseline_quantity: 0,
    });
  });

  it.each([1_000, 5, 1])('adds up to all costs when %i cells are told', async (most_cells) => {
    const { cells } = await compare({ most_cells });
    const sum = (of: 'baseline_cost' | 'actual_cost') => cells.reduce((total, cell) => total + cell[of], 0);
    expect(sum('actual_cost')).toBeCloseTo(30 + 15 + 120 + small(0.03), 9);
    expect(sum('baseline_cost')).toBeCloseTo(18 + 15 + small(0.01), 9);
    expect(cells).toContainEqual(expect.objectContaining({ resource_id: 'i-3', actual_cost: 120 }));
    // What is left keeps its service, account and region.
    expect(cells.length).toBeLessThanOrEqual(most_cells + 2);
  });

  it('is of its scope alone', async () => {
    const { cells } = await compare({ scope: { region: 'eu-west-1' } });
    expect(cells.map(({ resource_id, actual_cost }) => [resource_id, actual_cost])).toEqual([['i-3', 120]]);
    expect((await compare({ scope: { 'tag:team': 'data' } })).cells).toMatchObject([{ resource_id: 'i-2' }]);
    expect((await compare({ currency: 'EUR' })).cells).toEqual([]);
  });

  describe('of fees', () => {
    const fees = { start: '2026-07-17', end: '2026-07-20' };
    const sums = async (given: Partial<ComparisonRequest>) => {
      const { cells, has_fees } = await compare({ currency: 'CHF', ...given });
      const amounts = cells.map((cell) => [cell.resource_id, [cell.baseline_cost, cell.actual_cost]]);
      return { has_fees, ...Object.fromEntries(amounts) };
    };

    it('goes by the days given for them, each once', async () => {
      expect(await sums({ fees })).toEqual({
        has_fees: true,
        'i-9': [12, 12],
        support: [300, 330],
        refund: [0, -100],
      });
    });

    it('goes by the days of everything else where none are given', async () => {
      expect(await sums({ fees: null })).toEqual({
        has_fees: true,
        'i-9': [12, 12],
        support: [0, 330],
        training: [25, 0],
        refund: [0, -100],
      });
      expect((await compare({ scope: { region: 'eu-west-1' } })).has_fees).toBe(false);
    });

    it('leaves out what the filters leave out', async () => {
      const filters = [{ grouping: 'charge_category', values: ['Adjustment'], exclude: true }] as const;
      const without = await sums({
        fees,
        filters: filters.map((filter) => ({ ...filter, values: [...filter.values] })),
      });
      expect(without).toEqual({ has_fees: true, 'i-9': [12, 12], support: [300, 330] });
    });
  });

  it('leaves out days between those before and those compared', async () => {
    const { cells } = await compare({ currency: 'CHF', start: '2026-08-18', scope: { resource: 'i-9' } });
    expect(cells).toMatchObject([{ resource_id: 'i-9', baseline_cost: 12, actual_cost: 8 }]);
  });

  it('knows of the commitment that ended just before, and not of one that goes on', async () => {
    const ended = [
      {
        commitment_id: 'ri-1',
        name: 'Machines, 1 year',
        type: 'Reserved Instance',
        last_covered_on: addDays(START, -1),
      },
    ];
    expect((await compare()).ended_commitments).toEqual(ended);
    // Its days are the uncovered ones.
    const earlier = { start: '2026-08-12', end: '2026-08-15', baseline_end: '2026-08-12' };
    expect((await compare(earlier)).ended_commitments).toEqual([]);
  });

  it('knows of resources whose tag changed, also of those that left the scope', async () => {
    const change = { resource_id: 'i-2', resource_name: null, key: 'team', before: 'web', after: 'data' };
    for (const scope of [{}, { 'tag:team': 'data' }, { 'tag:team': 'web' }] as const)
      expect((await compare({ scope })).tag_changes).toEqual([change]);
    expect((await compare({ scope: { 'tag:team': 'other' } })).tag_changes).toEqual([]);
    expect((await compare({ tag_keys: [] })).tag_changes).toEqual([]);
  });
});
