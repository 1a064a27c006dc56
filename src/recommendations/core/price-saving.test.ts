import { describe, expect, it } from 'vitest';
import { type Given, key, LAST, line, plan, reprice, saving, volume, WINDOW } from '../../../test/support/savings.ts';
import { addDays } from '../../platform/core/dates.ts';
import type { SavingPlan } from './saving-plan.ts';

const ends: SavingPlan = [{ kind: 'ends', of: 'all', because: 'it is gone' }];
const endsCompute: SavingPlan = [{ kind: 'ends', of: ['compute', 'license'], because: 'it stops' }];
const amounts = (effective: string | number, list: string | number | null, contracted: string | number | null) => ({
  effective: String(effective),
  list: list === null ? null : String(list),
  contracted: contracted === null ? null : String(contracted),
});

describe('the saving of charges that end', () => {
  it('is what they cost in the 30 days of the bill, by each of the three costs', () => {
    expect(saving(ends, { bill: [line(), volume()] })).toEqual({
      monthly: amounts(100, 110, 100),
      currency: 'USD',
      window: WINDOW,
      monthly_cost: amounts(100, 110, 100),
      lines: [
        {
          text: 'BoxUsage:m5.xlarge, EBS:VolumeUsage.gp2: it is gone.',
          amounts: amounts(100, 110, 100),
          source: 'own_bill',
          prices: [],
        },
      ],
      freed_commitments: [],
      unknown_because: null,
    });
  });

  it('is that of the components meant alone', () => {
    const { monthly, monthly_cost } = saving(endsCompute, { bill: [line(), volume()] });
    expect([monthly, monthly_cost]).toEqual([amounts(90, 100, 90), amounts(100, 110, 100)]);
  });

  it('is exact', () => {
    const bill = [line({ effective: '0.100000000000000001' }), line({ effective: '0.2' })];
    expect(saving(ends, { bill }).monthly?.effective).toBe('0.300000000000000001');
  });

  it('is exact of bills that do not go back 30 days', () => {
    const window = { start: '2026-08-04', end: '2026-09-01' };
    const bill = [line({ effective: '28', list: '0.000000000000000028', contracted: '1.4', days: 28 })];
    expect(saving(ends, { bill, window }).monthly).toEqual(amounts(30, '0.00000000000000003', 1.5));
  });

  it('has no list or contracted cost where the bill tells none of some part', () => {
    const bill = [line({ list: null }), line({ contracted: null })];
    expect(saving(ends, { bill }).monthly).toEqual(amounts(180, null, null));
  });

  it('is on the bill of the resources that are named', () => {
    const steps: SavingPlan = [{ kind: 'ends', of: 'all', resource_id: 'vol-1', because: 'it is deleted' }];
    const { monthly, monthly_cost } = saving(steps, { bill: [], others: { 'vol-1': [volume()] } });
    expect([monthly, monthly_cost]).toEqual([amounts(10, 10, 10), amounts(10, 10, 10)]);
    const one_missing = [...steps, { ...steps[0]!, resource_id: 'a/vol-2' } as SavingPlan[number]];
    const partly = saving(one_missing, { others: { 'vol-1': [volume()] } });
    expect(partly).toMatchObject({ monthly: null, unknown_because: 'No bill names vol-2.' });
    expect(partly.lines).toHaveLength(1);
  });

  it('leaves out daily charges that ended before the last three days, and says so', () => {
    const over = { last_day: addDays(LAST, -3), days: 27 };
    const { monthly, monthly_cost, lines } = saving(ends, { bill: [line(over), volume()] });
    expect([monthly?.effective, monthly_cost?.effective]).toEqual(['10', '10']);
    expect(lines[0]?.text).toContain('BoxUsage:m5.xlarge, which was charged for until 2026-08-28 only');
    expect(saving(endsCompute, { bill: [line(over)] }).monthly?.effective).toBe('0');
    const goes_on = line({ last_day: addDays(LAST, -2), days: 28 });
    expect(saving(ends, { bill: [goes_on] }).monthly?.effective).toBe('90');
    const fee = line({ first_day: '2026-08-05', last_day: '2026-08-05', days: 1 });
    expect(saving(ends, { bill: [fee] }).monthly?.effective).toBe('90');
  });

  it('is of what a commitment covers since it began, and of what it does not since it ended', () => {
    const until = { last_day: addDays(LAST, -10), days: 20 };
    const since = { first_day: addDays(LAST, -9), days: 10 };
    const begun = saving(ends, { bill: [line(until), line({ ...plan('Spend'), ...since })] });
    expect([begun.monthly?.effective, begun.freed_commitments[0]?.monthly_cost]).toEqual(['0', '180']);
    expect(begun.lines[0]?.text).toContain('BoxUsage:m5.xlarge, which was charged for otherwise until 2026-08-21');
    const ended = saving(ends, { bill: [line({ ...plan('Spend'), ...until }), line(since)] });
    expect([ended.monthly?.effective, ended.freed_commitments, ended.monthly_cost?.effective]).toEqual([
      '270',
      [],
      '270',
    ]);
  });

  it('is of both where a commitment covers the same meter on some days', () => {
    const now_and_then = line({
      ...plan('Spend'),
      first_day: addDays(LAST, -20),
      last_day: addDays(LAST, -5),
      days: 9,
    });
    const { monthly, freed_commitments } = saving(ends, { bill: [line({ days: 25 }), now_and_then] });
    expect([monthly?.effective, freed_commitments[0]?.monthly_cost]).toEqual(['90', '60']);
  });

  it('is scaled to a month for what was made within the days, and for bills that do not go back so far', () => {
    const young = line({ first_day: '2026-08-22', days: 10, effective: '30' });
    const given = { bill: [young], created_at: '2026-08-22T08:00:00Z' };
    expect(saving(ends, given).monthly?.effective).toBe('90');
    expect(saving(ends, { bill: [young] }).monthly?.effective).toBe('30');
    // Made before the bill began, or charged for before it was made: as it stands.
    expect(saving(ends, { ...given, created_at: '2026-07-01T08:00:00Z' }).monthly?.effective).toBe('30');
    // By the days since, which the line names: what is told can be computed again.
    expect(saving(ends, given).lines[0]?.text).toContain('(BoxUsage:m5.xlarge by the days since 2026-08-22)');
    const short = { start: '2026-08-17', end: '2026-09-01' };
    expect(saving(ends, { window: short }).monthly?.effective).toBe('180');
    expect(saving(ends, { bill: [young], window: { start: '2026-08-30', end: '2026-09-01' } })).toMatchObject({
      monthly: null,
      unknown_because: expect.stringContaining('too short'),
    });
  });
});

