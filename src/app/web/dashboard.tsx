import { Link } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense } from 'react';
import { DashboardPage } from '../../costs/web/dashboard/dashboard-page.tsx';
import { Panel } from '../../platform/web/ui/page.tsx';
import { PanelSkeleton } from '../../platform/web/ui/states.tsx';
import './dashboard.css';

interface DashboardCard {
  title: string;
  /** The page that tells the rest, and what the link to it says. */
  to: string;
  link: string;
  /** What stands on it, in the height of `CARD_HEIGHT`; loaded for itself, after the page. */
  Content: ComponentType;
}

const CARD_HEIGHT = 104;

/** The cards of modules that the dashboard's own may not know. A new card is one entry here. */
const DASHBOARD_CARDS: DashboardCard[] = [
  {
    title: 'Forecast',
    to: '/forecasts',
    link: 'See the forecast',
    Content: lazy(async () => ({ default: (await import('../../forecasts/web/forecast-card.tsx')).ForecastCard })),
  },
  {
    title: 'Anomalies',
    to: '/anomalies',
    link: 'See the anomalies',
    Content: lazy(async () => ({ default: (await import('../../anomalies/web/anomalies-card.tsx')).AnomaliesCard })),
  },
  {
    title: 'Budgets',
    to: '/budgets',
    link: 'See the budgets',
    Content: lazy(async () => ({ default: (await import('../../budgets/web/budgets-card.tsx')).BudgetsCard })),
  },
  {
    title: 'Attainable savings',
    to: '/recommendations',
    link: 'See what could cost less',
    Content: lazy(async () => ({ default: (await import('../../recommendations/web/savings-card.tsx')).SavingsCard })),
  },
  {
    title: 'Remediation',
    to: '/remediation',
    link: 'See the changes',
    Content: lazy(async () => ({
      default: (await import('../../remediation/web/remediation-card.tsx')).RemediationCard,
    })),
  },
];

const Cards = () => (
  <div className="dashboard-cards">
    {DASHBOARD_CARDS.map(({ title, to, link, Content }) => (
      <Panel key={title} title={title} actions={<Link to={to}>{link}</Link>}>
        {/* The place is held from the start, so that nothing moves when the card comes. */}
        <div style={{ minHeight: CARD_HEIGHT }}>
          <Suspense fallback={<PanelSkeleton height={CARD_HEIGHT} />}>
            <Content />
          </Suspense>
        </div>
      </Panel>
    ))}
  </div>
);

/** The dashboard with the cards of every module. */
export const Dashboard = () => <DashboardPage cards={<Cards />} />;
