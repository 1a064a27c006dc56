import { Stack, Tabs } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { Page } from '../../../platform/web/ui/page.tsx';
import { useSession } from '../session.ts';
import { AccountSettings } from './account-settings.tsx';
import { ApiKeySettings } from './api-key-settings.tsx';
import { AppearanceSettings } from './appearance-settings.tsx';
import { AuditLog } from './audit-log.tsx';
import { MemberSettings } from './member-settings.tsx';
import { OrganizationSettings } from './organization-settings.tsx';
import { SETTINGS_TABS, type SettingsTab } from './tabs.ts';

interface SettingsPageProps {
  /** Settings of notifications, which are told by a module that this one may not know. */
  notifications: ReactNode;
}

/** Settings of the organization and of the user, a tab each. */
export function SettingsPage({ notifications }: SettingsPageProps) {
  const { tab } = useParams({ strict: false }) as { tab: string };
  const { user } = useSession();
  const navigate = useNavigate();
  const tabs = SETTINGS_TABS.filter(({ role }) => roleAllows(user.role, role));
  const current = tabs.find((t) => t.id === tab) ?? tabs[0];
  if (!current) return null;
  const content: Record<SettingsTab, ReactNode> = {
    organization: <OrganizationSettings />,
    members: <MemberSettings />,
    'api-keys': <ApiKeySettings />,
    notifications,
    account: <AccountSettings />,
    appearance: <AppearanceSettings />,
    'audit-log': <AuditLog />,
  };
  return (
    <Page title="Settings" lead="The organization, its people and programs, and your own account.">
      <Tabs value={current.id} onChange={(id) => void navigate({ to: `/settings/${id}` })} keepMounted={false}>
        <Tabs.List>
          {tabs.map(({ id, title }) => (
            <Tabs.Tab key={id} value={id}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={current.id} pt="lg">
          <Stack gap="md">{content[current.id]}</Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