it('is by the days of which the bills of its account tell', () => {
  const told = { first_day: '2026-08-22', days: 10, known_since: '2026-08-22' };
  const bill = [
    line({ ...told, effective: '30' }),
    volume({ ...told, first_day: '2026-08-30', days: 2, effective: '1' }),
  ];
  const { monthly, lines } = saving(ends, { bill });
  expect(monthly?.effective).toBe('93');
  expect(lines[0]?.text).toContain('by the days since 2026-08-22');
  const days_ago = { first_day: '2026-08-30', days: 2, known_since: '2026-08-30' };
  expect(saving(ends, { bill: [line(days_ago)] }).unknown_because).toContain('too short');
});

describe('the saving of what became something else within the days', () => {
  const before = line({ meter: 'BoxUsage:m5.2xlarge', effective: '200', last_day: '2026-08-20', days: 19 });
  const since = line({ first_day: '2026-08-20', days: 12, effective: '36', contracted: '36', list: '40' });

  it('is of what it is now, by the days since', () => {
    const { monthly, monthly_cost, lines } = saving(ends, { bill: [before, since, volume()] });
    // 36 in 12 days is 90 a month; the volume was there all the time.
    expect([monthly, monthly_cost]).toEqual([amounts(100, 110, 100), amounts(100, 110, 100)]);
    expect(lines[0]?.text).toContain('(BoxUsage:m5.xlarge by the days since 2026-08-20)');
    expect(lines[0]?.text).toContain('BoxUsage:m5.2xlarge, which was charged for until 2026-08-20 only');
  });

  it('is not more by what was charged once, as a correction is', () => {
    const once = { ...since, meter: 'BoxUsage:m5.xlarge', days: 1, last_day: since.first_day, effective: '-1' };
    expect(saving(ends, { bill: [before, since, line(once)] }).monthly?.effective).toBe('89');
  });

  it('is as it stands where nothing else was there until then', () => {
    expect(saving(ends, { bill: [since] }).monthly?.effective).toBe('36');
    const long_ago = { ...before, last_day: '2026-08-10', days: 9 };
    expect(saving(ends, { bill: [long_ago, since] }).monthly?.effective).toBe('36');
  });

  it('is at the price of what it is now, and of nothing else', () => {
    const yesterday = [
      line({ meter: 'BoxUsage:m5.2xlarge', effective: '200', last_day: '2026-08-30', days: 29 }),
      line({ first_day: '2026-08-31', days: 1, effective: '3', contracted: '3', list: '3' }),
    ];
    expect(saving(reprice('m5.large'), { bill: yesterday }).monthly).toEqual(amounts(1.5, 1.5, 1.5));
    expect(saving(reprice('m5.large'), { bill: yesterday.slice(0, 1) })).toMatchObject({
      monthly: null,
      unknown_because: 'The bill has no charge for compute of this resource.',
    });
  });
});

