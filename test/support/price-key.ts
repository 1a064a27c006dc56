import type { PriceKey } from '../../src/recommendations/core/types.ts';

/** `aws ec2-instance us-east-1 m6i.large` as a key. */
export function priceKey(text: string): PriceKey {
  const [provider, service = '', region = '', sku = ''] = text.split(' ');
  return { provider: provider === 'azure' ? 'azure' : 'aws', service, region, sku };
}
