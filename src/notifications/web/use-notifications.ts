import { useMutation } from '@tanstack/react-query';
import { call } from '../../platform/web/client.ts';
import { invalidate, queryClient } from '../../platform/web/queries.ts';
import { type Notification, notificationsContract } from '../core/contract.ts';
import { changedAnswer } from './changed-answers.ts';

const ALL = { queryKey: ['notifications'] };

/** Shows what will be in every list at once; what the server knows is asked for afterwards. */
async function foresee(change: (one: Notification) => Notification): Promise<void> {
  await queryClient.cancelQueries(ALL);
  queryClient.setQueriesData(ALL, (answer: unknown) => changedAnswer(answer, change));
}

/** Marks notifications as read by whoever is signed in; `null` are all. */
export const useReadNotifications = () =>
  useMutation({
    mutationFn: (ids: string[] | null) =>
      call(notificationsContract.readNotifications, { body: ids === null ? {} : { ids } }),
    onMutate: (ids) => foresee((one) => (ids === null || ids.includes(one.id) ? { ...one, is_read: true } : one)),
    onSettled: () => invalidate('notifications'),
  });

/** Says that whoever is signed in takes care of a notification. */
export const useAcknowledge = () =>
  useMutation({
    mutationFn: (id: string) => call(notificationsContract.acknowledgeNotification, { params: { id } }),
    onSuccess: async (acknowledged) => {
      await foresee((one) => (one.id === acknowledged.id ? acknowledged : one));
      await invalidate('notifications');
    },
  });