describe('the saving of a share', () => {
  it('is that share of the charges; steps take from what is left', () => {
    const half: SavingPlan[number] = { kind: 'share', share: 0.5, of: ['compute'], because: 'it sleeps at night' };
    expect(saving([half]).monthly).toEqual(amounts(45, 50, 45));
    expect(saving([half, half]).monthly).toEqual(amounts(67.5, 75, 67.5));
  });
});

describe('the saving of another price', () => {
  it('is by the ratio of list prices on the own rate, and names them', () => {
    const { monthly, lines } = saving(reprice('m5.large'));
    expect(monthly).toEqual(amounts(45, 50, 45));
    expect(lines[0]).toMatchObject({
      source: 'own_bill_and_prices',
      prices: [{ sku: 'm5.xlarge' }, { sku: 'm5.large' }],
      text: 'BoxUsage:m5.xlarge at 50 % of what it costs: half of it is enough.',
    });
    expect(saving(reprice('m5.large', { quantity_ratio: 3 })).monthly?.effective).toBe('-45');
  });

  it('is exact', () => {
    const steps: SavingPlan = [
      { ...reprice('m5.large')[0]!, from: key('ebs-volume', 'gp2'), to: key('ebs-volume', 'gp3'), of: ['storage'] },
    ] as SavingPlan;
    const bill = [volume({ effective: '123456789.000000000000000005', contracted: null })];
    expect(saving(steps, { bill }).monthly?.effective).toBe('24691357.800000000000000001');
  });

  it('is unknown without a price, and for spot', () => {
    expect(saving(reprice('m9.large'))).toMatchObject({
      monthly: null,
      unknown_because: 'No price is known to compare m5.xlarge with m9.large in xx-test-1.',
    });
    const spot = line({ meter: 'SpotUsage:m5.xlarge', pricing_category: 'Dynamic' });
    expect(saving(reprice('m5.large'), { bill: [spot] })).toMatchObject({
      monthly: null,
      unknown_because: expect.stringContaining('spot prices'),
    });
  });

  it('is of the storage class alone that the price is for', () => {
    const bill = [
      volume({ meter: 'TimedStorage-ByteHrs', effective: '100' }),
      volume({ meter: 'TimedStorage-SIA-ByteHrs', effective: '50' }),
    ];
    const steps: SavingPlan = [
      {
        kind: 'reprice',
        of: ['storage'],
        from: key('s3-storage', 'STANDARD'),
        to: key('s3-storage', 'GLACIER_IR'),
        because: 'it is read once a quarter',
      },
    ];
    expect(saving(steps, { bill }).monthly?.effective).toBe('80');
  });
});

describe('what commitments cover', () => {
  it('is not saved but freed', () => {
    const { monthly, monthly_cost, freed_commitments } = saving(endsCompute, {
      bill: [line(), line(plan('Spend')), line({ ...plan(null), effective: '1.5' })],
    });
    expect([monthly?.effective, monthly_cost?.effective]).toEqual(['90', '151.5']);
    expect(freed_commitments).toMatchObject([
      { commitment_id: 'c-1', commitment_name: 'Machines', monthly_cost: '61.5' },
    ]);
  });

  it.each([
    // A savings plan covers the smaller one too; so does a reservation of the same family.
    ['Spend', 'm7g.xlarge', '0', '12'],
    ['Usage', 'm5.large', '0', '30'],
    [null, 'm5.large', '0', '30'],
    // A reservation does not follow to another family: that is paid for on demand, at 80 % of 90.
    ['Usage', 'm7g.xlarge', '-72', '60'],
    // What is added to a covered machine is paid for on demand.
    ['Spend', 'm5.2xlarge', '-90', '0'],
  ])('by %s becomes, as %s, %s saved and %s freed', (category, to, saved, freed) => {
    const { monthly, freed_commitments } = saving(reprice(to), { bill: [line(plan(category))] });
    expect(Number(monthly?.effective)).toBeCloseTo(Number(saved), 9);
    expect(Number(freed_commitments[0]?.monthly_cost ?? 0)).toBeCloseTo(Number(freed), 9);
  });

  it('makes it unknown where the bill does not tell what it would cost without', () => {
    const bill = [line({ ...plan('Usage'), contracted: null })];
    expect(saving(reprice('m7g.xlarge'), { bill })).toMatchObject({
      monthly: null,
      unknown_because: 'The bill does not tell what BoxUsage:m5.xlarge costs without its commitment.',
    });
  });
});

