import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useFreshness } from '../../../costs/web/freshness.tsx';
import { NoCosts } from '../../../costs/web/no-costs.tsx';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { dayText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import type { Search } from '../../../platform/web/search.ts';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { SearchField } from '../../../platform/web/ui/search-field.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { type Budget, budgetsContract } from '../../core/contract.ts';
import { BudgetDrawer, type Edited } from '../form/budget-drawer.tsx';
import { BudgetTree } from './budget-tree.tsx';
import { NoBudgets } from './no-budgets.tsx';
import { SummaryFigures } from './summary-figures.tsx';
import { type BudgetsView, DEFAULT_VIEW, isWanted, searchOf, viewFrom } from './view.ts';
import '../../../costs/web/costs.css';
import '../budgets.css';
import '../form/form.css';

/** As many as one answer may have. */
const MOST = 500;

function BudgetList({ budgets, has_more }: { budgets: Budget[]; has_more: boolean }) {
  const formats = useFormats();
  const view = viewFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const setView = (next: BudgetsView): void =>
    void navigate({ to: '/budgets', search: searchOf(next), replace: true, resetScroll: false });
  const found = budgets.filter((budget) => isWanted(view, budget));
  return (
    <>
      <SummaryFigures
        budgets={budgets}
        formats={formats}
        status={view.status}
        choose={(status) => setView({ ...view, status })}
      />
      <Panel
        title={has_more ? `The oldest ${MOST} budgets` : 'Running periods'}
        note={<Legend />}
        actions={
          <SearchField
            label="Search the budgets"
            placeholder="Name, owner or costs"
            value={view.search}
            change={(search) => setView({ ...view, search })}
          />
        }
      >
        {found.length > 0 ? (
          <BudgetTree budgets={budgets} formats={formats} is_wanted={(budget) => isWanted(view, budget)} />
        ) : (
          <EmptyState
            title="No budget is like that"
            action={
              <Button variant="default" onClick={() => setView(DEFAULT_VIEW)}>
                Show all
              </Button>
            }
          >
            None of the {budgets.length} budgets has this status and this text in its name, owner or costs.
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

/** What the marks of the bars mean, and through which day costs are counted. */
function Legend() {
  const formats = useFormats();
  const { freshness } = useFreshness();
  const through = freshness.data?.data_through ?? null;
  return (
    <span className="budget-legend">
      {through !== null && <span>Costs are complete through {dayText(through, formats)}.</span>}
      <span data-mark="spent">spent</span>
      <span data-mark="forecast">forecast</span>
      <span data-mark="even">an even share by then</span>
      <span data-mark="limit">the budget, where more is spent or forecast</span>
    </span>
  );
}

/** What is meant to be spent, held against what is. */
export function BudgetsPage() {
  const { user } = useSession();
  const { freshness, has_costs } = useFreshness();
  const budgets = useQuery(ask(budgetsContract.listBudgets, { query: { limit: MOST } }));
  const [edited, setEdited] = useState<Edited | null>(null);
  const may_write = roleAllows(user.role, 'member');
  const has_budgets = (budgets.data?.items.length ?? 0) > 0;
  return (
    <Page
      title="Budgets"
      lead="What a period may cost, held against what is spent and what is forecast."
      actions={has_budgets && may_write && <Button onClick={() => setEdited({})}>Add a budget</Button>}
    >
      <Answer of={freshness} height={320}>
        {() => (
          <Answer of={budgets} height={320}>
            {({ items, next_cursor }) =>
              items.length > 0 ? (
                <BudgetList budgets={items} has_more={next_cursor !== null} />
              ) : has_costs ? (
                <NoBudgets edit={may_write ? setEdited : null} />
              ) : (
                <NoCosts />
              )
            }
          </Answer>
        )}
      </Answer>
      <BudgetDrawer edited={edited} close={() => setEdited(null)} />
    </Page>
  );
}
