import { Stack, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { ask } from '../../../platform/web/queries.ts';
import type { Search } from '../../../platform/web/search.ts';
import { Page } from '../../../platform/web/ui/page.tsx';
import { Answer, PanelSkeleton } from '../../../platform/web/ui/states.tsx';
import { remediationContract } from '../../core/contract.ts';
import { StopButton, StopNotices } from '../stops.tsx';
import { ChangesTab } from './changes-tab.tsx';
import { type RemediationsView, searchOfView, TABS, type Tab, viewFrom } from './remediations-view.ts';
import '../../../costs/web/costs.css';
import '../../../connections/web/inventory/inventory.css';
import '../../../recommendations/web/recommendations.css';
import '../remediation.css';

const TAB_TITLES: Record<Tab, string> = { changes: 'Changes', batches: 'Batches', settings: 'Settings' };

const BatchesTab = lazy(async () => ({ default: (await import('./batches-tab.tsx')).BatchesTab }));
const SettingsTab = lazy(async () => ({ default: (await import('../settings/settings-tab.tsx')).SettingsTab }));

/** Changes of clouds: what waits, runs and was done; in batches; and by which rules. What is chosen stands in the address. */
export function RemediationsPage() {
  const view = viewFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const setView = (next: RemediationsView, replace = false): void =>
    void navigate({ to: '/remediation', search: searchOfView(next), replace, resetScroll: false });
  const summary = useQuery(ask(remediationContract.getRemediationSummary));
  return (
    <Page
      title="Remediation"
      lead="Findings carried out in your clouds: previewed, approved, verified, and undone if they must be."
      actions={<StopButton />}
    >
      {summary.data && <StopNotices stops={summary.data.stops} />}
      <Tabs value={view.tab} onChange={(tab) => setView({ ...view, tab: tab as Tab, batch: null })} keepMounted={false}>
        <Tabs.List>
          {TABS.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {TAB_TITLES[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={view.tab} pt="lg">
          <Stack gap="lg">
            <Suspense fallback={<PanelSkeleton height={420} />}>
              {view.tab === 'changes' && (
                <Answer of={summary} height={520}>
                  {(known) => <ChangesTab view={view} setView={setView} summary={known} />}
                </Answer>
              )}
              {view.tab === 'batches' && <BatchesTab view={view} />}
              {view.tab === 'settings' && <SettingsTab />}
            </Suspense>
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
