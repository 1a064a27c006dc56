import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { addMonths, daysBetween } from '../../../../platform/core/dates.ts';
import { COLUMNS } from './columns.ts';
import { decimalText } from './decimal.ts';
import { generateSampleCompany } from './generator.ts';

const END = '2026-11-24';
type Row = Record<(typeof COLUMNS)[number], string>;

/** One line of our own CSV: fields with commas or quotes are quoted. */
const fieldsOf = (line: string): string[] =>
  [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );

/** Decimal text in 1e-12. */
function exact(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(12, '0'));
  return text.startsWith('-') ? -value : value;
}
const rowsOf = (text: string): Row[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => Object.fromEntries(fieldsOf(line).map((value, index) => [COLUMNS[index], value])) as Row);

describe('the sample company', () => {
  const company = generateSampleCompany({ seed: 1, end: END });
  const sums = {
    accounts: new Set<string>(),
    services: new Set<string>(),
    resources: new Set<string>(),
    rows: 0,
    effective: 0n,
  };
  const commitments = new Map<string, { spread: bigint; paid: bigint }>();
  const wrong: string[] = [];
  const hash = createHash('sha256');

  const check = (row: Row): void => {
    sums.rows += 1;
    sums.accounts.add(row.SubAccountId);
    sums.services.add(row.ServiceName);
    if (row.ResourceId) sums.resources.add(row.ResourceId);
    sums.effective += exact(row.EffectiveCost);
    if (row.PricingQuantity && row.ChargeCategory === 'Usage') {
      if (exact(row.ListUnitPrice) * exact(row.PricingQuantity) !== exact(row.ListCost) * 10n ** 12n)
        wrong.push(`list cost of ${row.ResourceId}`);
      if (exact(row.ContractedUnitPrice) * exact(row.PricingQuantity) !== exact(row.ContractedCost) * 10n ** 12n)
        wrong.push(`contracted cost of ${row.ResourceId}`);
    }
    if (row.CommitmentDiscountId) {
      const key = `${row.CommitmentDiscountId} ${row.BillingPeriodStart}`;
      const commitment = commitments.get(key) ?? { spread: 0n, paid: 0n };
      commitment.spread += exact(row.EffectiveCost);
      commitment.paid += exact(row.BilledCost);
      commitments.set(key, commitment);
    } else if (row.BilledCost !== row.EffectiveCost) wrong.push(`billed and effective of ${row.ChargeDescription}`);
    const mandatory = [
      'BillingAccountId',
      'BillingCurrency',
      'ChargeCategory',
      'ChargePeriodStart',
      'ChargePeriodEnd',
      'ListCost',
      'ContractedCost',
      'ProviderName',
      'ServiceName',
      'ServiceCategory',
    ] as const;
    for (const column of mandatory) if (row[column] === '') wrong.push(`${column} of ${row.ChargeDescription}`);
  };

  beforeAll(() => {
    const [header = '', ...chunks] = company.file();
    expect(header).toBe(`${COLUMNS.join(',')}\n`);
    for (const chunk of chunks) {
      hash.update(chunk);
      for (const row of rowsOf(chunk)) check(row);
    }
  });

  it('is of the size of a real one', () => {
    expect(sums.accounts.size).toBe(12);
    expect(sums.services.size).toBeGreaterThanOrEqual(40);
    expect(sums.resources.size).toBeGreaterThanOrEqual(2_000);
    expect(sums.rows).toBeGreaterThan(270_000);
    expect(sums.rows).toBeLessThan(330_000);
    const monthly = Number(sums.effective / 10n ** 12n) / (daysBetween(company.start, company.end) / 30.4);
    expect(monthly).toBeGreaterThan(150_000);
    expect(monthly).toBeLessThan(250_000);
    expect(company.start).toBe(addMonths(END, -13));
  });

  it('prices every row exactly', () => {
    expect(wrong).toEqual([]);
  });

  it('spreads each commitment over its month to the last digit', () => {
    expect(commitments.size).toBeGreaterThan(20);
    for (const [key, { spread, paid }] of commitments) expect(decimalText(spread), key).toBe(decimalText(paid));
  });

  it('keeps the truth of its incidents', () => {
    const truth = company.truth();
    expect(truth).toHaveLength(8);
    // A reservation saves a third, and covered only part of the machines.
    for (const { id, kind, actual_daily, expected_daily } of truth)
      expect(actual_daily, id).toBeGreaterThan(expected_daily * (kind === 'commitment expired' ? 1.2 : 1.5));
    expect(truth.find(({ kind }) => kind === 'commitment expired')).toMatchObject({
      id: 'reservation-expired',
      provider: 'Microsoft',
      service: 'Virtual Machines',
      sub_account_id: expect.stringContaining('/subscriptions/'),
      region: null,
      end: END,
    });
    expect(truth.filter((incident) => incident.end === END).map((incident) => incident.id)).toContain('forgotten-gpu');
  });

  it('is the same for the same seed, and another for another', () => {
    const digest = (seed: number): string => {
      const other = createHash('sha256');
      for (const chunk of [...generateSampleCompany({ seed, end: END }).file()].slice(1)) other.update(chunk);
      return other.digest('hex');
    };
    const first = hash.digest('hex');
    expect(digest(1)).toBe(first);
    expect(digest(2)).not.toBe(first);
  });
});
