/** The parts of the settings; those for admins are hidden from others. */
export const SETTINGS_TABS = [
  { id: 'organization', title: 'Organization', admin_only: false },
  { id: 'members', title: 'Members', admin_only: false },
  { id: 'api-keys', title: 'API keys', admin_only: true },
  { id: 'account', title: 'Your account', admin_only: false },
  { id: 'appearance', title: 'Appearance', admin_only: false },
  { id: 'audit-log', title: 'Audit log', admin_only: true },
] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number]['id'];
