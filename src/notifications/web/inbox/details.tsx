import { Button, Drawer } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useValueTitles } from '../../../costs/web/value-titles.ts';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { type Formats, timeText } from '../../../platform/web/format.ts';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { Notification } from '../../core/contract.ts';
import { linkTarget } from '../link-target.ts';
import { NotificationAmount, SeveritySign, StandingBadge } from '../marks.tsx';
import { useAcknowledge, useReadNotifications } from '../use-notifications.ts';
import { eventWord, isOpen, isOver, LINK_WORDS, SEVERITY_WORDS } from '../words.ts';
import { factsOf } from './scope-facts.ts';
import { Sent } from './sent.tsx';

/** When it was told and how it went on, as facts. */
function courseOf(one: Notification, formats: Formats): [string, ReactNode][] {
  const when = (at: string): ReactNode => <When at={at} formats={formats} />;
  const course: [string, ReactNode][] = [['Happened', when(one.occurred_at)]];
  if (one.count > 1) course.push(['Told', `${one.count} times, first ${timeText(one.first_at, formats)}`]);
  if (one.acknowledged_at) course.push(['Acknowledged', when(one.acknowledged_at)]);
  if (one.resolved_at && isOver(one)) course.push(['Over', when(one.resolved_at)]);
  return course;
}

function Details({ notification }: { notification: Notification }) {
  const formats = useFormats();
  const { user } = useSession();
  const acknowledge = useAcknowledge();
  const read = useReadNotifications();
  const { id, event, severity, text, amount, link, is_read, scope } = notification;
  const [account] = useValueTitles('account', scope.account === undefined ? [] : [scope.account]);
  return (
    <div className="inbox-details">
      <p className="inbox-meta">
        <SeveritySign notification={notification} />
        <span>
          {SEVERITY_WORDS[severity].word} · {eventWord(event)}
        </span>
        <StandingBadge notification={notification} />
      </p>
      {amount && (
        <p className="inbox-figure">
          <NotificationAmount amount={amount} />
        </p>
      )}
      <p className="inbox-said">{text}</p>
      <div className="page-actions">
        <Button renderRoot={(props) => <Link {...props} {...linkTarget(link)} />}>{LINK_WORDS[event]}</Button>
        {isOpen(notification) && roleAllows(user.role, 'member') && (
          <Button variant="default" loading={acknowledge.isPending} onClick={() => acknowledge.mutate(id)}>
            Acknowledge
          </Button>
        )}
        {!is_read && (
          <Button variant="default" loading={read.isPending} onClick={() => read.mutate([id])}>
            Mark read
          </Button>
        )}
      </div>
      <FormProblem error={acknowledge.error ?? read.error} />
      {roleAllows(user.role, 'member') && <Sent id={id} />}
      <FactList facts={[...factsOf(notification, account), ...courseOf(notification, formats)]} />
    </div>
  );
}

/** One notification beside the list, which stays where it is; over the whole screen on a phone. */
export function DetailsDrawer({ notification, close }: { notification: Notification | null; close: () => void }) {
  return (
    <Drawer opened={notification !== null} onClose={close} title={notification?.title} size={560}>
      {notification && <Details key={notification.id} notification={notification} />}
    </Drawer>
  );
}
