import { useQuery } from '@tanstack/react-query';
import { ask } from '../../platform/web/queries.ts';
import { providersContract } from '../core/providers-contract.ts';

/** All connections. While one is synced they are asked for now and then, in case an event was missed. */
export const useProviders = () =>
  useQuery({
    ...ask(providersContract.listProviders, { query: { limit: 500 } }),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.active_run_id !== null) ? 10_000 : false),
  });
