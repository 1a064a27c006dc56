import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { addressOf, call } from '../../../platform/web/client.ts';
import type { Search } from '../../../platform/web/search.ts';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { policiesContract, type Violation } from '../../core/contract.ts';
import { ExceptionsPanel } from './exceptions-panel.tsx';
import { ViolationDrawer } from './violation-drawer.tsx';
import { ViolationTable } from './violation-table.tsx';
import { ViolationsSentence } from './violations-sentence.tsx';
import {
  DEFAULT_VIEW,
  isNarrowed,
  queryOfViolations,
  searchOfViolations,
  type ViolationsView,
  violationsFrom,
} from './violations-view.ts';
import '../../../costs/web/costs.css';
import '../../../connections/web/inventory/inventory.css';
import '../policies.css';

const PAGE = 50;

function useViolations(view: ViolationsView) {
  const query = queryOfViolations(view);
  return useInfiniteQuery({
    queryKey: ['policies', 'violations', 'list', addressOf(policiesContract.listViolations, { query })],
    queryFn: ({ pageParam, signal }) =>
      call(policiesContract.listViolations, { query: { ...query, limit: PAGE, cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

function Nothing({ view }: { view: ViolationsView }) {
  if (isNarrowed(view))
    return (
      <EmptyState
        title="No violation matches"
        action={
          <Link to="/violations" search={searchOfViolations(DEFAULT_VIEW)}>
            Remove all filters
          </Link>
        }
      >
        Remove a filter, or search for something else.
      </EmptyState>
    );
  return view.state === null ? (
    <EmptyState title="Nothing is open" action={<Link to="/policies">See the policies</Link>}>
      Every policy that was checked is kept, or there is none yet.
    </EmptyState>
  ) : (
    <EmptyState title="None is in this state" action={<Link to="/violations">Show what is open</Link>}>
      Violations are found when policies are checked.
    </EmptyState>
  );
}

/** Where policies are not kept, each with its facts; what is chosen stands in the address. */
export function ViolationsPage() {
  const view = violationsFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const [opened, setOpened] = useState<Violation | null>(null);
  const list = useViolations(view);
  const setView = (next: ViolationsView, replace = false): void =>
    void navigate({ to: '/violations', search: searchOfViolations(next), replace, resetScroll: false });
  return (
    <Page
      title="Violations"
      lead="Where policies are not kept, what it costs, and who takes care of it."
      actions={
        <Button variant="default" renderRoot={(props) => <Link {...props} to="/policies" />}>
          Policies
        </Button>
      }
    >
      <ViolationsSentence view={view} setView={setView} />
      <Panel title="Violations">
        <Answer of={list} height={420}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            if (items.length === 0) return <Nothing view={view} />;
            return (
              <>
                <div aria-busy={list.isPlaceholderData} className="settling">
                  <ViolationTable violations={items} open={setOpened} />
                </div>
                {list.hasNextPage && (
                  <Button
                    variant="default"
                    mt="md"
                    loading={list.isFetchingNextPage}
                    onClick={() => void list.fetchNextPage()}
                  >
                    Show more
                  </Button>
                )}
              </>
            );
          }}
        </Answer>
      </Panel>
      <ExceptionsPanel />
      <ViolationDrawer violation={opened} close={() => setOpened(null)} />
    </Page>
  );
}
