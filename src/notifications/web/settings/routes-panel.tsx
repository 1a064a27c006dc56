import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../platform/web/client.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { notificationsContract } from '../../core/contract.ts';
import type { Route } from '../../core/settings.ts';
import { type EditedRoute, RouteDrawer } from './route-drawer.tsx';
import { routeWhatText, routeWhereText } from './route-words.ts';
import { useChannelNames, useChannels } from './use-channels.ts';

interface RouteItemProps {
  route: Route;
  may_change: boolean;
  edit: () => void;
}

function RouteItem({ route, may_change, edit }: RouteItemProps) {
  const nameOf = useChannelNames();
  const remove = async (): Promise<void> => {
    await call(notificationsContract.deleteRoute, { params: { id: route.id } });
    await invalidate('notification-routes');
  };
  return (
    <li data-off={!route.enabled || undefined}>
      <div>
        <strong>{route.name}</strong> {!route.enabled && <span className="badge">Switched off</span>}
        <span className="route-sentence">
          {routeWhatText(route)} · {routeWhereText(route, nameOf)}
        </span>
      </div>
      {may_change && (
        <div className="page-actions">
          <Button size="xs" variant="default" onClick={edit}>
            Edit<span className="visually-hidden"> {route.name}</span>
          </Button>
          <ConfirmButton
            label="Remove"
            question={`Nothing is sent by “${route.name}” any more.`}
            verb="Remove it"
            run={remove}
          />
        </div>
      )}
    </li>
  );
}

/** What holds where nobody made a route. */
function NoRoutes() {
  const { data } = useChannels();
  const names = (data?.items ?? []).filter(({ enabled }) => enabled).map(({ name }) => name);
  return (
    <p className="quiet">
      There is no route. Until there is one, everything from warnings on goes{' '}
      {names.length === 0 ? 'to every channel that you add' : `to ${names.join(', ')}`}, at once. The first route takes
      the place of this.
    </p>
  );
}

/** What is sent where, a sentence each. */
export function RoutesPanel({ may_change }: { may_change: boolean }) {
  const routes = useQuery(ask(notificationsContract.listRoutes));
  const channels = useChannels();
  const [edited, setEdited] = useState<EditedRoute | null>(null);
  const has_channels = (channels.data?.items.length ?? 0) > 0;
  return (
    <Panel
      title="Routes"
      note="What is sent where. A notification goes by every route that it fits, once to each channel; the inbox always has it."
      actions={
        may_change &&
        has_channels && (
          <Button size="xs" variant="default" onClick={() => setEdited('new')}>
            Add a route
          </Button>
        )
      }
    >
      <Answer of={routes} height={80}>
        {({ items }) =>
          items.length === 0 ? (
            <NoRoutes />
          ) : (
            <ul className="routes">
              {items.map((route) => (
                <RouteItem key={route.id} route={route} may_change={may_change} edit={() => setEdited(route)} />
              ))}
            </ul>
          )
        }
      </Answer>
      <RouteDrawer edited={edited} close={() => setEdited(null)} />
    </Panel>
  );
}
