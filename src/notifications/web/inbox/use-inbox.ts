import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addressOf, call } from '../../../platform/web/client.ts';
import { type Notification, notificationsContract } from '../../core/contract.ts';
import { type InboxView, queryOfView } from './inbox-view.ts';

/** The notifications of a view, page by page. */
export function useInbox(view: InboxView) {
  const query = queryOfView(view);
  return useInfiniteQuery({
    queryKey: ['notifications', 'list', addressOf(notificationsContract.listNotifications, { query })],
    queryFn: ({ pageParam, signal }) =>
      call(notificationsContract.listNotifications, { query: { ...query, cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** The one that is open. What is read or acknowledged may leave the list: it stays open as it was last. */
export function useOpened(id: string | null, items: readonly Notification[]): Notification | null {
  const [last, setLast] = useState<Notification | null>(null);
  const listed = items.find((one) => one.id === id);
  if (listed && listed !== last) setLast(listed);
  return listed ?? (last?.id === id ? last : null);
}
