import {
  IconActivityHeartbeat,
  IconAdjustments,
  IconAlertTriangle,
  IconChartBar,
  IconCoins,
  IconDatabaseImport,
  IconLayoutDashboard,
  IconPlugConnected,
  IconScale,
  IconStack2,
  IconTool,
  IconTrendingUp,
  IconWallet,
} from '@tabler/icons-react';
import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router';
import { type ComponentType, lazy } from 'react';

/** A page of the navigation. A new page is one line in PAGES. */
export interface PageEntry {
  path: string;
  title: string;
  group: 'Overview' | 'Costs' | 'Optimize' | 'Govern' | 'Settings';
  icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
  component: RouteComponent;
  /** Where the navigation leads, when the path has parameters. */
  link?: string;
  /** What a phone's bottom bar calls it; pages without are behind its last entry. */
  short_title?: string;
  /** What waits there for whoever looks, beside the title. */
  count?: ComponentType;
}

export const PAGES: PageEntry[] = [
  {
    path: '/',
    title: 'Dashboard',
    short_title: 'Dashboard',
    group: 'Overview',
    icon: IconLayoutDashboard,
    component: lazyRouteComponent(() => import('./dashboard.tsx'), 'Dashboard'),
  },
  {
    path: '/inventory',
    title: 'Inventory',
    short_title: 'Inventory',
    group: 'Overview',
    icon: IconStack2,
    component: lazyRouteComponent(() => import('../../connections/web/inventory/inventory-page.tsx'), 'InventoryPage'),
  },
  {
    path: '/explorer',
    title: 'Cost explorer',
    short_title: 'Explorer',
    group: 'Costs',
    icon: IconChartBar,
    component: lazyRouteComponent(() => import('../../costs/web/explorer/explorer-page.tsx'), 'ExplorerPage'),
  },
  {
    path: '/forecasts',
    title: 'Forecasts',
    group: 'Costs',
    icon: IconTrendingUp,
    component: lazyRouteComponent(() => import('../../forecasts/web/forecasts-page.tsx'), 'ForecastsPage'),
  },
  {
    path: '/anomalies',
    title: 'Anomalies',
    group: 'Costs',
    icon: IconActivityHeartbeat,
    component: lazyRouteComponent(() => import('../../anomalies/web/list/anomalies-page.tsx'), 'AnomaliesPage'),
  },
  {
    path: '/budgets',
    title: 'Budgets',
    group: 'Costs',
    icon: IconWallet,
    component: lazyRouteComponent(() => import('../../budgets/web/list/budgets-page.tsx'), 'BudgetsPage'),
  },
  {
    path: '/recommendations',
    title: 'Cost optimization',
    group: 'Optimize',
    icon: IconCoins,
    component: lazyRouteComponent(() => import('./recommendations.tsx'), 'Recommendations'),
  },
  {
    path: '/remediation',
    title: 'Remediation',
    group: 'Optimize',
    icon: IconTool,
    component: lazyRouteComponent(() => import('../../remediation/web/list/remediations-page.tsx'), 'RemediationsPage'),
    count: lazy(async () => ({ default: (await import('../../remediation/web/waiting-count.tsx')).WaitingCount })),
  },
  {
    path: '/policies',
    title: 'Policies',
    group: 'Govern',
    icon: IconScale,
    component: lazyRouteComponent(() => import('../../policies/web/list/policies-page.tsx'), 'PoliciesPage'),
  },
  {
    path: '/violations',
    title: 'Violations',
    group: 'Govern',
    icon: IconAlertTriangle,
    component: lazyRouteComponent(() => import('../../policies/web/violations/violations-page.tsx'), 'ViolationsPage'),
  },
  {
    path: '/connections',
    title: 'Connections',
    short_title: 'Connections',
    group: 'Settings',
    icon: IconPlugConnected,
    component: lazyRouteComponent(() => import('../../connections/web/connections-page.tsx'), 'ConnectionsPage'),
  },
  {
    path: '/data-sources',
    title: 'Data sources',
    group: 'Settings',
    icon: IconDatabaseImport,
    component: lazyRouteComponent(() => import('./data-sources.tsx'), 'DataSources'),
  },
  {
    path: '/settings/$tab',
    link: '/settings/organization',
    title: 'Settings',
    group: 'Settings',
    icon: IconAdjustments,
    component: lazyRouteComponent(() => import('./settings.tsx'), 'Settings'),
  },
];

/** Pages that others lead to. */
export const INNER_PAGES: Pick<PageEntry, 'path' | 'component'>[] = [
  { path: '/welcome', component: lazyRouteComponent(() => import('./welcome-page.tsx'), 'WelcomePage') },
  {
    path: '/inbox',
    component: lazyRouteComponent(() => import('../../notifications/web/inbox/inbox-page.tsx'), 'InboxPage'),
  },
  {
    path: '/connections/new',
    component: lazyRouteComponent(() => import('../../connections/web/wizard/wizard-page.tsx'), 'WizardPage'),
  },
  {
    path: '/inventory/$id',
    component: lazyRouteComponent(() => import('./resource.tsx'), 'Resource'),
  },
  {
    path: '/anomalies/$id',
    component: lazyRouteComponent(() => import('../../anomalies/web/incident/incident-page.tsx'), 'IncidentPage'),
  },
  {
    path: '/budgets/$id',
    component: lazyRouteComponent(() => import('../../budgets/web/detail/budget-page.tsx'), 'BudgetPage'),
  },
  {
    path: '/recommendations/$id',
    component: lazyRouteComponent(() => import('./recommendations.tsx'), 'Recommendation'),
  },
  {
    path: '/remediation/$id',
    component: lazyRouteComponent(() => import('../../remediation/web/detail/remediation-page.tsx'), 'RemediationPage'),
  },
  {
    path: '/policies/new',
    component: lazyRouteComponent(() => import('../../policies/web/editor/policy-page.tsx'), 'NewPolicyPage'),
  },
  {
    path: '/policies/$id',
    component: lazyRouteComponent(() => import('../../policies/web/editor/policy-page.tsx'), 'PolicyPage'),
  },
];
