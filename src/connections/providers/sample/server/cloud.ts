import type { Cloud } from '../../../core/cloud-call.ts';
import type { Connection } from '../../../server/provider.ts';

/** Calls of AWS and Azure to the sample company's cloud, which has accounts and subscriptions of both. */
export async function openSampleCloud({ sample, now, signal }: Connection<unknown>): Promise<Cloud> {
  if (!sample) throw new Error('The sample company has no store of what is done to it.');
  return {
    account_id: null,
    call: async (call) => {
      signal.throwIfAborted();
      return sample.answer(call, now().toISOString());
    },
  };
}
