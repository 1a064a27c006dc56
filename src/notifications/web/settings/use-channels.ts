import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../platform/web/queries.ts';
import { notificationsContract } from '../../core/contract.ts';

/** Where notifications can be sent. */
export const useChannels = () => useQuery(ask(notificationsContract.listChannels));

/** What a channel is called by its id. */
export function useChannelNames(): (id: string) => string {
  const { data } = useChannels();
  return (id) => data?.items.find((one) => one.id === id)?.name ?? 'a channel that was removed';
}
