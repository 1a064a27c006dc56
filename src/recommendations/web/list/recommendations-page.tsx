import { Stack, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense } from 'react';
import { SavedViews } from '../../../costs/web/saved-views.tsx';
import { ask } from '../../../platform/web/queries.ts';
import { type Search, stringifySearch } from '../../../platform/web/search.ts';
import { Page } from '../../../platform/web/ui/page.tsx';
import { Answer, PanelSkeleton } from '../../../platform/web/ui/states.tsx';
import { type RecommendationSummary, recommendationsContract } from '../../core/contract.ts';
import { Breakdown } from './breakdown.tsx';
import { ListPanel } from './list-panel.tsx';
import { LookBasis, LookNow, LookStatus } from './look-now.tsx';
import { NeverRun } from './nothing.tsx';
import { type RecommendationsView, searchOfView, TABS, type Tab, viewFrom } from './recommendations-view.ts';
import { Sentence } from './sentence.tsx';
import { SummaryFigures } from './summary-figures.tsx';
import '../../../costs/web/costs.css';
import '../../../connections/web/inventory/inventory.css';
import '../recommendations.css';

/** What every tab is given: what is shown, and how to show something else (`replace` keeps the way back as it was). */
export interface TabProps {
  view: RecommendationsView;
  setView: (view: RecommendationsView, replace?: boolean) => void;
}

/** What the tab of the list stands on, in the currency that is looked at. */
function useSummary({ currency }: RecommendationsView) {
  const query = currency === null ? {} : { currency };
  return useQuery(ask(recommendationsContract.getRecommendationSummary, { query }));
}

const isBlank = ({ last_run, recommendations }: RecommendationSummary): boolean =>
  last_run === null && recommendations === 0;

/** What can be done on the page; before anything was looked at, the button for that stands in its middle. */
function PageActions({ view }: { view: RecommendationsView }) {
  const { data } = useSummary(view);
  if (data === undefined || isBlank(data)) return null;
  return (
    <>
      {view.tab === 'recommendations' && (
        <SavedViews
          page="recommendations"
          search={stringifySearch(searchOfView({ ...view, opened: null, code: null })).slice(1)}
        />
      )}
      <LookNow />
    </>
  );
}

function ListTab({ view, setView }: TabProps) {
  const summary = useSummary(view);
  return (
    <>
      <LookStatus />
      <Answer of={summary} height={520}>
        {(data) =>
          isBlank(data) ? (
            <NeverRun />
          ) : (
            <>
              <SummaryFigures summary={data} />
              <LookBasis summary={data} />
              <Breakdown summary={data} view={view} setView={setView} />
              <Sentence view={view} setView={setView} summary={data} />
              <ListPanel view={view} setView={setView} summary={data} />
            </>
          )
        }
      </Answer>
    </>
  );
}

const CONTENT: Record<Tab, { title: string; Content: ComponentType<TabProps> }> = {
  recommendations: { title: 'Recommendations', Content: ListTab },
  rules: {
    title: 'Rules',
    Content: lazy(async () => ({ default: (await import('../rules/rules-tab.tsx')).RulesTab })),
  },
  exceptions: {
    title: 'Exceptions',
    Content: lazy(async () => ({ default: (await import('../rules/exceptions-tab.tsx')).ExceptionsTab })),
  },
};

/** What could cost less, by how much and why, and what was done about it; what is chosen stands in the address. */
export function RecommendationsPage() {
  const view = viewFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const setView = (next: RecommendationsView, replace = false): void =>
    void navigate({ to: '/recommendations', search: searchOfView(next), replace, resetScroll: false });
  const { Content } = CONTENT[view.tab];
  return (
    <Page
      title="Cost optimization"
      lead="What could cost less, how much that saves from your own bill, and why."
      actions={<PageActions view={view} />}
    >
      <Tabs
        value={view.tab}
        onChange={(tab) => setView({ ...view, tab: tab as Tab, opened: null, code: null })}
        keepMounted={false}
      >
        <Tabs.List>
          {TABS.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {CONTENT[tab].title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={view.tab} pt="lg">
          <Stack gap="lg">
            <Suspense fallback={<PanelSkeleton height={420} />}>
              <Content view={view} setView={setView} />
            </Suspense>
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
