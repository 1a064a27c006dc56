import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { z } from 'zod';
import { useFormats } from '../../../identity/web/session.ts';
import { download } from '../../../platform/web/chart/download.ts';
import { addressOf, call } from '../../../platform/web/client.ts';
import { countText } from '../../../platform/web/format.ts';
import type { Search } from '../../../platform/web/search.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { resourcesContract } from '../../core/resources-contract.ts';
import { inventoryCsv } from './inventory-csv.ts';
import { InventorySentence } from './inventory-sentence.tsx';
import {
  type InventoryView,
  inventoryFrom,
  isNarrowed,
  queryOfInventory,
  searchOfInventory,
  withoutFilters,
} from './inventory-view.ts';
import { ResourceTable } from './resource-table.tsx';
import '../../../costs/web/costs.css';
import '../connections.css';
import './inventory.css';

type Listed = z.output<typeof resourcesContract.listResources.answer>;
const PAGE = 50;

function useResources(view: InventoryView) {
  const query = queryOfInventory(view);
  return useInfiniteQuery({
    queryKey: ['resources', 'list', addressOf(resourcesContract.listResources, { query })],
    queryFn: ({ pageParam, signal }) =>
      call(resourcesContract.listResources, { query: { ...query, limit: PAGE, cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

function Figures({ listed: { total, monthly_costs, cost_note } }: { listed: Listed }) {
  const formats = useFormats();
  return (
    <section className="panel figures" aria-label="Totals">
      <div className="figure">
        <h2>Resources</h2>
        <div className="figure-value">{countText(total, formats)}</div>
        <p>In this selection</p>
      </div>
      {monthly_costs.map(({ currency, amount, resources }) => (
        <div className="figure" key={currency}>
          <h2>Cost, last 30 days{monthly_costs.length > 1 ? `, ${currency}` : ''}</h2>
          <div className="figure-value">
            <Money amount={amount} currency={currency} formats={formats} />
          </div>
          <p>
            Of the {countText(resources, formats)} that bills name{monthly_costs.length > 1 ? ` in ${currency}` : ''}
          </p>
        </div>
      ))}
      {monthly_costs.length === 0 && (
        <div className="figure">
          <h2>Cost, last 30 days</h2>
          <div className="figure-value">
            <Absent why={cost_note ?? 'No bill names any of them'} />
          </div>
          <p>{cost_note ?? 'No bill names any of them'}</p>
        </div>
      )}
    </section>
  );
}

function Nothing({ view }: { view: InventoryView }) {
  return (
    <Panel>
      {isNarrowed(view) ? (
        <EmptyState
          title="No resource matches"
          action={
            <Link to="/inventory" search={searchOfInventory(withoutFilters(view))}>
              Remove all filters
            </Link>
          }
        >
          Remove a filter, or search for something else.
        </EmptyState>
      ) : (
        <EmptyState
          title="No resources yet"
          action={
            <Button component={Link} to="/connections">
              To the connections
            </Button>
          }
        >
          Resources come with a connected cloud: machines, disks, databases and all else, with their use and cost.
        </EmptyState>
      )}
    </Panel>
  );
}

/** Every resource of the connected clouds, with its use and cost; what is chosen stands in the address. */
export function InventoryPage() {
  const view = inventoryFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const formats = useFormats();
  const list = useResources(view);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const setView = (next: InventoryView, replace = false): void =>
    void navigate({ to: '/inventory', search: searchOfInventory(next), replace, resetScroll: false });
  const keep = (): void => download('inventory.csv', new Blob([inventoryCsv(items)], { type: 'text/csv' }));
  const has_any = list.data === undefined || items.length > 0 || isNarrowed(view);
  return (
    <Page
      title="Inventory"
      lead="What runs in the connected clouds, how it is used, and what it costs."
      actions={
        items.length > 0 && (
          <Button variant="default" onClick={keep}>
            Download these {countText(items.length, formats)}
          </Button>
        )
      }
    >
      {has_any && <InventorySentence view={view} setView={setView} />}
      <Answer of={list} height={520}>
        {({ pages: [first] }) =>
          first === undefined || items.length === 0 ? (
            <Nothing view={view} />
          ) : (
            <>
              <Figures listed={first} />
              <Panel title="Resources" note={first.cost_note}>
                <div aria-busy={list.isPlaceholderData} className="settling">
                  <ResourceTable resources={items} cost_note={first.cost_note} view={view} setView={setView} />
                </div>
                <ShowMore of={list} left={countText(first.total - items.length, formats)} />
              </Panel>
            </>
          )
        }
      </Answer>
    </Page>
  );
}
