import { addDays, addMonths, type IsoDate, monthStart } from '../../../../platform/core/dates.ts';
import { BILLING_ACCOUNTS, type ProviderName, REGION_NAMES, SUB_ACCOUNTS } from './catalogue.ts';
import type { SampleRow } from './columns.ts';
import type { Commitment } from './commitments.ts';
import { decimalText, product } from './decimal.ts';
import type { Resource } from './resources.ts';

const at = (date: IsoDate): string => `${date}T00:00:00Z`;
const accountNamed = (name: string) => SUB_ACCOUNTS.find((account) => account.name === name) ?? SUB_ACCOUNTS[0]!;

/** What every row of a provider has on a day. */
export function dayColumns(provider: ProviderName, date: IsoDate): SampleRow {
  const account = BILLING_ACCOUNTS[provider];
  const month = monthStart(date);
  return {
    BillingAccountId: account.id,
    BillingAccountName: account.name,
    BillingAccountType: account.type,
    BillingCurrency: 'USD',
    PricingCurrency: 'USD',
    BillingPeriodStart: at(month),
    BillingPeriodEnd: at(addMonths(month, 1)),
    ChargePeriodStart: at(date),
    ChargePeriodEnd: at(addDays(date, 1)),
    InvoiceId: `${provider === 'AWS' ? 'EUINAWS' : 'E0'}${month.slice(0, 7).replace('-', '')}`,
    InvoiceIssuerName: account.issuer,
    ProviderName: provider,
    PublisherName: account.issuer,
  };
}

const subAccountColumns = (account: (typeof SUB_ACCOUNTS)[number]): SampleRow => ({
  SubAccountId: account.id,
  SubAccountName: account.name,
  SubAccountType: account.provider === 'AWS' ? 'Member account' : 'Subscription',
});

const commitmentColumns = (commitment: Commitment): SampleRow => ({
  CommitmentDiscountCategory: commitment.category,
  CommitmentDiscountId: commitment.id,
  CommitmentDiscountName: commitment.name,
  CommitmentDiscountType: commitment.type,
});

/** What stays the same in every usage row of a resource. */
export function resourceColumns(resource: Resource): SampleRow {
  const { service, sku, account, region } = resource;
  const sku_id = `${service.name.replaceAll(/[^A-Z]/g, '')}${sku.meter.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase()}`;
  return {
    ...subAccountColumns(account),
    AvailabilityZone:
      service.provider === 'AWS' && service.resource_type === 'instance'
        ? `${region}${'abc'[resource.number % 3]}`
        : '',
    ChargeCategory: 'Usage',
    ChargeDescription: sku.description,
    ChargeFrequency: 'Usage-Based',
    ConsumedUnit: sku.unit,
    PricingUnit: sku.unit,
    ListUnitPrice: decimalText(BigInt(sku.price), 6),
    ContractedUnitPrice: decimalText(BigInt(sku.price * BILLING_ACCOUNTS[service.provider].negotiated_percent), 8),
    RegionId: region,
    RegionName: REGION_NAMES[region] ?? region,
    ResourceId: resource.id,
    ResourceName: resource.name,
    ResourceType: service.resource_type,
    ServiceCategory: service.category,
    ServiceName: service.name,
    ServiceSubcategory: service.subcategory,
    SkuId: sku_id,
    SkuMeter: sku.meter,
    SkuPriceId: `${sku_id}.ONDEMAND`,
    Tags: resource.tags,
  };
}

/** Amounts of a usage row, in 1e-12 dollars; `covered` is what its commitment charges for it. */
export interface UsageCosts {
  list: bigint;
  contracted: bigint;
  covered: bigint | null;
}

/** Costs of `quantity` (in 1e-4 units) of a resource; `rate_percent` when a commitment may cover it. */
export function usageCosts(resource: Resource, quantity: number, rate_percent: number | null): UsageCosts {
  const { price } = resource.sku;
  return {
    list: product(price, 100, quantity),
    contracted: product(price, BILLING_ACCOUNTS[resource.service.provider].negotiated_percent, quantity),
    covered: rate_percent === null ? null : product(price, rate_percent, quantity),
  };
}

