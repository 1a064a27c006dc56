import type { AwsClients } from '../../../connections/server/index.ts';
import { type AwsQuestion, readProduct } from '../../core/prices/aws-products.ts';
import { type ListedPrice, withoutContradictions } from '../../core/prices/listing.ts';

/** The Price List answers for all regions, in a few of them. */
const REGION = 'us-east-1';
/** The most that AWS gives at once. */
const PAGE_SIZE = 100;

/** Asks the AWS Price List one question after the other, all pages of each. The SDK is loaded here. */
export async function askPriceList(aws: AwsClients): Promise<(question: AwsQuestion) => Promise<ListedPrice[]>> {
  const { PricingClient, paginateGetProducts } = await import('@aws-sdk/client-pricing');
  const client = aws.client(PricingClient, REGION);
  async function read({ service_code, filters }: AwsQuestion): Promise<ListedPrice[]> {
    const pages = paginateGetProducts(
      { client, pageSize: PAGE_SIZE },
      {
        ServiceCode: service_code,
        FormatVersion: 'aws_v1',
        Filters: Object.entries(filters).map(([Field, Value]) => ({ Type: 'TERM_MATCH' as const, Field, Value })),
      },
    );
    const listed: ListedPrice[] = [];
    for await (const { PriceList = [] } of pages)
      for (const product of PriceList) {
        const price = readProduct(service_code, String(product));
        if (price) listed.push(price);
      }
    return withoutContradictions(listed);
  }
  return (question) =>
    read(question).catch((error: unknown) => {
      throw aws.explained(error, 'pricing:GetProducts');
    });
}
