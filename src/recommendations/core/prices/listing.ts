import type { PriceKey, PriceRow } from '../types.ts';

/** A price as a list has it, of one region. */
export type ListedPrice = Pick<PriceRow, 'service' | 'sku' | 'unit' | 'price'>;

/** One question to a price list, which answers for all SKUs of some services in a region. */
export interface Listing<Question> {
  id: string;
  provider: PriceKey['provider'];
  region: string;
  question: Question;
  /** Which of the wanted prices it answers, if anything does. */
  keys: PriceKey[];
}

/** The questions that answer `keys`; `ask` is null for a key that no question answers. */
export function listingsFor<Question>(
  keys: readonly PriceKey[],
  ask: (key: PriceKey) => { id: string; question: Question } | null,
): Listing<Question>[] {
  const listings = new Map<string, Listing<Question>>();
  for (const key of keys) {
    const asked = ask(key);
    if (!asked) continue;
    const id = `${key.provider} ${key.region} ${asked.id}`;
    const { provider, region } = key;
    const listing = listings.get(id) ?? { id, provider, region, question: asked.question, keys: [] };
    listing.keys.push(key);
    listings.set(id, listing);
  }
  return [...listings.values()];
}

/** Amounts of money have at most so many digits that mean something; doubles add others when they are multiplied. */
const DIGITS = 12;
export const times = (price: number, factor: number): number => Number((price * factor).toPrecision(DIGITS));

/** The prices by SKU; where a list says two for one, neither counts. */
export function withoutContradictions(prices: readonly ListedPrice[]): ListedPrice[] {
  const by_sku = new Map<string, ListedPrice | null>();
  for (const listed of prices) {
    const id = `${listed.service} ${listed.sku}`;
    const other = by_sku.get(id);
    by_sku.set(id, other === undefined || other?.price === listed.price ? listed : null);
  }
  return [...by_sku.values()].filter((listed) => listed !== null);
}
