import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOCUS_ROW, focusCsv, StagingFixture } from './staging-fixture.ts';

let fixture: StagingFixture;
beforeAll(async () => {
  fixture = await StagingFixture.open();
});
afterAll(() => fixture.close());

/** What the report says of one row, as `severity column: value`. */
async function report(row: Record<string, string>): Promise<string[]> {
  const staged = await fixture.stage(focusCsv([{}, row]));
  expect(staged.rows_bad).toBe(staged.issues.some(({ severity }) => severity === 'error') ? 1 : 0);
  expect((await staged.rows()).length).toBe(2 - staged.rows_bad);
  await staged.discard();
  return staged.issues.flatMap(({ severity, column, examples }) =>
    examples.map(({ line, value }) => {
      expect(line).toBe(3);
      return `${severity} ${column}: ${value}`;
    }),
  );
}

describe('rows that would make numbers wrong are bad', () => {
  it.each([
    ['text for a cost', { BilledCost: 'free' }, ['error BilledCost: free']],
    ['thousands separators', { ListCost: '1,000.50' }, ['error ListCost: 1,000.50']],
    ['hexadecimal', { ListCost: '0x10' }, ['error ListCost: 0x10']],
    ['a second point', { ListCost: '1.2.3' }, ['error ListCost: 1.2.3']],
    ['not a number', { EffectiveCost: 'NaN' }, ['error EffectiveCost: NaN']],
    ['19 fraction digits', { EffectiveCost: '0.1234567890123456789' }, ['error EffectiveCost: 0.1234567890123456789']],
    ['a tiny exponent', { EffectiveCost: '1e-30' }, ['error EffectiveCost: 1e-30']],
    ['21 digits before the point', { ListCost: '123456789012345678901' }, ['error ListCost: 123456789012345678901']],
    ['no billed cost', { BilledCost: 'NULL' }, ['error BilledCost: null']],
    ['no account', { BillingAccountId: '' }, ['error BillingAccountId: null']],
    ['no provider', { ProviderName: '' }, ['error ProviderName: null']],
    ['a day that does not exist', { ChargePeriodStart: '2026-09-31' }, ['error ChargePeriodStart: 2026-09-31']],
    ['an unknown charge category', { ChargeCategory: 'Magic' }, ['error ChargeCategory: Magic']],
    ['an unknown currency', { BillingCurrency: 'dollars' }, ['error BillingCurrency: dollars']],
    ['a negative unit price', { ListUnitPrice: '-1' }, ['error ListUnitPrice: -1.000000000000000000']],
    [
      'a negative quantity at a positive cost',
      { PricingQuantity: '-1' },
      ['error PricingQuantity: -1.000000000000000000'],
    ],
    ['an end before the start', { ChargePeriodEnd: '2026-09-01' }, ['error ChargePeriodEnd: 2026-09-01 00:00:00']],
    [
      'a charge after its period',
      { ChargePeriodStart: '2026-10-01', ChargePeriodEnd: '2026-10-02' },
      ['error ChargePeriodStart: 2026-10-01 00:00:00'],
    ],
    [
      'a charge long before its period',
      { ChargePeriodStart: '2026-08-01' },
      ['error ChargePeriodStart: 2026-08-01 00:00:00'],
    ],
    ['tags that are no object', { Tags: 'team=web' }, ['error Tags: team=web']],
  ])('%s', async (_name, row, expected) => {
    expect(await report(row)).toEqual(expected);
  });
});

