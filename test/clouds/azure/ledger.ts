import { amountOf, amountText } from '../../../src/connections/providers/azure/core/cost-query/amount.ts';
import type { LedgerCharge } from './cost-management.ts';

export const ALPHA = '33333333-3333-4333-8333-333333333333';
export const BETA = '44444444-4444-4444-8444-444444444444';

/** A charge for a machine on demand, with what differs. */
export const charge = (more: Partial<LedgerCharge> & { dimensions?: Record<string, string> } = {}): LedgerCharge => ({
  day: '2026-09-02',
  currency: 'EUR',
  actual: '1.5',
  amortized: '1.5',
  ...more,
  dimensions: {
    SubscriptionId: ALPHA,
    ServiceName: 'Virtual Machines',
    ResourceLocation: 'EU West',
    ChargeType: 'Usage',
    PricingModel: 'OnDemand',
    ...more.dimensions,
  },
});

const RESERVATION = { PricingModel: 'Reservation' };
/** A reservation that is bought, used and partly left unused, beside usage on demand. */
export const LEDGER: LedgerCharge[] = [
  charge(),
  charge({ day: '2026-09-03', actual: '2.25', amortized: '2.25' }),
  charge({
    actual: '0.000000012',
    amortized: '0.000000012',
    dimensions: { ServiceName: 'Storage', ResourceLocation: '' },
  }),
  charge({ dimensions: { SubscriptionId: BETA, ServiceName: 'Azure App Service', ResourceLocation: 'US East' } }),
  charge({ actual: '300', amortized: null, dimensions: { ...RESERVATION, ChargeType: 'Purchase' } }),
  charge({ actual: '0', amortized: '7.123456789012345678', dimensions: RESERVATION }),
  charge({ actual: null, amortized: '2.5', dimensions: { ...RESERVATION, ChargeType: 'UnusedReservation' } }),
  charge({ actual: '-3.1', amortized: '-3.1', dimensions: { ChargeType: 'Refund' } }),
];

/** Sums of a column by day, subscription, service and what else tells rows apart. */
export function sums(
  rows: Record<string, string | null>[],
  column: 'billed_cost' | 'effective_cost',
): Record<string, string> {
  const cells = new Map<string, bigint>();
  for (const row of rows) {
    const key = [row.charge_date, row.sub_account_id, row.service_name, row.region_name ?? ''].join(' | ');
    cells.set(key, (cells.get(key) ?? 0n) + amountOf(row[column]!));
  }
  return Object.fromEntries([...cells].map(([key, amount]) => [key, amountText(amount)]));
}

/** What those sums must be by the ledger. */
export function expected(ledger: LedgerCharge[], type: 'actual' | 'amortized'): Record<string, string> {
  const cells = new Map<string, bigint>();
  for (const { day, dimensions, ...amounts } of ledger) {
    const { SubscriptionId, ServiceName, ResourceLocation } = dimensions;
    const key = [day, `/subscriptions/${SubscriptionId}`, ServiceName, ResourceLocation].join(' | ');
    cells.set(key, (cells.get(key) ?? 0n) + amountOf(amounts[type] ?? '0'));
  }
  return Object.fromEntries([...cells].map(([key, amount]) => [key, amountText(amount)]));
}
