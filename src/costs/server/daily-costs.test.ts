import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bill, billsOf } from '../../../test/support/bills.ts';
import { openTestServices, type TestServices } from '../../../test/support/services.ts';
import { addDays, type IsoDate } from '../../platform/core/dates.ts';
import type { Filter } from '../core/filters.ts';
import { type Costs, createCosts, type DailyCostsWanted } from './index.ts';

let now = new Date('2026-09-10T12:00:00Z');
let services: TestServices;
let costs: Costs;
let organization_id: string;
const bills_of = billsOf(() => ({ services, costs, now }));
beforeAll(async () => {
  services = await openTestServices({ now: () => now });
  costs = createCosts(services);
  await costs.start();
});
beforeEach(async () => {
  now = new Date('2026-09-10T12:00:00Z');
  organization_id = await services.addOrganization();
});
afterAll(async () => {
  await costs.stop();
  await services.close();
  bills_of.close();
});

const upload = (...bills: Bill[]) => bills_of.upload(organization_id, ...bills);
const read = (wanted: Partial<DailyCostsWanted> = {}) =>
  costs.dailyCosts(
    { organization_id, transaction: (work) => services.database.transaction(organization_id, work) },
    { filters: [], metric: 'effective', currency: 'USD', start: '2026-09-01', end: '2026-10-01', ...wanted },
  );

const SCALE = 18;
/** Decimal text as a whole number of 1e-18. */
function exact(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return text.startsWith('-') ? -value : value;
}
/** Amounts without the zeros of their scale; `?` after those of incomplete days. */
const shown = ({ days }: Awaited<ReturnType<typeof read>>): string[] =>
  days.map(({ amount, incomplete }) => `${amount === null ? 'null' : Number(amount)}${incomplete ? '?' : ''}`);
const repeat = (text: string, times: number): string[] => Array.from({ length: times }, () => text);