describe('rows that depart from FOCUS but count right are loaded', () => {
  it.each([
    ['no list cost', { ListCost: '' }, ['warning ListCost: null']],
    ['another spelling', { ChargeFrequency: 'usage-based' }, ['warning ChargeFrequency: usage-based']],
    ['an unknown service category', { ServiceCategory: 'Cloud' }, ['warning ServiceCategory: Cloud']],
    [
      'usage taken back',
      { ConsumedQuantity: '-1', BilledCost: '-2', EffectiveCost: '-2' },
      ['warning ConsumedQuantity: -1.000000000000000000'],
    ],
    [
      'late metering',
      { ChargePeriodStart: '2026-08-31T22:00:00Z' },
      ['warning ChargePeriodStart: 2026-08-31 22:00:00'],
    ],
    [
      'a correction of an earlier period',
      { ChargePeriodStart: '2026-06-01', ChargeClass: 'Correction', PricingQuantity: '-1' },
      [],
    ],
    [
      'a negative price in a credit',
      { ChargeCategory: 'Credit', ContractedUnitPrice: '-3' },
      ['warning ContractedUnitPrice: -3.000000000000000000'],
    ],
    ['SKU price details that are no JSON', { SkuPriceDetails: 'm5.large' }, ['warning SkuPriceDetails: m5.large']],
  ])('%s', async (_name, row, expected) => {
    expect(await report(row)).toEqual(expected);
  });

  it('loads values in the spelling of FOCUS', async () => {
    const staged = await fixture.stage(focusCsv([{ ChargeCategory: 'usage', ChargeFrequency: 'USAGE-BASED' }]));
    expect((await staged.rows())[0]).toMatchObject({ charge_category: 'Usage', charge_frequency: 'Usage-Based' });
    await staged.discard();
  });

  it('says once which mandatory columns the whole file lacks', async () => {
    const header = Object.keys(FOCUS_ROW).filter((name) => name !== 'ChargeClass' && name !== 'BillingAccountName');
    const text = [header.join(','), header.map((name) => (name === 'Tags' ? '' : FOCUS_ROW[name])).join(',')].join(
      '\n',
    );
    const staged = await fixture.stage(text);
    expect(staged.issues).toMatchObject([
      { severity: 'warning', column: 'BillingAccountName', rows: 0 },
      { severity: 'warning', column: 'ChargeClass', rows: 0 },
    ]);
    expect(staged.rows_bad).toBe(0);
    await staged.discard();
  });
});

describe('the report', () => {
  it('names physical lines, whatever line breaks values hold and blank lines lie between', async () => {
    const csv = focusCsv([
      { ChargeDescription: 'two\nlines' },
      { BilledCost: 'x' },
      { ChargeDescription: 'a\r\nb\n\nc' },
      { ListCost: 'y' },
    ]);
    const [header, ...rest] = csv.split('\n');
    const staged = await fixture.stage([header, '', ...rest].join('\n'));
    const lines = staged.issues
      .filter(({ examples }) => examples[0]?.value !== null)
      .map(({ column, examples }) => [column, examples[0]!.line, examples[0]!.value]);
    expect(lines).toEqual([
      ['BilledCost', 5, 'x'],
      ['ListCost', 10, 'y'],
    ]);
    await staged.discard();
  });

  it.each([['\n'], ['\r\n']])('reports records cut short or too long with their line (%j)', async (eol) => {
    const [header, good] = focusCsv([{}]).trimEnd().split('\n') as [string, string];
    const lines = [
      header,
      good,
      '1.5,111122223333',
      good,
      `${good},more`,
      good.replace('1.5', 'x'),
      good.slice(0, -10),
    ];
    const staged = await fixture.stage(lines.join(eol));
    expect(staged).toMatchObject({ rows_read: 6, rows_bad: 4 });
    const found = staged.issues.flatMap(({ reason, examples }) =>
      examples.map(({ line }) => [line, reason.split(/[(:;]/)[0]]),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        [3, 'The record has fewer columns than the header'],
        [5, 'The record has more columns than the header'],
        [6, 'Is not a number'],
        [7, 'A quoted value does not end as it should'],
      ]),
    );
    expect((await staged.rows()).length).toBe(2);
    const csv = await staged.badRows();
    expect(
      csv
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(',')[0]),
    ).toEqual(['line', '3', '5', '6', '7']);
    await staged.discard();
  });

  it('keeps 1,000 examples of each finding, counts the rest, and gives all for download', async () => {
    const staged = await fixture.stage(focusCsv(Array.from({ length: 1_500 }, () => ({ ListUnitPrice: '-1' }))));
    expect(staged.rows_bad).toBe(1_500);
    expect(staged.issues).toMatchObject([{ rows: 1_500, column: 'ListUnitPrice' }]);
    expect(staged.issues[0]!.examples.length).toBe(1_000);
    expect((await staged.badRows()).trimEnd().split('\n').length).toBe(1_501);
    await staged.discard();
  });
});
