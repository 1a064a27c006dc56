import type { PriceList } from '../rule.ts';
import type { PriceKey, PriceRow } from '../types.ts';
import { bundledPrice, idOf } from './bundled.ts';
import { relativePair } from './relative.ts';

/** Where most prices are known. */
const REFERENCE_REGION = { aws: 'us-east-1', azure: 'eastus' } as const;

type Find = (key: PriceKey) => PriceRow | null;

/** Both prices of one list, in the region of the key or where `region` says. */
function pairIn(find: Find, from: PriceKey, to: PriceKey, region = from.region): ReturnType<PriceList['pair']> {
  const [now, then] = [find({ ...from, region }), find({ ...to, region })];
  return now && then && now.unit === then.unit ? { from: now, to: then } : null;
}

/**
 * A list of the given rows, of which the first counts where several are of one key, and then the bundled ones. A pair is
 * looked for in the region: in the given rows, in the bundled ones, by how its family is priced (see `relativePair`); and
 * then in the reference region, in both lists.
 */
export function priceListOf(rows: readonly PriceRow[]): PriceList {
  const known = new Map(rows.toReversed().map((row) => [idOf(row), row]));
  const given: Find = (key) => known.get(idOf(key)) ?? null;
  return {
    find: (key) => given(key) ?? bundledPrice(key),
    pair: (from, to) => {
      const reference = REFERENCE_REGION[from.provider];
      if (from.provider !== to.provider || from.region.toLowerCase() !== to.region.toLowerCase()) return null;
      return (
        pairIn(given, from, to) ??
        pairIn(bundledPrice, from, to) ??
        relativePair(from, to) ??
        pairIn(given, from, to, reference) ??
        pairIn(bundledPrice, from, to, reference)
      );
    },
  };
}
