/** The parts of the settings, each with the least role that sees it. */
export const SETTINGS_TABS = [
  { id: 'organization', title: 'Organization', role: 'viewer' },
  { id: 'members', title: 'Members', role: 'viewer' },
  { id: 'api-keys', title: 'API keys', role: 'admin' },
  { id: 'notifications', title: 'Notifications', role: 'member' },
  { id: 'account', title: 'Your account', role: 'viewer' },
  { id: 'appearance', title: 'Appearance', role: 'viewer' },
  { id: 'audit-log', title: 'Audit log', role: 'admin' },
] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number]['id'];
