import { IconAdjustments, IconChartBar, IconDatabaseImport, IconLayoutDashboard } from '@tabler/icons-react';
import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';

/** A page of the navigation. A new page is one line in PAGES. */
export interface PageEntry {
  path: string;
  title: string;
  group: 'Overview' | 'Costs' | 'Settings';
  icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
  component: RouteComponent;
  /** Where the navigation leads, when the path has parameters. */
  link?: string;
}

export const PAGES: PageEntry[] = [
  {
    path: '/',
    title: 'Dashboard',
    group: 'Overview',
    icon: IconLayoutDashboard,
    component: lazyRouteComponent(() => import('../../costs/web/dashboard/dashboard-page.tsx'), 'DashboardPage'),
  },
  {
    path: '/explorer',
    title: 'Cost explorer',
    group: 'Costs',
    icon: IconChartBar,
    component: lazyRouteComponent(() => import('../../costs/web/explorer/explorer-page.tsx'), 'ExplorerPage'),
  },
  {
    path: '/data-sources',
    title: 'Data sources',
    group: 'Costs',
    icon: IconDatabaseImport,
    component: lazyRouteComponent(
      () => import('../../costs/web/data-sources/data-sources-page.tsx'),
      'DataSourcesPage',
    ),
  },
  {
    path: '/settings/$tab',
    link: '/settings/organization',
    title: 'Settings',
    group: 'Settings',
    icon: IconAdjustments,
    component: lazyRouteComponent(() => import('../../identity/web/settings/settings-page.tsx'), 'SettingsPage'),
  },
];
