import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bill, billsOf } from '../../../test/support/bills.ts';
import { openTestServices, type TestServices } from '../../../test/support/services.ts';
import { slicesOf } from '../core/cube.ts';
import type { Grouping } from '../core/dimensions.ts';
import type { Filter } from '../core/filters.ts';
import { type Costs, createCosts } from './index.ts';

const NOW = new Date('2026-09-10T12:00:00Z');
let services: TestServices;
let costs: Costs;
let organization_id: string;
const changed: string[] = [];
const bills_of = billsOf(() => ({ services, costs, now: NOW }));
beforeAll(async () => {
  services = await openTestServices({ now: () => NOW });
  costs = createCosts(services);
  costs.onChange((id) => changed.push(id));
  await costs.start();
});
beforeEach(async () => {
  organization_id = await services.addOrganization();
});
afterAll(async () => {
  await costs.stop();
  await services.close();
  bills_of.close();
});

const upload = (...bills: Bill[]) => bills_of.upload(organization_id, ...bills);
const transaction: Parameters<Costs['cubes']>[0]['transaction'] = (work) =>
  services.database.transaction(organization_id, work);
const read = (before_first_load: 'unknown' | 'nothing' = 'unknown') =>
  costs.cubes(
    { organization_id, transaction },
    { groupings: ['service', 'account'], most_days: 100, before_first_load },
  );

describe('daily costs', () => {
  it('are none without a bill', async () => {
    expect(await read()).toEqual({ cubes: [], data_through: null });
    expect(await transaction(costs.loadVersion)).toBe('');
  });

  it('tell a day without a charge from a day that nobody has told of', async () => {
    await upload(
      { payer: 'a', service: 'Compute', days: ['2026-06-28', '2026-07-03'], cost: 2 },
      { payer: 'a', service: 'Storage', days: ['2026-07-01', '2026-07-02'], cost: 0.5 },
      { payer: 'b', service: 'Compute', days: ['2026-07-02', '2026-07-03'], cost: 1 },
    );
    const { cubes, data_through } = await read();
    expect(data_through).toBe('2026-07-03');
    const [cube] = cubes;
    expect(cube).toMatchObject({ currency: 'USD', start: '2026-06-28', days: 6 });
    const amounts = (by: ('service' | 'account')[]) =>
      Object.fromEntries(slicesOf(cube!, by).map((slice) => [slice.title, [...slice.amounts]]));
    expect(amounts(['account', 'service'])).toEqual({
      'Web of a · Compute': [2, 2, 2, 2, 2, 2],
      'Web of a · Storage': [0, 0, 0, 0.5, 0.5, 0],
      'Web of b · Compute': [Number.NaN, Number.NaN, Number.NaN, Number.NaN, 1, 1],
    });
    // Nothing is known of payer b before its first charge, so nothing is of what both have.
    expect(amounts([])).toEqual({ 'All costs': [Number.NaN, Number.NaN, Number.NaN, Number.NaN, 3.5, 3] });
    const [of_known] = slicesOf((await read('nothing')).cubes[0]!, []);
    expect([...of_known!.amounts]).toEqual([2, 2, 2, 2.5, 3.5, 3]);
    expect(amounts(['service'])['Compute']).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, 3, 3]);
  });

  it('leave out months that were never loaded, and the last day of a month that is still open', async () => {
    await upload(
      { payer: 'a', service: 'Compute', days: ['2026-07-30', '2026-07-31'], cost: 2 },
      { payer: 'a', service: 'Compute', days: ['2026-09-01', '2026-09-03'], cost: 3 },
    );
    const { cubes, data_through } = await read();
    expect(data_through).toBe('2026-09-02');
    const [total] = slicesOf(cubes[0]!, []);
    const known = [...total!.amounts].map((amount) => !Number.isNaN(amount));
    expect(known).toEqual([true, true, ...Array.from({ length: 31 }, () => false), true, true]);
  });

  it('take an account that is billed no more to cost nothing', async () => {
    await upload(
      { payer: 'a', service: 'Compute', days: ['2026-06-01', '2026-08-31'], cost: 2 },
      { payer: 'closed', service: 'Compute', days: ['2026-06-01', '2026-06-30'], cost: 7 },
    );
    const { cubes, data_through } = await read();
    expect(data_through).toBe('2026-08-31');
    const [total] = slicesOf(cubes[0]!, []);
    expect([total!.amounts[29], total!.amounts[30], total!.amounts.at(-1)]).toEqual([9, 2, 2]);
  });

  it('leave out the charges that filters leave out, by tag too', async () => {
    const days: Bill['days'] = ['2026-07-01', '2026-07-04'];
    const shared = { payer: 'a', service: 'Compute', team: 'web' };
    await upload(
      { ...shared, days, cost: 2 },
      { ...shared, days: ['2026-07-02', '2026-07-02'], cost: -5, category: 'Adjustment' },
    );
    const counted = async (groupings: Grouping[], filters: Filter[]) => {
      const wanted = { groupings, filters, most_days: 100, before_first_load: 'unknown' } as const;
      const { cubes } = await costs.cubes({ organization_id, transaction }, wanted);
      return [...slicesOf(cubes[0]!, groupings)[0]!.amounts];
    };
    await costs.store.settle();
    expect(await costs.dailyTagKeys({ organization_id })).toEqual(['team']);
    for (const groupings of [['service'], ['tag:team']] as Grouping[][]) {
      expect(await counted(groupings, [])).toEqual([2, -3, 2, 2]);
      const filter: Filter = { grouping: 'charge_category', values: ['Adjustment'], exclude: true };
      expect(await counted(groupings, [filter])).toEqual([2, 2, 2, 2]);
    }
  });

  it('never mix currencies, and change their version with every change', async () => {
    await upload(
      { payer: 'a', service: 'Compute', days: ['2026-07-01', '2026-07-02'], cost: 2 },
      { payer: 'e', service: 'Compute', days: ['2026-07-01', '2026-07-02'], cost: 5, currency: 'EUR' },
    );
    const { cubes } = await read();
    expect(cubes.map((cube) => [cube.currency, [...slicesOf(cube, [])[0]!.amounts]])).toEqual([
      ['EUR', [5, 5]],
      ['USD', [2, 2]],
    ]);
    const before = await transaction(costs.loadVersion);
    await upload({ payer: 'a', service: 'Compute', days: ['2026-07-01', '2026-07-02'], cost: 3 });
    expect(await transaction(costs.loadVersion)).not.toBe(before);
    // The second load began after the first had been told of.
    expect(changed).toContain(organization_id);
  });
});
