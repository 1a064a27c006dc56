import type { Notification } from '../core/contract.ts';

type Change = (notification: Notification) => Notification;
interface NotificationPage {
  items: Notification[];
}

const isPage = (answer: object): answer is NotificationPage => 'items' in answer && Array.isArray(answer.items);
const changedPage = (page: NotificationPage, change: Change) => ({ ...page, items: page.items.map(change) });

/** An answer that lists notifications, in one page or several, with each changed; any other answer as it is. */
export function changedAnswer(answer: unknown, change: Change): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  if (isPage(answer)) return changedPage(answer, change);
  if ('pages' in answer && Array.isArray(answer.pages))
    return { ...answer, pages: answer.pages.map((page: NotificationPage) => changedPage(page, change)) };
  return answer;
}
