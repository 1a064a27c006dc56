import { countText, type Formats } from '../../platform/web/format.ts';

const MOST = 99;

/** What stands at the bell: the count, as far as there is room. */
export const bellCount = (unread: number, formats: Formats): string =>
  unread > MOST ? `${countText(MOST, formats)}+` : countText(unread, formats);

/** What the bell is called. */
export const bellLabel = (unread: number, formats: Formats): string =>
  unread === 0 ? 'Notifications' : `Notifications, ${countText(unread, formats)} unread`;
