import { type IsoDate, monthStart } from '../../../../platform/core/dates.ts';
import type { ProviderName } from './catalogue.ts';
import { oneOffRow } from './charges.ts';
import type { SampleRow } from './columns.ts';

const dollars = (amount: number): bigint => BigInt(Math.round(amount * 100)) * 10_000_000_000n;

const support = (provider: ProviderName): SampleRow =>
  oneOffRow({
    account_name: provider === 'AWS' ? 'shared-services' : 'workplace',
    category: 'Purchase',
    frequency: 'Recurring',
    description: provider === 'AWS' ? 'AWS Support (Business), monthly' : 'Azure Support (ProDirect), monthly',
    service: provider === 'AWS' ? 'AWS Support (Business)' : 'Azure Support',
    service_category: 'Other',
    service_subcategory: 'Other (Other)',
    amount: dollars(provider === 'AWS' ? 5_400 : 1_000),
  });

const tax = (provider: ProviderName): SampleRow =>
  oneOffRow({
    account_name: provider === 'AWS' ? 'shared-services' : 'workplace',
    category: 'Tax',
    frequency: 'One-Time',
    description: 'Sales tax on services not exempt',
    service: provider === 'AWS' ? 'AWS Support (Business)' : 'Azure Support',
    service_category: 'Other',
    service_subcategory: 'Other (Other)',
    amount: dollars(provider === 'AWS' ? 486 : 90),
  });

const marketplace = (): SampleRow =>
  oneOffRow({
    account_name: 'security',
    category: 'Purchase',
    frequency: 'Recurring',
    description: 'AWS Marketplace: endpoint protection, monthly subscription',
    service: 'AWS Marketplace',
    service_category: 'Security',
    service_subcategory: 'Other (Security)',
    amount: dollars(2_150),
    publisher: 'Harborlight Security',
  });

const credit = (amount: number): SampleRow =>
  oneOffRow({
    account_name: 'shared-services',
    category: 'Credit',
    frequency: 'One-Time',
    description: 'Migration program credit',
    service: 'Amazon Elastic Compute Cloud',
    service_category: 'Compute',
    service_subcategory: 'Virtual Machines',
    amount: -dollars(amount),
  });

const refund = (amount: number, correction: boolean): SampleRow =>
  oneOffRow({
    account_name: 'erp-production',
    category: 'Adjustment',
    frequency: 'One-Time',
    description: correction ? 'Correction of an earlier invoice: disks billed twice' : 'Service level credit',
    service: 'Azure Managed Disks',
    service_category: 'Storage',
    service_subcategory: 'Block Storage',
    amount: -dollars(amount),
    correction,
  });

/** The charges of a day that are not use: month-start purchases and taxes, credits in the first months, two refunds. */
export function oneOffsOf(provider: ProviderName, date: IsoDate, day: number, days: number): SampleRow[] {
  const rows: SampleRow[] = [];
  if (date === monthStart(date)) {
    rows.push(support(provider), tax(provider));
    if (provider === 'AWS') rows.push(marketplace());
    const months_in = Math.round(day / 30.4);
    if (provider === 'AWS' && months_in < 3) rows.push(credit(4_000 - months_in * 1_000));
  }
  if (provider === 'Microsoft' && day === days - 130) rows.push(refund(812.4, false));
  if (provider === 'Microsoft' && day === days - 52) rows.push(refund(1_377.25, true));
  return rows;
}
