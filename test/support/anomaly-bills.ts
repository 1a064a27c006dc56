import { addDays, daysBetween } from '../../src/platform/core/dates.ts';
import { dayColumns, type FocusRow, focusCsv } from './imports.ts';

const START = '2026-01-15';
/** Day after the last that bills tell of; the last is still filling. */
export const END = '2026-06-15';
/** The last day that is complete. */
export const COMPLETE = '2026-06-13';

/** A cost that comes beside those that are always there. */
export interface Planted {
  service: string;
  account: string;
  resource: string;
  from: string;
  until: string;
  /** Dollars a day. */
  amount: number;
}

export const SPIKE: Planted = {
  service: 'Amazon Simple Storage Service',
  account: 'development',
  resource: 'bucket-7',
  from: '2026-06-02',
  until: '2026-06-04',
  amount: 300,
};
export const SHIFT: Planted = {
  service: 'Amazon Relational Database Service',
  account: 'production',
  resource: 'db-2',
  from: '2026-05-20',
  until: '2027-01-01',
  amount: 150,
};
export const NEW: Planted = {
  service: 'Amazon SageMaker',
  account: 'development',
  resource: 'notebook-1',
  from: '2026-06-05',
  until: '2027-01-01',
  amount: 90,
};

/** What runs all the time: service, account, dollars on a working day, share of it at the weekend, resources. */
const ALWAYS = [
  ['Amazon Elastic Compute Cloud', 'production', 420, 0.7, ['i-1', 'i-2', 'i-3']],
  ['Amazon Elastic Compute Cloud', 'development', 120, 0.3, ['i-11', 'i-12']],
  ['Amazon Relational Database Service', 'production', 240, 1, ['db-1', 'db-2']],
  ['Amazon Simple Storage Service', 'production', 90, 1, ['bucket-1']],
  ['Amazon Simple Storage Service', 'development', 40, 1, ['bucket-7', 'bucket-8']],
  ['AWS Lambda', 'production', 30, 0.8, ['function-1']],
] as const;

/** The same number in [-1, 1] for the same text. */
function noise(text: string): number {
  let hash = 0;
  for (const character of text) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  return (((hash >>> 0) * 2_654_435_761) % 4_294_967_296) / 2_147_483_648 - 1;
}

const charge = (date: string, service: string, account: string, resource: string, amount: number): FocusRow => {
  const cost = amount.toFixed(6);
  return {
    ...dayColumns(date),
    ServiceName: service,
    SubAccountId: account,
    SubAccountName: '',
    ResourceId: resource,
    BilledCost: cost,
    EffectiveCost: cost,
    ListCost: cost,
    ContractedCost: cost,
    ConsumedQuantity: cost,
    PricingQuantity: cost,
  };
};

const isWeekend = (date: string): boolean => [0, 6].includes(new Date(date).getUTCDay());

function dayOfCosts(date: string): FocusRow[] {
  const rows = ALWAYS.flatMap(([service, account, amount, weekend, resources]) =>
    resources.map((resource) => {
      const usual = (amount / resources.length) * (isWeekend(date) ? weekend : 1);
      return charge(date, service, account, resource, usual * (1 + 0.02 * noise(`${date}${resource}`)));
    }),
  );
  if (!date.endsWith('-01')) return rows;
  const monthly = { ChargeCategory: 'Purchase', ChargeFrequency: 'Recurring', ConsumedQuantity: '' };
  return [...rows, { ...charge(date, 'AWS Support', 'production', '', 400), ...monthly }];
}

/** A refund of what an account was charged before, which only its day of writing shows. */
export const refund = (date: string, service: string, account: string, amount: number): FocusRow => ({
  ...charge(date, service, account, '', -amount),
  ChargeCategory: 'Adjustment',
  ChargeFrequency: 'One-Time',
});

/** A FOCUS file of five months, until before `end`, with what was planted and `more` rows. */
export function bill(planted: readonly Planted[], end = END, more: readonly FocusRow[] = []): string {
  const days = Array.from({ length: daysBetween(START, end) }, (_, day) => addDays(START, day));
  return focusCsv([
    ...more,
    ...days.flatMap((date) => [
      ...dayOfCosts(date),
      ...planted
        .filter(({ from, until }) => date >= from && date < until)
        .map(({ service, account, resource, amount }) => charge(date, service, account, resource, amount)),
    ]),
  ]);
}
