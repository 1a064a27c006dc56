import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ChannelsPanel } from './channels-panel.tsx';
import { DeliveryLog } from './delivery-log.tsx';
import { RoutesPanel } from './routes-panel.tsx';
import { TimingPanel } from './timing-panel.tsx';
import './settings.css';

/** Where notifications go, which and when, and what became of them; admins change it, members read it. */
export function NotificationSettings() {
  const { user } = useSession();
  const may_change = roleAllows(user.role, 'admin');
  return (
    <>
      {!may_change && <p className="quiet">Admins change what stands here.</p>}
      <ChannelsPanel may_change={may_change} />
      <RoutesPanel may_change={may_change} />
      <TimingPanel may_change={may_change} />
      <DeliveryLog may_change={may_change} />
    </>
  );
}
