import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useFreshness } from '../../../costs/web/freshness.tsx';
import { NoCosts } from '../../../costs/web/no-costs.tsx';
import { useFormats } from '../../../identity/web/session.ts';
import { addressOf, call } from '../../../platform/web/client.ts';
import { dayText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import type { Search } from '../../../platform/web/search.ts';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { type AnomalySummary, anomaliesContract } from '../../core/contract.ts';
import { SettingsDrawer } from '../settings/settings-drawer.tsx';
import { AnomaliesSentence } from './anomalies-sentence.tsx';
import {
  type AnomaliesView,
  anomaliesFrom,
  DEFAULT_VIEW,
  isNarrowed,
  queryOfAnomalies,
  searchOfAnomalies,
} from './anomalies-view.ts';
import { AnomalyTable } from './anomaly-table.tsx';
import { LookNow, LookStatus } from './look-now.tsx';
import { OrderSelect } from './order-select.tsx';
import { SummaryFigures } from './summary-figures.tsx';
import '../../../costs/web/costs.css';
import '../../../connections/web/inventory/inventory.css';
import '../anomalies.css';

const PAGE = 25;
/** The tab of the forecasts where what is known beforehand is entered. */
const CALENDAR = { tab: 'calendar' };

function useAnomalies(view: AnomaliesView) {
  const query = queryOfAnomalies(view);
  return useInfiniteQuery({
    queryKey: ['anomalies', 'list', addressOf(anomaliesContract.listAnomalies, { query })],
    queryFn: ({ pageParam, signal }) =>
      call(anomaliesContract.listAnomalies, { query: { ...query, limit: PAGE, cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

const ALL: AnomaliesView = { ...DEFAULT_VIEW, status: [] };

function Nothing({ view, summary: { judged_through } }: { view: AnomaliesView; summary: AnomalySummary }) {
  const formats = useFormats();
  if (judged_through === null)
    return (
      <EmptyState title="Nothing has been judged yet">
        The first look judges the whole history. It begins after every load of costs and every night; “Look now” begins
        it at once.
      </EmptyState>
    );
  const through = `Every day through ${dayText(judged_through, formats)} was judged.`;
  if (isNarrowed(view))
    return (
      <EmptyState
        title="No anomaly matches"
        action={
          <Link to="/anomalies" search={searchOfAnomalies(DEFAULT_VIEW)}>
            Remove all filters
          </Link>
        }
      >
        {through} Remove a filter, or search for something else.
      </EmptyState>
    );
  if (view.status.length > 0)
    return (
      <EmptyState
        title="Nothing is open"
        action={
          <Link to="/anomalies" search={searchOfAnomalies(ALL)}>
            Show those that are over, too
          </Link>
        }
      >
        {through} No cost needs a look.
      </EmptyState>
    );
  return <EmptyState title="No anomaly found">{through} Costs are as their history lets expect.</EmptyState>;
}

interface ListedProps {
  view: AnomaliesView;
  setView: (view: AnomaliesView, replace?: boolean) => void;
  summary: AnomalySummary;
}

function Listed({ view, setView, summary }: ListedProps) {
  const list = useAnomalies(view);
  return (
    <Panel
      title="Anomalies"
      actions={
        summary.judged_through !== null && (
          <OrderSelect value={view.sort} change={(sort) => setView({ ...view, sort })} />
        )
      }
    >
      <Answer of={list} height={420}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Nothing view={view} summary={summary} />;
          return (
            <>
              <div aria-busy={list.isPlaceholderData} className="settling">
                <AnomalyTable anomalies={items} />
              </div>
              <ShowMore of={list} />
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}

function Board({ view, summary }: { view: AnomaliesView; summary: AnomalySummary }) {
  const navigate = useNavigate();
  const setView = (next: AnomaliesView, replace = false): void =>
    void navigate({ to: '/anomalies', search: searchOfAnomalies(next), replace, resetScroll: false });
  const currencies = [summary.currency, ...summary.other_currencies.map(({ currency }) => currency)];
  return (
    <>
      <SummaryFigures summary={summary} />
      {summary.judged_through !== null && (
        <AnomaliesSentence
          view={view}
          setView={setView}
          currencies={[...new Set([...currencies, ...(view.currency === null ? [] : [view.currency])])]}
        />
      )}
      <Listed view={view} setView={setView} summary={summary} />
    </>
  );
}

/** Costs that are not as they were: what is open and what it costs, then each; what is chosen stands in the address. */
export function AnomaliesPage() {
  const view = anomaliesFrom(useSearch({ strict: false }) as Search);
  const [has_settings, setSettings] = useState(false);
  const { freshness, has_costs } = useFreshness();
  const summary = useQuery(ask(anomaliesContract.getAnomalySummary));
  return (
    <Page
      title="Anomalies"
      lead="Costs that are not as they were, what that amounts to, and why."
      actions={
        has_costs && (
          <>
            <Button variant="default" renderRoot={(props) => <Link {...props} to="/forecasts" search={CALENDAR} />}>
              Planned events
            </Button>
            <Button variant="default" onClick={() => setSettings(true)}>
              Settings
            </Button>
            <LookNow />
          </>
        )
      }
    >
      <Answer of={freshness} height={520}>
        {() =>
          has_costs ? (
            <>
              <LookStatus />
              <Answer of={summary} height={520}>
                {(data) => <Board view={view} summary={data} />}
              </Answer>
            </>
          ) : (
            <NoCosts />
          )
        }
      </Answer>
      <SettingsDrawer opened={has_settings} close={() => setSettings(false)} />
    </Page>
  );
}
