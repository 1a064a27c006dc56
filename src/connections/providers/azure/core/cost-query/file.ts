import { amountText } from './amount.ts';
import type { CostCellPair } from './cells.ts';

/** The headers of the intermediate file that `costs/core/formats/azure-cost-query.ts` reads. */
export const COST_FILE_HEADERS = [
  'Date',
  'BillingAccountId',
  'BillingCurrency',
  'SubscriptionId',
  'SubscriptionName',
  'ServiceName',
  'ResourceLocation',
  'ChargeType',
  'PricingModel',
  'Cost',
  'AmortizedCost',
] as const;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** What the lines have in common. */
export interface CostFileFacts {
  billing_account_id: string;
  /** The only one of the scope; null when cells name theirs. */
  subscription_id: string | null;
  /** Names by subscription id in lower case. */
  subscription_names: ReadonlyMap<string, string>;
}

/** A cell as a line of the file. */
export function costLine({ day, currency, values, billed, effective }: CostCellPair, facts: CostFileFacts): string {
  const subscription_id = facts.subscription_id ?? values.SubscriptionId ?? '';
  return [
    day,
    facts.billing_account_id,
    currency,
    subscription_id,
    facts.subscription_names.get(subscription_id.toLowerCase()) ?? '',
    values.ServiceName ?? '',
    values.ResourceLocation ?? '',
    values.ChargeType ?? '',
    values.PricingModel ?? '',
    amountText(billed),
    effective === null ? '' : amountText(effective),
  ]
    .map(quoted)
    .join(',');
}
