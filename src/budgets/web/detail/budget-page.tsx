import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ask } from '../../../platform/web/queries.ts';
import { type Search, valuesOf } from '../../../platform/web/search.ts';
import { Page } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { type Budget, budgetsContract, type PastPeriod } from '../../core/contract.ts';
import { BudgetDrawer, type Edited } from '../form/budget-drawer.tsx';
import { partForm } from '../form/budget-form.ts';
import { METRIC_WORDS, periodText } from '../words.ts';
import { AlertHistory, ThresholdsPanel } from './alerts-panel.tsx';
import { DaysPanel } from './days-panel.tsx';
import { Glance } from './glance.tsx';
import { PartsPanel } from './parts-panel.tsx';
import { PeriodSwitcher } from './period-switcher.tsx';
import '../../../costs/web/costs.css';
import '../budgets.css';
import '../form/form.css';
import './detail.css';

type Detailed = Budget & { history: PastPeriod[] };
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The day whose period the address asks for; undefined is the running one. */
function useAskedDay(): string | undefined {
  const [on] = valuesOf(useSearch({ strict: false }) as Search, 'on');
  return on !== undefined && DAY.test(on) ? on : undefined;
}

function Detail({ budget, add }: { budget: Detailed; add: (() => void) | null }) {
  const navigate = useNavigate();
  const { id } = budget;
  const on = useAskedDay();
  const days = useQuery(ask(budgetsContract.getBudgetDays, { params: { id }, query: { on } }));
  const open = (start: string | null): void =>
    void navigate({
      to: '/budgets/$id',
      params: { id },
      search: start === null ? {} : { on: start },
      resetScroll: false,
    });
  return (
    <>
      <Answer of={days} height={520}>
        {(period) => (
          <>
            <Glance budget={budget} period={period} />
            <div className="budget-columns">
              <DaysPanel budget={budget} period={period} />
              <div>
                <PeriodSwitcher budget={budget} shown={period.period_start} open={open} />
                <ThresholdsPanel budget={budget} />
              </div>
            </div>
          </>
        )}
      </Answer>
      {(budget.children !== null || add) && <PartsPanel budget={budget} add={add} />}
      <AlertHistory budget={budget} />
    </>
  );
}

/** One budget: what of it is spent and will be, day by day, its periods, alerts and parts. */
export function BudgetPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { user } = useSession();
  const formats = useFormats();
  const navigate = useNavigate();
  const query = useQuery({ ...ask(budgetsContract.getBudget, { params: { id } }), placeholderData: undefined });
  const [edited, setEdited] = useState<Edited | null>(null);
  const budget = query.data;
  const may_write = roleAllows(user.role, 'member');
  return (
    <Page
      title={budget?.name ?? 'Budget'}
      lead={
        budget
          ? `${budget.scope_title}, ${METRIC_WORDS[budget.metric]}. ${periodText(budget.period_start, budget.period_end, formats)} is running.`
          : 'What a period may cost, held against what is spent and what is forecast.'
      }
      actions={
        <>
          {budget && may_write && <Button onClick={() => setEdited({ budget })}>Edit</Button>}
          <Button component={Link} to="/budgets" variant="default">
            All budgets
          </Button>
        </>
      }
    >
      <Answer of={query} height={640}>
        {(known) => (
          <Detail key={known.id} budget={known} add={may_write ? () => setEdited({ form: partForm(known) }) : null} />
        )}
      </Answer>
      <BudgetDrawer
        edited={edited}
        close={() => setEdited(null)}
        removed={() => void navigate({ to: '/budgets', replace: true })}
      />
    </Page>
  );
}
