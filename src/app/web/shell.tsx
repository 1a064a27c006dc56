import { Link, Outlet, useLoaderData, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { anomalyHandlers } from '../../anomalies/web/live-anomalies.ts';
import { budgetHandlers } from '../../budgets/web/live-budgets.ts';
import { connectionHandlers } from '../../connections/web/live-connections.ts';
import { importHandlers } from '../../costs/web/live-events.ts';
import { forecastHandlers } from '../../forecasts/web/live-forecasts.ts';
import { type Session, SessionProvider } from '../../identity/web/session.ts';
import { jobHandlers } from '../../jobs/web/live-jobs.ts';
import { Bell } from '../../notifications/web/bell.tsx';
import { notificationHandlers } from '../../notifications/web/live-notifications.ts';
import { useLiveEvents } from '../../platform/web/live-events.ts';
import { policyHandlers } from '../../policies/web/live-policies.ts';
import { recommendationHandlers } from '../../recommendations/web/live-recommendations.ts';
import { remediationHandlers } from '../../remediation/web/live-remediation.ts';
import { BottomBar } from './bottom-bar.tsx';
import { PageLink } from './page-link.tsx';
import { PAGES } from './pages.ts';
import { Palette } from './palette.tsx';
import { SampleBanner } from './sample-banner.tsx';
import './shell.css';
import mark from './mark.svg';
import { UserMenu } from './user-menu.tsx';

const LIVE = [
  importHandlers,
  jobHandlers,
  connectionHandlers,
  forecastHandlers,
  anomalyHandlers,
  budgetHandlers,
  recommendationHandlers,
  remediationHandlers,
  policyHandlers,
  notificationHandlers,
];

function Navigation() {
  const groups = [...new Set(PAGES.map((page) => page.group))];
  return (
    <nav className="shell-nav" aria-label="Main">
      <Link to="/" className="shell-brand">
        <img src={mark} width={24} height={24} alt="" />
        FinOpsMind
      </Link>
      {groups.map((group) => (
        <div key={group}>
          <h2>{group}</h2>
          <ul>
            {PAGES.filter((page) => page.group === group).map((page) => (
              <li key={page.path}>
                <PageLink page={page} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** Moves the focus to the page that was navigated to, so that the keyboard goes on from there. */
function useFocusOnNavigation(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const [first] = useState(path);
  useEffect(() => {
    if (path !== first) document.getElementById('page')?.focus({ preventScroll: true });
  }, [path, first]);
}

/** What stands around every page of a signed-in user. */
export function Shell() {
  const session: Session = useLoaderData({ strict: false });
  useFocusOnNavigation();
  useLiveEvents(LIVE);
  return (
    <SessionProvider value={session}>
      <a href="#page" className="skip-link">
        Skip to the page
      </a>
      <div className="shell">
        <Navigation />
        <div>
          <header className="shell-top">
            <div className="shell-organization">{session.organization.name}</div>
            <Palette />
            <Bell />
            <UserMenu />
          </header>
          <SampleBanner />
          <main id="page" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
        <BottomBar />
      </div>
    </SessionProvider>
  );
}
