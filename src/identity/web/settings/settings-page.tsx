import { Stack, Tabs } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { Page } from '../../../platform/web/ui/page.tsx';
import { useSession } from '../session.ts';
import { AccountSettings } from './account-settings.tsx';
import { ApiKeySettings } from './api-key-settings.tsx';
import { AppearanceSettings } from './appearance-settings.tsx';
import { AuditLog } from './audit-log.tsx';
import { MemberSettings } from './member-settings.tsx';
import { OrganizationSettings } from './organization-settings.tsx';
import { SETTINGS_TABS, type SettingsTab } from './tabs.ts';

const CONTENT: Record<SettingsTab, ComponentType> = {
  organization: OrganizationSettings,
  members: MemberSettings,
  'api-keys': ApiKeySettings,
  account: AccountSettings,
  appearance: AppearanceSettings,
  'audit-log': AuditLog,
};

/** Settings of the organization and of the user, a tab each. */
export function SettingsPage() {
  const { tab } = useParams({ strict: false }) as { tab: string };
  const { user } = useSession();
  const navigate = useNavigate();
  const tabs = SETTINGS_TABS.filter((t) => user.role === 'admin' || !t.admin_only);
  const current = tabs.find((t) => t.id === tab) ?? tabs[0];
  if (!current) return null;
  const Content = CONTENT[current.id];
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
          <Stack gap="md">
            <Content />
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
