import type { InventoryResource } from '../../src/connections/core/inventory.ts';
import type { BillLine } from '../../src/recommendations/core/bill.ts';
import { priceSaving, type SavingRequest } from '../../src/recommendations/core/price-saving.ts';
import { priceListOf } from '../../src/recommendations/core/prices/price-list.ts';
import type { SavingPlan } from '../../src/recommendations/core/saving-plan.ts';
import type { PriceKey, PriceRow, Saving } from '../../src/recommendations/core/types.ts';

/** Days of the bill. */
export const WINDOW = { start: '2026-08-02', end: '2026-09-01' };
export const LAST = '2026-08-31';

/** A month of a machine, at 90 US dollars of 100. */
export const line = (more: Partial<BillLine> = {}): BillLine => ({
  meter: 'BoxUsage:m5.xlarge',
  description: '',
  service: 'Amazon Elastic Compute Cloud',
  region: 'us-east-1',
  unit: 'Hours',
  pricing_category: 'Standard',
  commitment_id: null,
  commitment_name: null,
  currency: 'USD',
  effective: '90',
  list: '100',
  contracted: '90',
  quantity: 720,
  weekend_quantity: 240,
  first_day: WINDOW.start,
  last_day: LAST,
  days: 30,
  ...more,
});
/** What a commitment covers. */
export const plan = (commitment_category: string | null): Partial<BillLine> => ({
  commitment_id: 'c-1',
  commitment_name: 'Machines',
  commitment_category,
  pricing_category: 'Committed',
  effective: '60',
});
/** A month of a volume, at 10 US dollars. */
export const volume = (more: Partial<BillLine> = {}): BillLine =>
  line({ meter: 'EBS:VolumeUsage.gp2', unit: 'GB-Months', effective: '10', contracted: '10', list: '10', ...more });

/** A price of a region that only the rows below know. */
export const key = (service: string, sku: string): PriceKey => ({ provider: 'aws', service, region: 'xx-test-1', sku });
const price = (service: string, sku: string, unit: string, amount: number): PriceRow => ({
  ...key(service, sku),
  unit,
  price: amount,
  source: 'price_api',
  source_name: 'AWS Price List',
  date: '2026-09-01',
});
const ROWS = [
  price('ec2-instance', 'm5.xlarge', 'hour', 0.2),
  price('ec2-instance', 'm5.large', 'hour', 0.1),
  price('ec2-instance', 'm7g.xlarge', 'hour', 0.16),
  price('ec2-instance', 'm5.2xlarge', 'hour', 0.4),
  price('ebs-volume', 'gp2', 'gib_month', 0.1),
  price('ebs-volume', 'gp3', 'gib_month', 0.08),
  price('ebs-iops', 'gp3', 'iops_month', 0.005),
  price('s3-storage', 'STANDARD', 'gib_month', 0.02),
  price('s3-storage', 'GLACIER_IR', 'gib_month', 0.004),
];

/** What is known of the machine whose saving is priced. */
export interface Given {
  bill?: BillLine[];
  others?: Record<string, BillLine[]>;
  created_at?: string | null;
  window?: SavingRequest['subject']['bill_window'];
}
const ID = 'arn:aws:ec2:us-east-1:1:instance/i-1';
/** What a plan for the machine saves. */
export function saving(
  steps: SavingPlan,
  { bill = [line()], others = {}, created_at = null, window = WINDOW }: Given = {},
): Saving {
  const resource = { resource_id: ID, resource_type: 'AWS::EC2::Instance', created_at } as InventoryResource;
  return priceSaving({
    subject: { resource, bill, bill_window: window, prices: priceListOf(ROWS), age_days: null },
    plan: steps,
    billOf: (resource_id) => others[resource_id] ?? [],
  });
}
/** The machine, changed to another type. */
export const reprice = (to: string, more: object = {}): SavingPlan => [
  {
    kind: 'reprice',
    of: ['compute'],
    from: key('ec2-instance', 'm5.xlarge'),
    to: key('ec2-instance', to),
    because: 'half of it is enough',
    ...more,
  },
];
