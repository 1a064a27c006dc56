import { BILLING_ACCOUNTS } from './catalogue.ts';
import type { Resource } from './resources.ts';

/** A commitment to spend: `daily` is paid for each day whether used or not. Amounts in 1e-12 dollars. */
export interface Commitment {
  id: string;
  name: string;
  type: 'Savings Plan' | 'Reservation';
  category: 'Spend' | 'Usage';
  provider: 'AWS' | 'Microsoft';
  account_name: string;
  daily: bigint;
  /** Hundredths of the list price that covered use costs. */
  rate_percent: number;
  /** Day from which it is over. */
  until: number;
  covers: (resource: Resource) => boolean;
}

const dollars = (amount: number): bigint => BigInt(amount) * 1_000_000_000_000n;

/** The company's commitments; the reservation ends 61 days before `days`, which is one of the planted incidents. */
export const makeCommitments = (days: number): Commitment[] => [
  {
    id: `arn:aws:savingsplans::${BILLING_ACCOUNTS.AWS.id}:savingsplan/00000000-0000-4000-8000-00000000a001`,
    name: 'Compute savings plan, 1 year',
    type: 'Savings Plan',
    category: 'Spend',
    provider: 'AWS',
    account_name: 'shared-services',
    daily: dollars(450),
    rate_percent: 72,
    until: days,
    covers: (r) => r.service.name === 'Amazon Elastic Compute Cloud',
  },
  {
    id: '/providers/Microsoft.Capacity/reservationOrders/00000000-0000-4000-8000-00000000b001',
    name: 'Reserved VM instances, 1 year',
    type: 'Reservation',
    category: 'Usage',
    provider: 'Microsoft',
    account_name: 'erp-production',
    daily: dollars(150),
    rate_percent: 62,
    until: days - 61,
    covers: (r) => r.service.name === 'Virtual Machines' && r.account.name === 'erp-production',
  },
];