describe('what a day cost', () => {
  const day = fc.integer({ min: 0, max: 60 }).map((days) => addDays('2026-06-01', days));
  const amount = fc
    .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }))
    .map(([whole, fraction]) => `${whole}.${fraction.toString().padStart(SCALE, '0')}`);
  const bill: fc.Arbitrary<Bill> = fc.record({
    payer: fc.constantFrom('a', 'b'),
    service: fc.constantFrom('Compute', 'Storage', 'Queue'),
    days: day.map((date): [IsoDate, IsoDate] => [date, date]),
    cost: amount,
    list: amount,
    currency: fc.constantFrom('USD', 'USD', 'EUR'),
    team: fc.constantFrom('web', 'data', undefined),
    resource: fc.constantFrom('i-1', 'i-2', ''),
  }) as fc.Arbitrary<Bill>;
  /** What a bill has of each grouping. */
  const VALUES: Record<string, (bill: Bill) => string> = {
    service: (one) => one.service,
    billing_account: (one) => one.payer,
    resource: (one) => one.resource ?? '',
    'tag:team': (one) => one.team ?? '',
  };
  const filter: fc.Arbitrary<Filter> = fc
    .record({
      grouping: fc.constantFrom(...Object.keys(VALUES)),
      values: fc.subarray(['Compute', 'Storage', 'a', 'i-1', 'web', ''], { minLength: 1 }),
      exclude: fc.boolean(),
    })
    .map((one) => one as Filter);
  const question = fc.record({
    // Two of one parameter are one with the values of both: no query can name a parameter twice.
    filters: fc.uniqueArray(filter, { maxLength: 2, selector: ({ grouping, exclude }) => `${grouping} ${exclude}` }),
    metric: fc.constantFrom('effective', 'list'),
    currency: fc.constantFrom('USD', 'EUR'),
  });

  it('is the exact sum of its charges, by any filters and metric', async () => {
    const property = async (bills: Bill[], questions: DailyCostsWanted[]): Promise<void> => {
      organization_id = await services.addOrganization();
      await upload(...bills);
      for (const asked of questions) {
        const { days } = await read({ ...asked, start: '2026-06-01', end: '2026-08-01' });
        const counted = bills.filter(
          (one) =>
            one.currency === asked.currency &&
            asked.filters.every(({ grouping, values, exclude }) => values.includes(VALUES[grouping]!(one)) !== exclude),
        );
        const sums = new Map(
          [...Map.groupBy(counted, (one) => one.days[0])].map(([date, own]) => [
            date,
            own.reduce((sum, one) => sum + exact(asked.metric === 'list' ? one.list! : String(one.cost)), 0n),
          ]),
        );
        for (const { date, amount, incomplete } of days) {
          const sum = sums.get(date);
          if (sum !== undefined || !incomplete) expect(exact(amount!), date).toBe(sum ?? 0n);
        }
        const asked_days = new Set(days.map(({ date }) => date));
        for (const date of sums.keys()) expect(asked_days).toContain(date);
      }
    };
    const many = fc.array(bill, { minLength: 1, maxLength: 40 });
    const questions = fc.array(question, { minLength: 6, maxLength: 6 }) as unknown as fc.Arbitrary<DailyCostsWanted[]>;
    await fc.assert(fc.asyncProperty(many, questions, property), { numRuns: 5 });
  });

  it('is not known before the first bill of all, and nothing on a complete day without a charge', async () => {
    await upload({ payer: 'a', service: 'Compute', days: ['2026-07-03', '2026-07-05'], cost: 2 });
    await upload({ payer: 'b', service: 'Compute', days: ['2026-07-05', '2026-07-06'], cost: 1 });
    const range = { start: '2026-07-01', end: '2026-07-10' };
    // Neither account has told of more than its last day; both are billed.
    expect(shown(await read(range))).toEqual(['null?', 'null?', '2', '2', '3', '1?']);
    expect(await read({ ...range, start: '2026-07-03' })).toMatchObject({ data_through: '2026-07-05' });
    // The first days of the range are not known.
    expect((await read(range)).data_through).toBe('2026-06-30');
    expect((await read({ start: '1900-01-01', end: '2999-12-31' })).days.slice(-5)).toEqual(
      (await read(range)).days.slice(-5),
    );
    expect(await read({ start: '2026-08-01', end: '2026-09-01' })).toEqual({ days: [], data_through: '2026-07-05' });
    expect(shown(await read({ start: '2026-06-01', end: '2026-06-03' }))).toEqual(['null?', 'null?']);
    const storage: Filter[] = [{ grouping: 'service', values: ['Storage'], exclude: false }];
    const none = await read({ ...range, start: '2026-07-03', filters: storage });
    expect([shown(none), none.data_through]).toEqual([['0', '0', '0'], '2026-07-05']);
  });

  it('is nothing of which anything is known without bills', async () => {
    expect(await read()).toEqual({ days: [], data_through: null });
  });

  it('is not known where no charge of it says the metric', async () => {
    await upload(
      { payer: 'a', service: 'Compute', days: ['2026-09-01', '2026-09-02'], cost: 2, list: '' },
      { payer: 'a', service: 'Compute', days: ['2026-09-02', '2026-09-04'], cost: 2, list: '3' },
    );
    const list = await read({ metric: 'list' });
    expect([shown(list), list.data_through]).toEqual([['null?', '3', '3', '3?'], '2026-08-31']);
    expect((await read({ metric: 'billed' })).data_through).toBe('2026-09-03');
  });
});

it('is not loaded where it could not be added to others, and the import says so', async () => {
  const large: Bill = {
    payer: 'a',
    service: 'Compute',
    days: ['2026-08-01', '2026-08-10'],
    cost: '99999999999999999.9',
  };
  await upload(large);
  expect((await read({ start: '2026-08-01' })).days[0]!.amount).toBe('99999999999999999.900000000000000000');
  await expect(upload({ ...large, cost: '100000000000000000' })).rejects.toThrow(/add up to 10\^18 or more/);
});

