import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { addressOf } from '../../../platform/web/client.ts';
import { dayText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { type Search, stringifySearch } from '../../../platform/web/search.ts';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { costsContract } from '../../core/contract.ts';
import { groupingTitle } from '../../core/dimensions.ts';
import { CostTrendPanel } from '../cost-trend-panel.tsx';
import { CurrencyNotice } from '../currency-notice.tsx';
import { useFreshness } from '../freshness.tsx';
import { NoCosts } from '../no-costs.tsx';
import { daysOf, rangeText, suitableGranularity } from '../range.ts';
import { SavedViews } from '../saved-views.tsx';
import { METRIC_TITLES } from '../trend-data.ts';
import { drillDown, searchOf, selectionOf, type View, viewFrom } from '../view.ts';
import { FilterSentence } from './filter-sentence.tsx';
import { Totals } from './totals.tsx';
import { ValuesPanel } from './values-panel.tsx';
import '../costs.css';

const EXPORTS = [
  { format: 'csv', title: 'CSV, exact decimals' },
  { format: 'parquet', title: 'Parquet' },
  { format: 'focus', title: 'FOCUS 1.2 CSV' },
] as const;

function Downloads({ selection }: { selection: Record<string, unknown> }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default">Download rows</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {EXPORTS.map(({ format, title }) => (
          <Menu.Item
            key={format}
            component="a"
            href={addressOf(costsContract.costExport, { query: { ...selection, format } })}
            download
          >
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function NothingFound({ view }: { view: View }) {
  return (
    <Panel>
      <EmptyState
        title="No charges match"
        action={
          view.filters.length > 0 ? (
            <Link to="/explorer" search={searchOf({ ...view, filters: [] })}>
              Remove all filters
            </Link>
          ) : undefined
        }
      >
        {view.filters.length > 0
          ? 'Remove a filter, or choose a longer period.'
          : 'Choose another period: there is no charge in this one.'}
      </EmptyState>
    </Panel>
  );
}

function Results({
  view,
  last_day,
  setView,
}: {
  view: View;
  last_day: string;
  setView: (view: View, replace?: boolean) => void;
}) {
  const formats = useFormats();
  const range = daysOf(view.range, last_day);
  const granularity = view.granularity === 'auto' ? suitableGranularity(range) : view.granularity;
  const selection = selectionOf(view, range);
  const trend = useQuery(
    ask(costsContract.costTrend, {
      query: { ...selection, granularity, group_by: view.group_by ?? undefined, limit: view.limit },
    }),
  );
  const drill = (name: string): void => setView(drillDown(view, name));
  return (
    <Answer of={trend} height={460}>
      {(data) =>
        data.data_points.length === 0 ? (
          <NothingFound view={view} />
        ) : (
          <>
            <Totals selection={selection} />
            <CostTrendPanel
              title={`${METRIC_TITLES[view.metric]}${view.group_by ? ` by ${groupingTitle(view.group_by).toLowerCase()}` : ''}`}
              note={rangeText(range, formats)}
              trend={data}
              kind={view.chart}
              setKind={(chart) => setView({ ...view, chart }, true)}
              pick={view.group_by ? drill : undefined}
              height={320}
            />
            {view.group_by && <ValuesPanel view={view} grouping={view.group_by} selection={selection} />}
          </>
        )
      }
    </Answer>
  );
}

/** Costs by anything, over any period: everything chosen stands in the address. */
export function ExplorerPage() {
  const view = viewFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const formats = useFormats();
  const { freshness, last_day, has_costs } = useFreshness();
  const setView = (next: View, replace = false): void =>
    void navigate({ to: '/explorer', search: searchOf(next), replace });
  return (
    <Page
      title="Cost explorer"
      lead={has_costs ? `Costs by anything. Complete through ${dayText(last_day, formats)}.` : 'Costs by anything.'}
      actions={
        has_costs && (
          <>
            <SavedViews page="explorer" search={stringifySearch(searchOf(view)).slice(1)} />
            <Downloads selection={selectionOf(view, daysOf(view.range, last_day))} />
          </>
        )
      }
    >
      <Answer of={freshness} height={520}>
        {() =>
          has_costs ? (
            <>
              <FilterSentence view={view} setView={setView} last_day={last_day} />
              <CurrencyNotice view={view} last_day={last_day} to="/explorer" />
              <Results view={view} last_day={last_day} setView={setView} />
            </>
          ) : (
            <NoCosts />
          )
        }
      </Answer>
    </Page>
  );
}
