import type { Advice } from '../../../../core/inventory.ts';
import { type Reader, readerOf } from '../inventory/reader.ts';

const MONTHS = 12n;
const FRACTION_DIGITS = 18;
const AMOUNT = /^(-?)(\d+)(?:\.(\d+))?$/;

/** A twelfth of an exact decimal as exact decimal text; null when it takes more than 18 fraction digits. */
export function twelfth(annual: string): string | null {
  const [, sign = '', whole = '', fraction = ''] = AMOUNT.exec(annual) ?? [];
  if (whole === '' || fraction.length > FRACTION_DIGITS) return null;
  const scaled = BigInt(whole + fraction.padEnd(FRACTION_DIGITS, '0'));
  if (scaled % MONTHS !== 0n) return null;
  const digits = (scaled / MONTHS).toString().padStart(FRACTION_DIGITS + 1, '0');
  const decimals = digits.slice(-FRACTION_DIGITS).replace(/0+$/, '');
  const amount = digits.slice(0, -FRACTION_DIGITS) + (decimals === '' ? '' : `.${decimals}`);
  return scaled === 0n ? amount : sign + amount;
}

/** Text of an amount; Advisor writes amounts as texts, and seldom as numbers. */
function amountOf(values: Reader, name: string): string | null {
  const text = values.text(name) ?? values.number(name)?.toString() ?? null;
  return text !== null && AMOUNT.test(text) ? text : null;
}

/**
 * What is saved in a month: a twelfth of the annual figure where that is exact, since Advisor rounds its monthly figure
 * from it; else the monthly figure as Advisor says it. Null when neither is there: the annual figure stays in `details`.
 */
function monthlySavings(values: Reader): string | null {
  const annual = amountOf(values, 'annualSavingsAmount');
  return (annual === null ? null : twelfth(annual)) ?? amountOf(values, 'savingsAmount');
}

const RESOURCE = /^\/subscriptions\/([^/]+)(?:\/.*)?\/providers\/([^/]+\/[^/]+)\/[^/]+((?:\/[^/]+\/[^/]+)*)$/;

/** The type in a resource's id, in lower case: `microsoft.sql/servers/databases`. */
function typeOf(id: string): string | null {
  const [, , top, nested = ''] = RESOURCE.exec(id) ?? [];
  if (top === undefined) return null;
  const types = nested.split('/').filter((_, index) => index % 2 === 1);
  return [top, ...types].join('/');
}

/** Advice about a subscription, such as to reserve, is about no resource. */
const resourceIn = (id: string | null): string | null => (id !== null && typeOf(id) !== null ? id : null);

function adviceOf(recommendation: Reader, subscription_id: string): Advice | null {
  const id = recommendation.id('id');
  const properties = recommendation.below('properties');
  if (id === null || properties.id('category') !== 'cost') return null;
  if (properties.texts('suppressionIds').length > 0) return null;
  const extended = properties.below('extendedProperties');
  const resource_id = resourceIn(properties.id('resourceMetadata.resourceId'));
  const problem = properties.text('shortDescription.problem');
  return {
    source: 'azure-advisor',
    advice_id: id,
    resource_id,
    resource_type: resource_id === null ? properties.id('impactedField') : typeOf(resource_id),
    account_id: subscription_id,
    region: extended.id('region') ?? extended.id('regionId') ?? extended.id('location'),
    action: extended.text('recommendationType') ?? properties.text('recommendationTypeId') ?? 'Cost',
    title: problem ?? properties.text('shortDescription.solution') ?? id,
    monthly_savings: monthlySavings(extended),
    currency: extended.text('savingsCurrency'),
    details: {
      recommendation_type_id: properties.text('recommendationTypeId'),
      problem,
      solution: properties.text('shortDescription.solution'),
      impact: properties.text('impact'),
      impacted_value: properties.text('impactedValue'),
      updated_at: properties.instant('lastUpdated'),
      annual_savings: amountOf(extended, 'annualSavingsAmount'),
      savings_as_said: amountOf(extended, 'savingsAmount'),
      current_sku: extended.text('currentSku'),
      recommended_sku: extended.text('targetSku'),
      term: extended.text('term'),
      lookback_days: extended.text('lookbackPeriod'),
      quantity: extended.text('qty') ?? extended.text('displayQty'),
    },
  };
}

/** The advice to save in a page of Advisor's recommendations; what people suppressed there is left out. */
export const adviceIn = (page: unknown, subscription_id: string): Advice[] =>
  readerOf(page)
    .list('value')
    .map((recommendation) => adviceOf(recommendation, subscription_id))
    .filter((advice) => advice !== null);
