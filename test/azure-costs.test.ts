import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amountOf, amountText } from '../src/connections/providers/azure/core/cost-query/amount.ts';
import { PRINCIPAL } from './clouds/azure/connection.ts';
import { CostFixture, ENROLMENT, SCOPE } from './clouds/azure/cost-fixture.ts';
import type { LedgerCharge } from './clouds/azure/cost-management.ts';
import { ALPHA, BETA, charge, expected, LEDGER, sums } from './clouds/azure/ledger.ts';

const MONTH = '2026-09-01';

let costs: CostFixture;
beforeAll(async () => {
  costs = await CostFixture.open();
});
afterAll(() => costs.close());
beforeEach(() => costs.reset());

describe('the query API', () => {
  it('tells what is billed and what is effective, exactly, as FOCUS rows', async () => {
    const rows = await costs.readRows(await costs.querySource());
    expect(sums(rows, 'billed_cost')).toEqual(expected(LEDGER, 'actual'));
    expect(sums(rows, 'effective_cost')).toEqual(expected(LEDGER, 'amortized'));
    const of = (charge_type: string) => rows.find(({ x }) => JSON.parse(x!).ChargeType === charge_type);
    expect(of('Purchase')).toMatchObject({
      charge_category: 'Purchase',
      billed_cost: '300.000000000000000000',
      effective_cost: '0.000000000000000000',
      commitment_discount_type: 'Reservation',
      provider_name: 'Microsoft',
      billing_account_id: SCOPE,
      billing_period_start: '2026-09-01 00:00:00',
      billing_period_end: '2026-10-01 00:00:00',
      sub_account_name: 'Alpha, the first',
      list_cost: null,
      contracted_cost: null,
    });
    expect(of('UnusedReservation')).toMatchObject({
      charge_category: 'Usage',
      commitment_discount_status: 'Unused',
      billed_cost: '0.000000000000000000',
      effective_cost: '2.500000000000000000',
    });
    expect(of('Refund')).toMatchObject({ charge_category: 'Adjustment', billed_cost: '-3.100000000000000000' });
    const used = rows.find((row) => row.commitment_discount_status === 'Used');
    expect(used).toMatchObject({ pricing_category: 'Committed', effective_cost: '7.123456789012345678' });
    expect(rows.find((row) => row.service_name === 'Storage')).toMatchObject({ service_category: 'Storage' });
  });

  it('asks no more than it must', async () => {
    await costs.readRows(await costs.querySource());
    const types = costs.double.queries.map(({ type, dataset: { grouping = [] } }) => [
      type,
      grouping.map(({ name }) => name).join(),
    ]);
    const sources = 'SubscriptionId,ResourceLocation';
    const leaf = 'ResourceLocation,ServiceName';
    expect(types).toEqual([
      ['ActualCost', ''],
      ['ActualCost', 'ChargeType,PricingModel'],
      // On demand, in two subscriptions.
      ['ActualCost', sources],
      ['ActualCost', leaf],
      ['ActualCost', leaf],
      // Purchase, reserved, refund: all in one place.
      ...[1, 2, 3].flatMap(() => [
        ['ActualCost', sources],
        ['ActualCost', leaf],
      ]),
      ['AmortizedCost', ''],
      ['AmortizedCost', 'ChargeType,PricingModel'],
      // Usage on demand is what it was; reserved, unused and refund are read.
      ...[1, 2, 3].flatMap(() => [
        ['AmortizedCost', sources],
        ['AmortizedCost', leaf],
      ]),
    ]);
    expect(costs.counted.filter((call) => call === 'Microsoft.CostManagement/query')).toHaveLength(
      costs.double.queries.length,
    );
    expect(new Set(costs.counted)).toEqual(
      new Set([
        'Microsoft.CostManagement/exports',
        'Microsoft.CostManagement/dimensions',
        'Microsoft.CostManagement/query',
        'Microsoft.Resources/subscriptions',
      ]),
    );
  });

  it('needs five queries a month for a subscription without commitments', async () => {
    Object.assign(costs.double.options, { scope: `/subscriptions/${ALPHA}`, ledger: LEDGER.slice(0, 3) });
    const source = await costs.querySource({ ...PRINCIPAL, subscription_id: ALPHA });
    expect(source).toMatchObject({
      name: 'cost-management-query',
      billing_account_id: `/subscriptions/${ALPHA}`,
      scope_account_id: `/subscriptions/${ALPHA}`,
    });
    await costs.expectLedger(source);
    expect(costs.double.queries).toHaveLength(5);
  });

  it('is exact for any ledger', async () => {
    const oneOf = (...values: string[]) => fc.constantFrom(...values);
    // No bias to neighbours: what differs by less than doubles can tell is taken for the same.
    const amount = fc.noBias(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n })).map(amountText);
    const charges = fc.record({
      day: fc.integer({ min: 1, max: 30 }).map((day) => `2026-09-${String(day).padStart(2, '0')}`),
      currency: oneOf('EUR', 'USD'),
      actual: fc.option(amount),
      amortized: fc.option(amount),
      dimensions: fc.record({
        SubscriptionId: oneOf(ALPHA, BETA),
        ServiceName: oneOf('Storage', 'Virtual Machines', 'With, "signs"'),
        ResourceLocation: oneOf('EU West', 'US East', 'Unassigned'),
        ChargeType: oneOf('Usage', 'Purchase', 'Refund', 'RoundingAdjustment'),
        PricingModel: oneOf('OnDemand', 'Reservation', 'SavingsPlan', 'Spot'),
      }),
    });
    const ledgers = fc.array(charges, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(ledgers, fc.integer({ min: 1, max: 7 }), async (ledger, page_size) => {
        Object.assign(costs.double.options, { ledger, page_size });
        const rows = await costs.readRows(await costs.querySource());
        const kept = (type: 'actual' | 'amortized') =>
          expected(
            ledger.filter(({ actual, amortized }) => actual !== null || amortized !== null),
            type,
          );
        expect(sums(rows, 'billed_cost')).toEqual(kept('actual'));
        expect(sums(rows, 'effective_cost')).toEqual(kept('amortized'));
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  it('writes the same file for the same costs, and another once a day is restated', async () => {
    const read = async () =>
      readFile((await (await costs.querySource()).read(MONTH, costs.directory)).paths[0]!, 'utf8');
    const before = await read();
    costs.double.options.ledger = LEDGER.toReversed();
    expect(await read()).toBe(before);
    costs.double.options.ledger = LEDGER.map((one, i) => (i === 1 ? { ...one, actual: '2.5', amortized: '2.5' } : one));
    expect(await read()).not.toBe(before);
    await costs.expectLedger(await costs.querySource());
  });

  it('has no files for a month without costs', async () => {
    expect(await (await costs.querySource()).read('2026-08-01', costs.directory)).toEqual({
      paths: [],
      data_through: null,
    });
    expect(costs.double.queries.map(({ type }) => type)).toEqual(['ActualCost', 'AmortizedCost']);
  });

  it('asks for the month that is open until today, and knows the months before', async () => {
    const source = await costs.querySource();
    await source.read('2026-11-01', costs.directory);
    expect(costs.double.queries[0]!.timePeriod).toEqual({ from: '2026-11-01T00:00:00Z', to: '2026-11-20T23:59:59Z' });
    const months = (await source.periods('2026-09-15')).map(({ billing_period }) => billing_period);
    expect(months).toEqual(['2026-09-01', '2026-10-01', '2026-11-01']);
  });

  it.each([
    ['2026-11-20', '2026-11-01', '2026-11-18'],
    ['2026-12-01', '2026-11-01', '2026-11-29'],
    ['2026-12-03', '2026-11-01', null],
  ])('on %s tells of %s through %s, since usage comes late', async (today, month, data_through) => {
    costs.double.options.ledger = [charge({ day: '2026-11-02' })];
    const source = await costs.querySource(ENROLMENT, { now: () => new Date(`${today}T10:00:00Z`) });
    const files = await source.read(month, costs.directory);
    expect(files.paths).toHaveLength(1);
    expect(files.data_through).toBe(data_through);
  });

  it('is asked by one connection of a directory at a time, since its quota is for all of them', async () => {
    let [under_way, most] = [0, 0];
    costs.double.options.during_query = async () => {
      under_way += 1;
      most = Math.max(most, under_way);
      for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
      under_way -= 1;
    };
    const folders = await Promise.all(['one', 'two'].map((name) => mkdtemp(join(costs.directory, name))));
    await Promise.all(folders.map(async (folder) => (await costs.querySource()).read(MONTH, folder)));
    expect(most).toBe(1);
  });

  it('leaves effective costs unknown where there are no amortized ones', async () => {
    costs.double.options.has_amortized = false;
    const rows = await costs.readRows(await costs.querySource());
    expect(sums(rows, 'billed_cost')).toEqual(
      expected(
        LEDGER.filter(({ actual }) => actual !== null),
        'actual',
      ),
    );
    expect(rows.every(({ effective_cost }) => effective_cost === null)).toBe(true);
  });

  it('does with the dimensions that the agreement has', async () => {
    costs.double.options.dimensions = ['SubscriptionId', 'ServiceName', 'ChargeType'];
    const rows = await costs.readRows(await costs.querySource());
    const total = (ledger: LedgerCharge[]) =>
      amountText(ledger.reduce((sum, { actual }) => sum + amountOf(actual ?? '0'), 0n));
    expect(amountText(rows.reduce((sum, row) => sum + amountOf(row.billed_cost!), 0n))).toBe(total(LEDGER));
    expect(new Set(rows.map(({ region_id }) => region_id))).toEqual(new Set([null]));
    expect(new Set(rows.map(({ service_name }) => service_name)).size).toBe(3);
  });

  it('keeps days whole where Azure can not narrow to what has no value', async () => {
    Object.assign(costs.double.options, {
      filters_empty_values: false,
      ledger: [...LEDGER, charge({ actual: '9.75', amortized: '9.75', dimensions: { PricingModel: '' } })],
    });
    const rows = await costs.readRows(await costs.querySource());
    const whole = rows.filter(({ billed_cost }) => billed_cost === '9.750000000000000000');
    expect(whole).toHaveLength(1);
    expect(whole[0]!.service_name).toBeNull();
  });
});