describe('a day is complete', () => {
  const A: Bill = { payer: 'a', service: 'Compute', days: ['2026-08-01', '2026-09-09'], cost: 1.5 };
  const B: Bill = { payer: 'b', service: 'Storage', days: ['2026-08-01', '2026-09-04'], cost: 2, team: 'data' };
  const of = (grouping: Filter['grouping'], value: string): Pick<DailyCostsWanted, 'filters'> => ({
    filters: [{ grouping, values: [value], exclude: false }],
  });

  it('when every account that these costs come from has told of it, in whatever order they do', async () => {
    await upload(A);
    await upload(B);
    await costs.store.settle();
    expect(await costs.dailyTagKeys({ organization_id })).toEqual(['team']);
    const all = await read();
    // The last day of each account may be filling still.
    expect(shown(all)).toEqual([...repeat('3.5', 3), '3.5?', ...repeat('1.5?', 5)]);
    expect(all.data_through).toBe('2026-09-03');
    // What one account alone has does not wait for the other; costs kept by tag know whose they are, too.
    expect((await read(of('service', 'Compute'))).data_through).toBe('2026-09-08');
    for (const filters of [of('service', 'Storage'), of('tag:team', 'data')])
      expect(await read(filters)).toMatchObject({ data_through: '2026-09-03' });
    await upload({ ...B, days: ['2026-08-01', '2026-09-09'] });
    const late = await read();
    expect(shown(late)).toEqual([...repeat('3.5', 8), '3.5?']);
    expect(late.data_through).toBe('2026-09-08');
  });

  it('in one currency whatever those of others do', async () => {
    await upload(A, { ...B, currency: 'EUR' });
    expect((await read()).data_through).toBe('2026-09-08');
    expect(await read({ currency: 'EUR' })).toMatchObject({ data_through: '2026-09-03' });
  });

  it('without an account that is billed no more, and with one that had none of these costs in this period yet', async () => {
    await upload(A, { ...B, days: ['2026-05-01', '2026-05-20'] });
    expect((await read({ start: '2026-05-01' })).data_through).toBe('2026-09-08');
    await upload({ ...B, payer: 'c', days: ['2026-08-01', '2026-08-31'] });
    // Its September is late, though nothing of it is in the range.
    expect(await read()).toMatchObject({
      data_through: '2026-08-31',
      days: repeat('', 9).map(() => ({ incomplete: true })),
    });
  });

  it('again after a bill was restated, with the new amounts', async () => {
    await upload(A);
    await upload({ ...A, days: ['2026-09-01', '2026-09-09'], cost: '1.000000000000000001' });
    expect((await read()).days[0]).toEqual({ date: '2026-09-01', amount: '1.000000000000000001', incomplete: false });
    expect(shown(await read({ start: '2026-08-30', end: '2026-09-02' }))).toEqual(['1.5', '1.5', '1']);
  });

  it('not where a file came before the end of its month, and none after it', async () => {
    now = new Date('2026-08-20T12:00:00Z');
    await upload({ ...A, days: ['2026-08-01', '2026-08-19'] });
    now = new Date('2026-09-10T12:00:00Z');
    await upload({ ...A, days: ['2026-09-01', '2026-09-09'] });
    const range = { start: '2026-08-15', end: '2026-09-03' };
    const gap = await read(range);
    expect(shown(gap)).toEqual([...repeat('1.5', 4), '1.5?', ...repeat('null?', 12), '1.5', '1.5']);
    expect(gap.data_through).toBe('2026-08-18');
    await upload({ ...A, days: ['2026-08-01', '2026-08-31'] });
    expect((await read(range)).data_through).toBe('2026-09-08');
  });

  it('not because of a fee that is dated ahead, of the same account or another', async () => {
    await upload(
      { ...A, days: ['2026-08-01', '2026-09-06'] },
      { ...A, days: ['2026-09-30', '2026-09-30'], cost: 7, category: 'Purchase' },
    );
    const ahead = await read();
    // What is known of the fee is shown on its day.
    expect(shown(ahead).slice(0, 7)).toEqual([...repeat('1.5', 5), '1.5?', 'null?']);
    expect(shown(ahead).at(-1)).toBe('7?');
    expect(ahead.data_through).toBe('2026-09-05');
    await upload({ ...B, days: ['2027-08-01', '2027-08-02'] });
    expect((await read()).data_through).toBe('2026-09-05');
  });
});
