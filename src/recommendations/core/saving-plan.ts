import type { Component, PriceKey } from './types.ts';

/** Which charges of the resource (or of another one) are meant; `all` is whatever the bill has of it. */
interface Of {
  of: readonly Component[] | 'all';
  /** Left out: the resource that is judged. */
  resource_id?: string;
  /** Why, as a phrase; completed by what was priced. */
  because: string;
}

/** What happens to charges; every step is priced from the own bill, and from price lists only where it has to be. */
export type SavingStep =
  /** They are not charged any more. */
  | ({ kind: 'ends' } & Of)
  /** A share of them (above 0, up to 1) is not charged any more. */
  | ({ kind: 'share'; share: number } & Of)
  /** The same is charged at another price: own cost × (1 − price of `to` ÷ price of `from` × `quantity_ratio`). */
  | ({ kind: 'reprice'; from: PriceKey; to: PriceKey; quantity_ratio?: number } & Of)
  /** Something is charged in addition, a month of 30 days; priced with list prices. */
  | { kind: 'adds'; price: PriceKey; quantity: number; because: string }
  /** Part of the saving can't be told, so that its sum can't be either. */
  | { kind: 'unknown'; because: string };

/** All that a change does to the bill. */
export type SavingPlan = SavingStep[];
