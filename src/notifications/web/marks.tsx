import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useFormats } from '../../identity/web/session.ts';
import { Money } from '../../platform/web/ui/amounts.tsx';
import type { Notification } from '../core/contract.ts';
import { isOver, SEVERITY_WORDS, standingText } from './words.ts';
import './marks.css';

const SIGNS = { info: IconInfoCircle, warning: IconAlertTriangle, critical: IconAlertOctagon };

/** How severe a notification is, as a sign; in grey once it is over. */
export function SeveritySign({ notification }: { notification: Notification }) {
  const { severity } = notification;
  const { word, tone } = SEVERITY_WORDS[severity];
  const Sign = SIGNS[severity];
  return (
    <span className="severity-sign" data-tone={isOver(notification) ? 'none' : tone} title={word}>
      <Sign size={18} stroke={1.8} aria-hidden={true} />
      <span className="visually-hidden">{word}: </span>
    </span>
  );
}

/** How it stands, where that is more than open. */
export function StandingBadge({ notification }: { notification: Notification }) {
  const text = standingText(notification);
  if (text === null) return null;
  return (
    <span className="badge" data-tone={isOver(notification) ? 'none' : 'accent'}>
      {text}
    </span>
  );
}

/** What it is about in money; nothing where it is not about money. */
export function NotificationAmount({ amount }: Pick<Notification, 'amount'>) {
  const formats = useFormats();
  return amount && <Money amount={Number(amount.amount)} currency={amount.currency} formats={formats} />;
}
