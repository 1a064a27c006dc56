import type { PriceList } from '../rule.ts';
import type { PriceRow } from '../types.ts';

/** A list of the given rows, in their order, and then the bundled ones. */
export function priceListOf(rows: readonly PriceRow[]): PriceList {
  const keyOf = ({
    provider,
    service,
    region,
    sku,
  }: Omit<PriceRow, 'unit' | 'price' | 'source' | 'source_name' | 'date'>) =>
    `${provider} ${service} ${region} ${sku}`.toLowerCase();
  const known = new Map(rows.toReversed().map((row) => [keyOf(row), row]));
  const find: PriceList['find'] = (key) => known.get(keyOf(key)) ?? null;
  return {
    find,
    pair: (from, to) => {
      const [now, then] = [find(from), find(to)];
      return now && then ? { from: now, to: then } : null;
    },
  };
}
