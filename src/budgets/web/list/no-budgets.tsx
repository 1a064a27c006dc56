import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { costsContract } from '../../../costs/core/contract.ts';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { call } from '../../../platform/web/client.ts';
import { money } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { EmptyState, FormProblem, PanelSkeleton } from '../../../platform/web/ui/states.tsx';
import { budgetsContract } from '../../core/contract.ts';
import { amountText } from '../form/amount-text.ts';
import { budgetsChanged, type Edited } from '../form/budget-drawer.tsx';
import type { BudgetForm } from '../form/budget-form.ts';
import { bodyOf, previewOf } from '../form/form-body.ts';
import type { Previewed } from '../form/preview.tsx';
import { suggestionsOf } from '../form/suggestions.ts';
import { PeriodBars, withoutAmounts } from '../period-bars.tsx';
import { type Proposal, proposalsOf, proposedForm } from './proposals.ts';

/** Values of a dimension that are looked at, the largest first. */
const VALUES = 10;
const PERIODS_SHOWN = 6;

/** What to begin with, by what costs most; null until that is known. */
function useProposals(): Proposal[] | null {
  const breakdown = (dimension: 'account' | 'service') =>
    ask(costsContract.costBreakdown, { query: { dimension, limit: VALUES } });
  const accounts = useQuery(breakdown('account'));
  const services = useQuery(breakdown('service'));
  if (!accounts.data || !services.data) return null;
  return proposalsOf(
    { dimension: 'account', items: accounts.data.items },
    { dimension: 'service', items: services.data.items },
  );
}

/** A proposal with what its periods cost before, and the amount that follows from that. */
interface Proposed {
  form: BudgetForm;
  shown: Previewed;
}

function useProposed(proposals: readonly Proposal[], currency: string): (Proposed | null)[] {
  const { locale } = useFormats();
  const forms = proposals.map((proposal) => proposedForm(proposal, currency));
  const previews = useQueries({
    queries: forms.map((form) => ask(budgetsContract.previewBudget, { body: previewOf(form, locale)!.body })),
  });
  return forms.map((form, index) => {
    const shown = previews[index]?.data;
    if (!shown) return null;
    const [suggestion] = suggestionsOf(shown.history, shown.forecasted_spend);
    return { shown, form: suggestion ? { ...form, amount: amountText(suggestion.amount) } : form };
  });
}

/** Sets all of the forms; those after the first are parts of it. */
function useSetAll() {
  const { locale } = useFormats();
  return useMutation({
    mutationFn: async (forms: readonly BudgetForm[]) => {
      let whole: string | null = null;
      for (const form of forms) {
        const is_whole = form.filters.length === 0;
        const body = bodyOf({ ...form, parent_id: is_whole ? null : whole }, locale);
        const { id } = await call(budgetsContract.createBudget, { body });
        if (is_whole) whole = id;
      }
    },
    onSettled: budgetsChanged,
  });
}

interface LineProps {
  proposed: Proposed;
  is_chosen: boolean;
  choose: (is_chosen: boolean) => void;
  adjust: () => void;
}

function Line({ proposed: { form, shown }, is_chosen, choose, adjust }: LineProps) {
  const formats = useFormats();
  const amount = form.amount === '' ? null : money(Number(form.amount), form.currency, formats, 0);
  return (
    <li>
      <Checkbox
        checked={is_chosen}
        disabled={amount === null}
        onChange={({ currentTarget }) => choose(currentTarget.checked)}
        label={<span className="budget-proposed-name">{form.name}</span>}
        description={amount === null ? 'No month before this one is known as a whole' : `${amount} a month`}
      />
      <PeriodBars
        periods={withoutAmounts(shown.history.slice(-PERIODS_SHOWN))}
        currency={form.currency}
        formats={formats}
      />
      <Button size="xs" variant="subtle" onClick={adjust}>
        Adjust<span className="visually-hidden"> {form.name}</span>
      </Button>
    </li>
  );
}

function Proposals({ proposals, edit }: { proposals: Proposal[]; edit: (edited: Edited) => void }) {
  const { settings } = useSession();
  const proposed = useProposed(proposals, settings.currency);
  const [left_out, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const { mutate, isPending, error } = useSetAll();
  if (proposed.some((one) => one === null)) return <PanelSkeleton height={240} />;
  const known = proposed.filter((one) => one !== null);
  const chosen = known.filter(({ form }) => form.amount !== '' && !left_out.has(form.name));
  const choose = (name: string, is_chosen: boolean): void => {
    const next = new Set(left_out);
    if (is_chosen) next.delete(name);
    else next.add(name);
    setLeftOut(next);
  };
  return (
    <>
      <ul className="budget-proposals">
        {known.map((one) => (
          <Line
            key={one.form.name}
            proposed={one}
            is_chosen={chosen.includes(one)}
            choose={(is_chosen) => choose(one.form.name, is_chosen)}
            adjust={() => edit({ form: one.form })}
          />
        ))}
      </ul>
      <FormProblem error={error} />
      <div className="page-actions">
        <Button
          loading={isPending}
          disabled={chosen.length === 0}
          onClick={() => mutate(chosen.map(({ form }) => form))}
        >
          {chosen.length === 1 ? 'Set this budget' : `Set these ${chosen.length} budgets`}
        </Button>
        <Button variant="default" onClick={() => edit({})}>
          Add a budget of your own
        </Button>
      </div>
    </>
  );
}

/** What stands where there are no budgets: how to begin, with amounts that come from what was spent. */
export function NoBudgets({ edit }: { edit: ((edited: Edited) => void) | null }) {
  const proposals = useProposals();
  if (!edit)
    return (
      <Panel>
        <EmptyState title="No budgets yet">
          Members and admins set what a month, a quarter or a year may cost. Ask one of them for the first budget.
        </EmptyState>
      </Panel>
    );
  return (
    <Panel
      title="No budgets yet"
      note="These would fit what the last months cost: each amount is their average, rounded up. Alerts come at 80% and 100% spent, and when the forecast ends above it."
    >
      {proposals === null ? <PanelSkeleton height={240} /> : <Proposals proposals={proposals} edit={edit} />}
    </Panel>
  );
}