describe('what is added', () => {
  const adds: SavingPlan[number] = {
    kind: 'adds',
    price: key('ebs-iops', 'gp3'),
    quantity: 1_460,
    because: 'operations beyond the free ones',
  };
  const toGp3: SavingPlan[number] = {
    kind: 'reprice',
    of: ['storage'],
    from: key('ebs-volume', 'gp2'),
    to: key('ebs-volume', 'gp3'),
    because: 'gp3 costs less',
  };

  it('is at list prices of 730 hours, less the discount that the bill shows', () => {
    const [, added] = saving([toGp3, adds], { bill: [volume({ effective: '9', contracted: '9', list: '10' })] }).lines;
    // 1,460 × 0.005 × 720 ÷ 730 = 7.2, of which 90 % are paid.
    expect(added).toMatchObject({ amounts: amounts(-6.48, -7.2, -6.48), source: 'prices' });
    expect(added?.text).toContain('less the 10 % that your bill shows as discount');
    const without = saving([toGp3, adds], { bill: [volume({ contracted: null })] });
    expect(without.lines[1]).toMatchObject({ amounts: amounts(-7.2, -7.2, null) });
    expect(without.lines[1]?.text).toContain('list price)');
    expect(Number(without.monthly?.effective)).toBeCloseTo(2 - 7.2, 9);
  });

  it('is unknown in another currency than that of the prices, and without a price', () => {
    const bill = [volume({ currency: 'EUR' })];
    expect(saving([toGp3], { bill })).toMatchObject({ currency: 'EUR', monthly: { effective: '2' } });
    expect(saving([toGp3, adds], { bill })).toMatchObject({
      monthly: null,
      unknown_because: 'What would be added has a price in US dollars, but the bill is in EUR.',
    });
    const unpriced = { ...adds, price: key('ebs-iops', 'gp9') };
    expect(saving([toGp3, unpriced], { bill: [volume()] }).unknown_because).toBe(
      'The price of gp9 in xx-test-1 is not known.',
    );
  });
});

describe('a plan without a step', () => {
  it.each<[string, Given]>([
    ['without a bill', { window: null }],
    ['where no bill names the resource', { bill: [] }],
    ['where a bill does', { bill: [line({})] }],
  ])('saves nothing, which is known: %s', (_, given) => {
    const { monthly, unknown_because } = saving([], given);
    expect(monthly).toEqual({ effective: '0', list: '0', contracted: '0' });
    expect(unknown_because).toBeNull();
  });
});

describe('a saving is unknown', () => {
  it.each<[string, SavingPlan, Given, string]>([
    ['without a bill', ends, { window: null }, 'No bill was read yet.'],
    ['where no bill names the resource', ends, { bill: [] }, 'No bill names this resource.'],
    [
      'where the meters do not tell charges apart',
      endsCompute,
      { bill: [line({ meter: 'Something', unit: null })] },
      'The bill does not tell which charges are for compute or license: they are called Something.',
    ],
    [
      'where the bill has no such charge',
      endsCompute,
      { bill: [volume()] },
      'The bill has no charge for compute or license of this resource.',
    ],
    [
      'in several currencies',
      ends,
      { bill: [line(), line({ currency: 'EUR' })] },
      "It is billed in several currencies (EUR, USD), which can't be added up.",
    ],
    [
      'where the rule says so',
      [...ends, { kind: 'unknown', because: 'nobody counts the objects' }],
      {},
      'Nobody counts the objects.',
    ],
  ])('%s', (_, steps, given, because) => {
    const found = saving(steps, given);
    expect(found.monthly).toBeNull();
    expect(found.unknown_because).toContain(because);
  });

  it('not where a part has no charges while others have', () => {
    const steps: SavingPlan = [...endsCompute, { kind: 'ends', of: ['iops'], because: 'none are needed' }];
    expect(saving(steps, { bill: [line(), volume()] }).monthly?.effective).toBe('90');
  });
});
