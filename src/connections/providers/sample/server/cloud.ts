import type { Cloud } from '../../../core/cloud-call.ts';

/** Calls to the sample company's cloud. */
export const openSampleCloud = async (): Promise<Cloud> => ({
  account_id: null,
  call: async ({ cloud }) => ({
    ok: false,
    meaning: 'refused',
    code: 'NotImplemented',
    message: `The sample company has no ${cloud} yet.`,
    permission: null,
  }),
});
