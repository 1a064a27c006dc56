import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ask } from '../../../platform/web/queries.ts';
import type { Search } from '../../../platform/web/search.ts';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { notificationsContract } from '../../core/contract.ts';
import { useReadNotifications } from '../use-notifications.ts';
import { DetailsDrawer } from './details.tsx';
import { InboxBar } from './inbox-bar.tsx';
import { InboxList } from './inbox-list.tsx';
import { DEFAULT_VIEW, type InboxView, isNarrowed, searchOfView, viewFrom } from './inbox-view.ts';
import { useInbox, useOpened } from './use-inbox.ts';
import '../../../costs/web/costs.css';
import './inbox.css';

function SettingsLink() {
  const { user } = useSession();
  if (!roleAllows(user.role, 'member')) return null;
  return (
    <Button
      variant="default"
      renderRoot={(props) => <Link {...props} to="/settings/$tab" params={{ tab: 'notifications' }} />}
    >
      Channels and routes
    </Button>
  );
}

function MarkAllRead() {
  const { data } = useQuery(ask(notificationsContract.getNotificationSummary));
  const read = useReadNotifications();
  return (
    <Button variant="default" disabled={!data?.unread} loading={read.isPending} onClick={() => read.mutate(null)}>
      Mark all read
    </Button>
  );
}

function Nothing({ view, setView }: { view: InboxView; setView: (view: InboxView) => void }) {
  if (!isNarrowed(view))
    return (
      <EmptyState title="Nothing has happened yet" action={<SettingsLink />}>
        Anomalies, budgets, changes, policies and connections that need somebody are told here by themselves. Channels
        take them to Slack, Teams, e-mail and your own programs.
      </EmptyState>
    );
  const is_done = view.show !== 'all' && view.event === null && view.severity === null;
  return (
    <EmptyState
      title={is_done ? 'All done' : 'Nothing found'}
      action={
        <Button variant="default" onClick={() => setView(DEFAULT_VIEW)}>
          Show all
        </Button>
      }
    >
      {is_done
        ? `Nothing is ${view.show === 'unread' ? 'unread' : 'open: what happened is acknowledged or over'}.`
        : 'No notification fits what is chosen.'}
    </EmptyState>
  );
}

/** What happened and whether somebody takes care of it, by day; what is chosen stands in the address. */
export function InboxPage() {
  const view = viewFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const setView = (next: InboxView): void =>
    void navigate({ to: '/inbox', search: searchOfView(next), resetScroll: false });
  const list = useInbox(view);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const opened = useOpened(view.opened, items);
  return (
    <Page
      title="Inbox"
      lead="What happened, newest first, and whether somebody takes care of it."
      actions={
        <>
          <SettingsLink />
          <MarkAllRead />
        </>
      }
    >
      <InboxBar view={view} setView={setView} />
      <Answer of={list} height={420}>
        {() =>
          items.length === 0 ? (
            <Panel>
              <Nothing view={view} setView={setView} />
            </Panel>
          ) : (
            <div className="inbox" aria-busy={list.isPlaceholderData}>
              <InboxList items={items} view={view} />
              <ShowMore of={list} />
            </div>
          )
        }
      </Answer>
      <DetailsDrawer notification={opened} close={() => setView({ ...view, opened: null })} />
    </Page>
  );
}
