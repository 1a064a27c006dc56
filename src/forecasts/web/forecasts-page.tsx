import { Stack, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useFreshness } from '../../costs/web/freshness.tsx';
import { NoCosts } from '../../costs/web/no-costs.tsx';
import type { Search } from '../../platform/web/search.ts';
import { Page } from '../../platform/web/ui/page.tsx';
import { Answer } from '../../platform/web/ui/states.tsx';
import { AccuracyTab } from './accuracy/accuracy-tab.tsx';
import { CalendarTab } from './calendar/calendar-tab.tsx';
import { ForecastTab } from './forecast/forecast-tab.tsx';
import { MakeButton } from './making.tsx';
import { type ForecastView, searchOf, TABS, type Tab, viewFrom } from './view.ts';
import '../../costs/web/costs.css';
import './forecasts.css';

/** What every tab is given: what is shown, and how to show something else (`replace` keeps the way back as it was). */
export interface TabProps {
  view: ForecastView;
  setView: (view: ForecastView, replace?: boolean) => void;
}

const CONTENT: Record<Tab, { title: string; Content: ComponentType<TabProps> }> = {
  forecast: { title: 'Forecast', Content: ForecastTab },
  accuracy: { title: 'Accuracy', Content: AccuracyTab },
  calendar: { title: 'Calendar', Content: CalendarTab },
};

/** What costs will be, how sure that is, how past forecasts did, and what is known beforehand. */
export function ForecastsPage() {
  const view = viewFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const { freshness, has_costs } = useFreshness();
  const setView = (next: ForecastView, replace = false): void =>
    void navigate({ to: '/forecasts', search: searchOf(next), replace, resetScroll: false });
  const { Content } = CONTENT[view.tab];
  return (
    <Page
      title="Forecasts"
      lead="What costs will be, how sure that is, and how past forecasts did."
      actions={has_costs && <MakeButton />}
    >
      <Answer of={freshness} height={520}>
        {() =>
          has_costs ? (
            <Tabs
              value={view.tab}
              onChange={(tab) => setView({ ...view, tab: tab as Tab, opened: null })}
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
                  <Content view={view} setView={setView} />
                </Stack>
              </Tabs.Panel>
            </Tabs>
          ) : (
            <NoCosts />
          )
        }
      </Answer>
    </Page>
  );
}
