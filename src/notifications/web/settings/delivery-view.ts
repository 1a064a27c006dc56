import { type Search, valuesOf } from '../../../platform/web/search.ts';
import { DELIVERY_STATES, type Delivery } from '../../core/contract.ts';

/** Which deliveries are listed; it stands in the address. */
export interface DeliveryView {
  /** Null is any. */
  state: Delivery['state'] | null;
  channel_id: string | null;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads a view from an address; what can't be read is as by default, since people edit addresses. */
export function viewFrom(search: Search): DeliveryView {
  const [state] = valuesOf(search, 'state');
  const [channel = ''] = valuesOf(search, 'channel');
  return {
    state: DELIVERY_STATES.find((one) => one === state) ?? null,
    channel_id: ID.test(channel) ? channel : null,
  };
}

/** The address of a view; what is as by default is left out. */
export const searchOfView = ({ state, channel_id }: DeliveryView): Search => ({
  ...(state === null ? {} : { state }),
  ...(channel_id === null ? {} : { channel: channel_id }),
});

/** What the API is asked for. */
export const queryOfView = ({ state, channel_id }: DeliveryView): Record<string, unknown> => ({
  state: state ?? undefined,
  channel_id: channel_id ?? undefined,
});
