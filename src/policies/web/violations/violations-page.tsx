import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { addressOf, call } from '../../../platform/web/client.ts';
import { ask } from '../../../platform/web/queries.ts';
import type { Search } from '../../../platform/web/search.ts';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { policiesContract } from '../../core/contract.ts';
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

function NoPolicies() {
  const { user } = useSession();
  const may_add = roleAllows(user.role, 'admin');
  return (
    <Panel>
      <EmptyState
        title="No policy yet"
        action={may_add && <Button renderRoot={(props) => <Link {...props} to="/policies/new" />}>New policy</Button>}
      >
        What does not keep a policy is listed here, with what it costs and whose it is.
        {!may_add && ' Admins can add policies.'}
      </EmptyState>
    </Panel>
  );
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
      Every policy that is switched on and was checked is kept by all whose facts are known.
    </EmptyState>
  ) : (
    <EmptyState title="None is in this state" action={<Link to="/violations">Show what is open</Link>}>
      Violations are found when policies are checked.
    </EmptyState>
  );
}

interface ListProps {
  view: ViolationsView;
  setView: (view: ViolationsView, replace?: boolean) => void;
}

function List({ view, setView }: ListProps) {
  const list = useViolations(view);
  const place = useRef<HTMLDivElement>(null);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  // What was excepted is listed no more, and its row can't have the focus back.
  const closed = (): void => {
    if (document.activeElement === document.body) place.current?.focus();
  };
  return (
    <>
      <ViolationsSentence view={view} setView={setView} />
      <div ref={place} tabIndex={-1}>
        <Panel title="Violations">
          <Answer of={list} height={420}>
            {() =>
              items.length === 0 ? (
                <Nothing view={view} />
              ) : (
                <div aria-busy={list.isPlaceholderData} className="settling">
                  <ViolationTable violations={items} view={view} />
                </div>
              )
            }
          </Answer>
          <ShowMore of={list} />
        </Panel>
      </div>
      <ExceptionsPanel />
      <ViolationDrawer
        id={view.opened}
        listed={items}
        close={() => setView({ ...view, opened: null })}
        closed={closed}
      />
    </>
  );
}

/** Where policies are not kept, each with its facts; what is chosen stands in the address. */
export function ViolationsPage() {
  const view = violationsFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const policies = useQuery(ask(policiesContract.listPolicies, { query: { limit: 500 } }));
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
      <Answer of={policies} height={520}>
        {({ items }) => (items.length === 0 ? <NoPolicies /> : <List view={view} setView={setView} />)}
      </Answer>
    </Page>
  );
}
