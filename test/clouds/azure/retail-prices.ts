import { type DoubleAnswer, type ServedDouble, serveDouble } from '../serve.ts';

/** An item as the Azure Retail Prices API has it. */
export interface RetailPrice {
  currencyCode: string;
  type: string;
  retailPrice: number;
  unitOfMeasure: string;
  tierMinimumUnits: number;
  armRegionName: string;
  armSkuName: string;
  serviceName: string;
  productName: string;
  skuName: string;
  meterName: string;
}

/** The Azure Retail Prices API, as far as the product calls it. */
export interface RetailPricesDouble extends ServedDouble {
  items: RetailPrice[];
  page_size: number;
  /** Answers instead of the double, one after the other. */
  faults: DoubleAnswer[];
  /** The filters that were asked for, a line for every page. */
  asked: string[];
  /** Where it says that the next page is. */
  origin: string;
}

const FIELDS: Record<string, keyof RetailPrice> = { priceType: 'type' };

/** `serviceName eq 'Storage'`: values tell cases apart. */
function equals(item: RetailPrice, condition: string): boolean {
  const [, field = '', value = ''] = /^(\w+) eq '([^']*)'$/.exec(condition) ?? [];
  const name = FIELDS[field] ?? (field as keyof RetailPrice);
  if (!(name in item)) throw new Error(`The double can't read the filter ${condition}`);
  return item[name] === value;
}

/** Conditions joined by `and`, some of which are several in brackets, joined by `or`. */
const matches = (item: RetailPrice, filter: string): boolean =>
  filter.split(' and ').every((part) =>
    part
      .replace(/^\(|\)$/g, '')
      .split(' or ')
      .some((condition) => equals(item, condition)),
  );

function pageOf(url: URL, { items, page_size, origin }: RetailPricesDouble): DoubleAnswer {
  const found = items.filter((item) => matches(item, url.searchParams.get('$filter') ?? ''));
  const skip = Number(url.searchParams.get('$skip') ?? 0);
  const next = new URLSearchParams(url.searchParams);
  next.set('$skip', String(skip + page_size));
  const Items = found.slice(skip, skip + page_size);
  const NextPageLink = skip + page_size < found.length ? `${origin}${url.pathname}?${next}` : null;
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      BillingCurrency: 'USD',
      CustomerEntityId: 'Default',
      Items,
      NextPageLink,
      Count: Items.length,
    }),
  };
}

/** Starts the double. */
export async function startRetailPrices(items: RetailPrice[]): Promise<RetailPricesDouble> {
  const served = await serveDouble((request) => {
    const url = new URL(request.url ?? '/', 'http://double');
    if (url.pathname !== '/api/retail/prices') return { status: 404, body: '' };
    double.asked.push(url.searchParams.get('$filter') ?? '');
    return double.faults.shift() ?? pageOf(url, double);
  });
  const origin = 'https://prices.azure.com:443';
  const double: RetailPricesDouble = { ...served, items, page_size: 100, faults: [], asked: [], origin };
  return double;
}
