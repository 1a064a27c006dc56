import { type DoubleAnswer, type ServedDouble, serveDouble } from '../serve.ts';
import { awsError } from './billing-double.ts';

/** A product of the price list: attributes, and prices by the quantity from which they count. */
export interface ListedProduct {
  service_code: string;
  attributes: Record<string, string>;
  unit: string;
  /** US dollars by the beginning of their range. */
  tiers: Record<string, string>;
}

interface Question {
  ServiceCode: string;
  Filters?: { Type: string; Field: string; Value: string }[];
  NextToken?: string;
  MaxResults?: number;
}

/** GetProducts of the AWS Price List, as far as the product calls it. */
export interface PriceListDouble extends ServedDouble {
  products: ListedProduct[];
  page_size: number;
  /** Answers instead of the double, one after the other. */
  faults: DoubleAnswer[];
  /** Every question that was answered or refused. */
  asked: Question[];
}

/** An item of the answer: JSON in text, with the reserved terms that nobody asked for. */
function itemOf({ attributes, unit, tiers }: ListedProduct, index: number): string {
  const sku = `SKU${index}`;
  const dimension = ([beginRange, USD]: [string, string], tier: number) => [
    `${sku}.JRTCKXETXF.${tier}`,
    { unit, beginRange, endRange: 'Inf', description: `$${USD} per ${unit}`, appliesTo: [], pricePerUnit: { USD } },
  ];
  const priceDimensions = Object.fromEntries(Object.entries(tiers).map(dimension));
  const reserved = { priceDimensions: { upfront: { unit: 'Quantity', pricePerUnit: { USD: '500' } } } };
  return JSON.stringify({
    product: { sku, attributes },
    serviceCode: 'any',
    terms: { OnDemand: { [`${sku}.JRTCKXETXF`]: { priceDimensions } }, Reserved: { [`${sku}.R`]: reserved } },
    version: '20260901000000',
    publicationDate: '2026-09-01T00:00:00Z',
  });
}

function getProducts(input: Question, { products, page_size }: PriceListDouble): DoubleAnswer {
  const { ServiceCode, Filters = [], NextToken = '0', MaxResults = 100 } = input;
  if (MaxResults > 100) return awsError('InvalidParameterException', 'MaxResults is at most 100');
  if (Filters.some(({ Type }) => Type !== 'TERM_MATCH')) return awsError('InvalidParameterException', 'Unknown filter');
  const found = products.flatMap((product, index) =>
    product.service_code === ServiceCode && Filters.every(({ Field, Value }) => product.attributes[Field] === Value)
      ? [itemOf(product, index)]
      : [],
  );
  const from = Number(NextToken);
  const to = from + Math.min(page_size, MaxResults);
  const body = {
    FormatVersion: 'aws_v1',
    PriceList: found.slice(from, to),
    ...(to < found.length ? { NextToken: String(to) } : {}),
  };
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}

/** Starts the double. */
export async function startPriceList(products: ListedProduct[]): Promise<PriceListDouble> {
  const served = await serveDouble((request, body) => {
    if (request.headers['x-amz-target'] !== 'AWSPriceListService.GetProducts')
      return awsError('UnknownOperationException', 'Only GetProducts is known');
    const input = JSON.parse(body.toString()) as Question;
    double.asked.push(input);
    return double.faults.shift() ?? getProducts(input, double);
  });
  const double: PriceListDouble = { ...served, products, page_size: 100, faults: [], asked: [] };
  return double;
}
