import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useFreshness } from '../../costs/web/freshness.tsx';
import { NoCosts } from '../../costs/web/no-costs.tsx';
import { useFormats, useSession } from '../../identity/web/session.ts';
import { dayText } from '../../platform/web/format.ts';
import { ask } from '../../platform/web/queries.ts';
import { Page, Panel } from '../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../platform/web/ui/states.tsx';
import { type Budget, budgetsContract } from '../core/contract.ts';
import { BudgetDrawer } from './budget-drawer.tsx';
import { BudgetTable } from './budget-table.tsx';
import { summaryText } from './standing.ts';
import '../../forecasts/web/forecasts.css';
import './budgets.css';

const FIRST = 50;
/** As many as one answer may have. */
const ALL = 500;

/** What stands where there are no budgets: how to begin. */
function NoBudgets({ has_costs, add }: { has_costs: boolean; add: ReactNode }) {
  if (!has_costs) return <NoCosts />;
  return (
    <Panel>
      <EmptyState title="No budgets yet" action={add}>
        {add
          ? 'Say what a month, a quarter or a year may cost, for all costs or some of them. It is then held against what is spent and what is forecast.'
          : 'Members and admins set what a month, a quarter or a year may cost. Ask one of them for the first budget.'}
      </EmptyState>
    </Panel>
  );
}

interface BudgetListProps {
  budgets: Budget[];
  has_more: boolean;
  /** Shows all; null when they can't be. */
  show_more: (() => void) | null;
  data_through: string | null;
  edit: ((budget: Budget) => void) | null;
}

function BudgetList({ budgets, has_more, show_more, data_through, edit }: BudgetListProps) {
  const formats = useFormats();
  const through =
    data_through === null ? 'There are no costs yet.' : `Spent through ${dayText(data_through, formats)}.`;
  return (
    <Panel
      title={summaryText(budgets, has_more)}
      note={`${through} Bars are filled by what is spent and hatched to the forecast; a line is the budget where they go beyond it.`}
    >
      <BudgetTable budgets={budgets} formats={formats} data_through={data_through} edit={edit} />
      {has_more && show_more && (
        <Button mt="md" variant="default" onClick={show_more}>
          Show more
        </Button>
      )}
    </Panel>
  );
}

/** What is meant to be spent, held against what is. */
export function BudgetsPage() {
  const { user } = useSession();
  const { freshness, has_costs } = useFreshness();
  const [limit, setLimit] = useState(FIRST);
  const budgets = useQuery(ask(budgetsContract.listBudgets, { query: { limit } }));
  const [edited, setEdited] = useState<Budget | 'new' | null>(null);
  const may_write = user.role !== 'viewer';
  const add = may_write && <Button onClick={() => setEdited('new')}>Add a budget</Button>;
  const has_budgets = (budgets.data?.items.length ?? 0) > 0;
  return (
    <Page
      title="Budgets"
      lead="What a month, a quarter or a year may cost, held against what is spent and what is forecast."
      actions={has_budgets && add}
    >
      <Answer of={freshness} height={320}>
        {({ data_through }) => (
          <Answer of={budgets} height={320}>
            {({ items, next_cursor }) =>
              items.length > 0 ? (
                <BudgetList
                  budgets={items}
                  has_more={next_cursor !== null}
                  show_more={limit < ALL ? () => setLimit(ALL) : null}
                  data_through={data_through}
                  edit={may_write ? setEdited : null}
                />
              ) : (
                <NoBudgets has_costs={has_costs === true} add={add} />
              )
            }
          </Answer>
        )}
      </Answer>
      <BudgetDrawer edited={edited} close={() => setEdited(null)} />
    </Page>
  );
}