/** What a row of use adds to the columns of its resource and day; `commitment` when one covers it. */
export function usageColumns(quantity: number, costs: UsageCosts, commitment: Commitment | null): SampleRow {
  const amount = decimalText(BigInt(quantity), 4);
  const shared = {
    ConsumedQuantity: amount,
    PricingQuantity: amount,
    ListCost: decimalText(costs.list),
    ContractedCost: decimalText(costs.contracted),
  };
  if (!commitment || costs.covered === null) {
    const contracted = decimalText(costs.contracted);
    return { ...shared, BilledCost: contracted, EffectiveCost: contracted, PricingCategory: 'Standard' };
  }
  const effective = decimalText(costs.covered);
  const used = {
    CommitmentDiscountStatus: 'Used',
    CommitmentDiscountQuantity: effective,
    CommitmentDiscountUnit: 'USD',
  };
  return {
    ...shared,
    ...commitmentColumns(commitment),
    ...used,
    BilledCost: '0',
    EffectiveCost: effective,
    PricingCategory: 'Committed',
  };
}

/** The part of a day's commitment that nothing used. */
export const unusedRow = (commitment: Commitment, service: Resource['service'], unused: bigint): SampleRow => ({
  ...subAccountColumns(accountNamed(commitment.account_name)),
  ...commitmentColumns(commitment),
  BilledCost: '0',
  ChargeCategory: 'Usage',
  ChargeDescription: `${commitment.name}: not used`,
  ChargeFrequency: 'Usage-Based',
  CommitmentDiscountQuantity: decimalText(unused),
  CommitmentDiscountStatus: 'Unused',
  CommitmentDiscountUnit: 'USD',
  ContractedCost: '0',
  ContractedUnitPrice: '0',
  EffectiveCost: decimalText(unused),
  ListCost: '0',
  ListUnitPrice: '0',
  PricingCategory: 'Committed',
  PricingQuantity: decimalText(unused),
  PricingUnit: 'USD',
  ServiceCategory: service.category,
  ServiceName: service.name,
  ServiceSubcategory: service.subcategory,
});

interface OneOff {
  account_name: string;
  category: 'Purchase' | 'Tax' | 'Credit' | 'Adjustment';
  frequency: 'One-Time' | 'Recurring';
  description: string;
  service: string;
  service_category: string;
  service_subcategory: string;
  amount: bigint;
  /** What the amount was spread over already, when it is billed without being a cost of its own day. */
  is_spread?: boolean;
  correction?: boolean;
  publisher?: string;
}

/** A charge that is not use: a purchase, tax, credit or refund. */
export function oneOffRow(charge: OneOff): SampleRow {
  const amount = decimalText(charge.amount);
  const is_purchase = charge.category === 'Purchase';
  return {
    ...subAccountColumns(accountNamed(charge.account_name)),
    BilledCost: amount,
    EffectiveCost: charge.is_spread ? '0' : amount,
    ListCost: amount,
    ContractedCost: amount,
    ChargeCategory: charge.category,
    ChargeClass: charge.correction ? 'Correction' : '',
    ChargeDescription: charge.description,
    ChargeFrequency: charge.frequency,
    ...(is_purchase
      ? {
          PricingCategory: 'Standard',
          PricingQuantity: '1',
          PricingUnit: 'Units',
          ListUnitPrice: amount,
          ContractedUnitPrice: amount,
          SkuId: 'ONEOFF',
          SkuPriceId: 'ONEOFF.1',
        }
      : {}),
    ...(charge.publisher ? { PublisherName: charge.publisher } : {}),
    ServiceCategory: charge.service_category,
    ServiceName: charge.service,
    ServiceSubcategory: charge.service_subcategory,
  };
}

/** The monthly payment for a commitment: billed now, an effective cost of the days it covers. */
export const commitmentPurchase = (commitment: Commitment, service: Resource['service'], days: number): SampleRow => ({
  ...oneOffRow({
    account_name: commitment.account_name,
    category: 'Purchase',
    frequency: 'Recurring',
    description: `${commitment.name}: monthly payment`,
    service: service.name,
    service_category: service.category,
    service_subcategory: service.subcategory,
    amount: commitment.daily * BigInt(days),
    is_spread: true,
  }),
  ...commitmentColumns(commitment),
});
