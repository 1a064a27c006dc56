import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { dayText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import type { Search } from '../../../platform/web/search.ts';
import { Page } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { costsContract } from '../../core/contract.ts';
import { CostTrendPanel } from '../cost-trend-panel.tsx';
import { CurrencyNotice } from '../currency-notice.tsx';
import { useFreshness } from '../freshness.tsx';
import { NoCosts } from '../no-costs.tsx';
import { daysOf, PRESETS, rangeText, suitableGranularity } from '../range.ts';
import { CHART_KINDS, type ChartKind, searchOf, selectionOf, type View, viewFrom, withFilter } from '../view.ts';
import { Figures } from './figures.tsx';
import { FreshnessPanel } from './freshness-panel.tsx';
import { Movers } from './movers.tsx';
import { TopPanel } from './top-panel.tsx';
import '../costs.css';

function Board({ view, last_day, cards }: { view: View; last_day: string; cards: ReactNode }) {
  const navigate = useNavigate();
  const range = daysOf(view.range, last_day);
  const selection = selectionOf(view, range);
  const granularity = suitableGranularity(range);
  const trend = useQuery(
    ask(costsContract.costTrend, { query: { ...selection, granularity, group_by: 'service', limit: 7 } }),
  );
  const narrowed = (name: string): View => ({
    ...view,
    filters: withFilter(view.filters, { grouping: 'service', exclude: false, values: [name] }),
    group_by: 'account',
  });
  const kind: ChartKind = CHART_KINDS.find((k) => k === view.chart) ?? 'bars';
  return (
    <>
      <Figures view={view} range={range} last_day={last_day} />
      {cards}
      <Answer of={trend} height={380}>
        {(data) => (
          <CostTrendPanel
            title={`Cost per ${granularity === 'daily' ? 'day' : granularity === 'weekly' ? 'week' : 'month'} by service`}
            trend={data}
            kind={kind}
            kinds={['bars', 'areas', 'table']}
            setKind={(chart) => void navigate({ to: '/', search: searchOf({ ...view, chart }), replace: true })}
            pick={(name) => void navigate({ to: '/explorer', search: searchOf(narrowed(name)) })}
          />
        )}
      </Answer>
      <div className="columns">
        <TopPanel title="Top services" dimension="service" view={view} range={range} next="account" />
        <TopPanel title="Top accounts" dimension="account" view={view} range={range} next="service" />
      </div>
      <div className="columns">
        <Movers view={view} range={range} />
        <FreshnessPanel is_brief actions={<Link to="/data-sources">Data sources</Link>} />
      </div>
    </>
  );
}

/** What the organization spends: the answer first, then where it comes from and what moved; `cards` are of other modules. */
export function DashboardPage({ cards }: { cards: ReactNode }) {
  const view = viewFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const formats = useFormats();
  const { freshness, last_day, has_costs } = useFreshness();
  const lead = has_costs
    ? `${rangeText(daysOf(view.range, last_day), formats)}. Complete through ${dayText(last_day, formats)}.`
    : 'What the organization spends, and what moves it.';
  return (
    <Page
      title="Dashboard"
      lead={lead}
      actions={
        has_costs && (
          <Select
            aria-label="Period"
            data={PRESETS.map(({ id, title }) => ({ value: id, label: title }))}
            value={typeof view.range === 'string' ? view.range : null}
            allowDeselect={false}
            onChange={(range) =>
              range && void navigate({ to: '/', search: searchOf({ ...view, range: range as View['range'] }) })
            }
          />
        )
      }
    >
      <Answer of={freshness} height={520}>
        {() =>
          has_costs ? (
            <>
              <CurrencyNotice view={view} last_day={last_day} to="/" />
              <Board view={view} last_day={last_day} cards={cards} />
            </>
          ) : (
            <NoCosts />
          )
        }
      </Answer>
    </Page>
  );
}
