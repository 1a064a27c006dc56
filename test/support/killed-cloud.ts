import type { Cloud } from '../../src/connections/core/cloud-call.ts';

/** The process ends. */
class Killed extends Error {}

/** A cloud that `calls` calls can be made of; the process ends at the next. */
export const killedAfter = (cloud: Cloud, calls: number): Cloud => {
  let left = calls;
  return {
    account_id: cloud.account_id,
    call: async (call) => {
      if (left === 0) throw new Killed();
      left -= 1;
      return cloud.call(call);
    },
  };
};

/** Whether the process ended during `work`. */
export const untilKilled = async (work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work();
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  }
};
