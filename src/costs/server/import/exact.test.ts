import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOCUS_ROW, focusCsv, StagingFixture } from './staging-fixture.ts';

let fixture: StagingFixture;
beforeAll(async () => {
  fixture = await StagingFixture.open();
});
afterAll(() => fixture.close());

const SCALE = 18;
const LIMIT = 10n ** 38n;

/** Of a DECIMAL(38,18): its digits as one integer. */
const fromDecimal = (text: string): bigint => BigInt(text.replace('.', ''));

/** Our own exact reading of any spelling, as an integer of 10^-18; null when it needs more digits than are kept. */
function exactly(text: string): bigint | null {
  const [, sign, whole, fraction = '', exponent = '0'] = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text)!;
  const shift = SCALE - fraction.length + Number(exponent);
  const digits = BigInt(`${whole}${fraction}` || '0');
  if (shift < 0 && digits % 10n ** BigInt(-shift) !== 0n) return null;
  const value = shift < 0 ? digits / 10n ** BigInt(-shift) : digits * 10n ** BigInt(shift);
  if (value >= LIMIT) return null;
  return sign === '-' ? -value : value;
}

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });

/** Numbers as files spell them: with and without point, zeros around, exponents, too many digits. */
const spelling = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits(1, 22),
    fc.option(digits(0, 24)),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'E-', 'e-'), fc.integer({ min: 0, max: 22 }))),
  )
  .map(([sign, whole, fraction, exponent]) =>
    [sign, whole, fraction === null ? '' : `.${fraction}`, exponent ? exponent.join('') : ''].join(''),
  );

describe('decimals', () => {
  it('are read exactly or reported, never rounded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(spelling, { minLength: 1, maxLength: 200 }), async (spellings) => {
        const expected = spellings.map(exactly);
        // What a file adds up to has to fit as well: here 10^20 of a currency.
        const size = (value: bigint | null): bigint => (value === null ? 0n : value < 0n ? -value : value);
        fc.pre(expected.reduce<bigint>((sum, value) => sum + size(value), 0n) < LIMIT);
        const staged = await fixture.stage(focusCsv(spellings.map((ListCost, i) => ({ ListCost, SkuId: String(i) }))));
        const read = new Map((await staged.rows()).map((row) => [row.sku_id, fromDecimal(row.list_cost!)]));
        spellings.forEach((text, i) => expect([text, read.get(String(i)) ?? null]).toEqual([text, expected[i]]));
        expect(staged.rows_bad).toBe(expected.filter((value) => value === null).length);
        await staged.discard();
      }),
      { numRuns: 15 },
    );
  });

  it('of thousands of digits are read when the digits are zeros, reported when they are not', async () => {
    const zeros = `0.1${'0'.repeat(5_000)}`;
    const threes = `0.${'3'.repeat(5_000)}`;
    const staged = await fixture.stage(focusCsv([{ ListCost: zeros }, { ListCost: threes }]));
    expect(staged.slices[0]!.list_cost).toBe('0.1');
    expect(staged.issues).toMatchObject([{ column: 'ListCost', examples: [{ line: 3, value: threes }] }]);
    expect(staged.issues[0]!.reason).toMatch(/^Has more than 18 digits after the point/);
    await staged.discard();
  });
});

describe('spaces', () => {
  it('are taken around a number, never inside of it', async () => {
    const good = ['1.5 ', ' 1.5', '-1.5', '+1.5', '.5'];
    const bad = ['1 .5', '1 .5000000000001', '- 1.5', '1. 5', '1 5'];
    const staged = await fixture.stage(focusCsv([...good, ...bad].map((ListCost) => ({ ListCost }))));
    expect(staged.rows_bad).toBe(bad.length);
    expect(staged.issues[0]!.examples.map(({ value }) => value)).toEqual(bad);
    expect(staged.slices[0]!.list_cost).toBe('3.5');
    await staged.discard();
  });
});

describe('random files', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab ,;"\n\r\'é|\t{}'), maxLength: 12 });
  const row = fc.record({
    BilledCost: fc.integer({ min: -1e9, max: 1e9 }).map((n) => `${n}e-9`),
    ChargeDescription: text,
    x_Note: text,
  });

  it('give back their values in any column order, quoting and line ending', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.boolean(),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (rows, eol, delimiter, quoteAll, random) => {
          const staged = await fixture.stage(scrambled(rows, { eol, delimiter, quoteAll, random }));
          expect(staged).toMatchObject({ rows_read: rows.length, rows_bad: 0 });
          const read = await staged.rows();
          expect(read.map(({ charge_description }) => charge_description ?? '')).toEqual(
            rows.map(({ ChargeDescription }) => ChargeDescription),
          );
          expect(read.map(({ x }) => (JSON.parse(x!) as { x_Note?: string }).x_Note ?? '')).toEqual(
            rows.map(({ x_Note }) => x_Note),
          );
          expect(read.map(({ billed_cost }) => fromDecimal(billed_cost!))).toEqual(
            rows.map(({ BilledCost }) => exactly(BilledCost)),
          );
          await staged.discard();
        },
      ),
      { numRuns: 20 },
    );
  });
});

interface Scramble {
  eol: string;
  delimiter: string;
  quoteAll: boolean;
  random: Iterable<number>;
}

/** The rows as CSV with their columns in random order. */
function scrambled(rows: readonly Record<string, string>[], { eol, delimiter, quoteAll, random }: Scramble): string {
  const plain = focusCsv([{ ...rows[0] }])
    .split('\n')[0]!
    .split(',');
  const stream = random[Symbol.iterator]();
  const order = plain.map((column) => ({ column, key: stream.next().value as number })).sort((a, b) => a.key - b.key);
  const base = new Map(Object.entries(FOCUS_ROW));
  const cell = (value: string) => (quoteAll || /["\n\r;,\t|]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const line = (values: string[]) => values.map(cell).join(delimiter);
  const lines = rows.map((row) => line(order.map(({ column }) => row[column] ?? base.get(column) ?? '')));
  return [line(order.map(({ column }) => column)), ...lines].join(eol);
}
