import { lazy, Suspense } from 'react';
import { SettingsPage } from '../../identity/web/settings/settings-page.tsx';
import { PanelSkeleton } from '../../platform/web/ui/states.tsx';

const NotificationSettings = lazy(async () => ({
  default: (await import('../../notifications/web/settings/notification-settings.tsx')).NotificationSettings,
}));

/** Settings, those of notifications among them. */
export const Settings = () => (
  <SettingsPage
    notifications={
      <Suspense fallback={<PanelSkeleton height={520} />}>
        <NotificationSettings />
      </Suspense>
    }
  />
);
