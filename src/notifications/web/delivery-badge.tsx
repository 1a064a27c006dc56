import type { Delivery } from '../core/contract.ts';
import { DELIVERY_WORDS } from './words.ts';

/** What became of a delivery, in a word. */
export function DeliveryBadge({ delivery: { state, attempts } }: { delivery: Pick<Delivery, 'state' | 'attempts'> }) {
  const is_again = state === 'waiting' && attempts > 0;
  const { word, tone } = DELIVERY_WORDS[state];
  return (
    <span className="badge" data-tone={is_again ? 'warn' : tone}>
      {is_again ? 'Tried again' : word}
    </span>
  );
}
