import { Button, Drawer, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { costsContract } from '../../costs/core/contract.ts';
import { ScopeField } from '../../forecasts/web/calendar/scope-field.tsx';
import { useSession } from '../../identity/web/session.ts';
import { ApiProblem, call } from '../../platform/web/client.ts';
import { ask, invalidate } from '../../platform/web/queries.ts';
import { ConfirmButton } from '../../platform/web/ui/confirm-button.tsx';
import { FormProblem } from '../../platform/web/ui/states.tsx';
import { BUDGET_PERIODS, type Budget, type BudgetPeriod, budgetsContract } from '../core/contract.ts';
import { type BudgetForm, bodyOf, emptyForm, formErrors, formOf } from './budget-form.ts';
import { PERIOD_TITLES } from './words.ts';

const PERIODS = BUDGET_PERIODS.map((value) => ({ value, label: PERIOD_TITLES[value] }));
/** Fields at which what the server refuses is said. */
const FIELDS = ['name', 'scope', 'period', 'amount', 'currency'];

/** Asks anew for budgets, and for the forecasts that follow them. */
const changed = () => Promise.all([invalidate('budgets'), invalidate('forecasts'), invalidate('jobs')]);

/** What is wrong with the fields: what the form knows once it was tried to send, and what the server said. */
function useErrors(form: BudgetForm, tried: boolean, error: Error | null) {
  const own = formErrors(form);
  const shown = tried ? own : {};
  const said = (field: string) => (error instanceof ApiProblem ? error.of(field) : undefined);
  return {
    has_own: Object.keys(own).length > 0,
    at: {
      name: shown.name ?? said('name'),
      scope: shown.scope ?? said('scope'),
      period: said('period'),
      amount: shown.amount ?? said('amount'),
      currency: said('currency'),
    },
  };
}

function useSave(budget: Budget | null, form: BudgetForm, close: () => void) {
  return useMutation({
    mutationFn: () =>
      budget
        ? call(budgetsContract.updateBudget, { params: { id: budget.id }, body: bodyOf(form) })
        : call(budgetsContract.createBudget, { body: bodyOf(form) }),
    onSuccess: async () => {
      close();
      await changed();
    },
  });
}

function RemoveButton({ budget, close }: { budget: Budget; close: () => void }) {
  const remove = async (): Promise<void> => {
    await call(budgetsContract.deleteBudget, { params: { id: budget.id } });
    close();
    await changed();
  };
  return (
    <ConfirmButton
      label="Remove"
      size="sm"
      question={`The budget “${budget.name}” is no longer there, nor in the forecast. This can not be undone.`}
      verb="Remove"
      run={remove}
    />
  );
}

interface AmountFieldProps {
  form: BudgetForm;
  change: (changed: Partial<BudgetForm>) => void;
  errors: { amount: string | undefined; currency: string | undefined };
}

function AmountField({ form, change, errors }: AmountFieldProps) {
  const { data } = useQuery(ask(costsContract.costDimensions));
  const currencies = [...new Set([form.currency, ...(data?.currencies ?? [])])];
  return (
    <div className="change-size">
      <TextInput
        label="Amount"
        description="What each such period may cost."
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        inputMode="decimal"
        value={form.amount}
        onChange={({ currentTarget }) => change({ amount: currentTarget.value })}
        error={errors.amount}
      />
      <Select
        label="Currency"
        w={92}
        allowDeselect={false}
        data={currencies}
        value={form.currency}
        onChange={(currency) => currency && change({ currency })}
        error={errors.currency}
      />
    </div>
  );
}

function BudgetFields({ budget, close }: { budget: Budget | null; close: () => void }) {
  const { settings } = useSession();
  const [form, setForm] = useState(() => (budget ? formOf(budget) : emptyForm(settings.currency)));
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useSave(budget, form, close);
  const { at, has_own } = useErrors(form, tried, error);
  const change = (fields: Partial<BudgetForm>): void => setForm({ ...form, ...fields });
  const submit = (submitted: FormEvent): void => {
    submitted.preventDefault();
    setTried(true);
    if (!has_own) mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        data-autofocus
        value={form.name}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        error={at.name}
      />
      <ScopeField parts={form.scope} setParts={(scope) => change({ scope })} error={at.scope} />
      <Select
        label="For each"
        allowDeselect={false}
        data={PERIODS}
        value={form.period}
        onChange={(period) => period && change({ period: period as BudgetPeriod })}
        error={at.period}
      />
      <AmountField form={form} change={change} errors={at} />
      <FormProblem error={error} fields={FIELDS} />
      <div className="page-actions">
        <Button type="submit" loading={isPending}>
          Save
        </Button>
        {budget && <RemoveButton budget={budget} close={close} />}
      </div>
    </form>
  );
}

/** Sets a new budget, or changes one. */
export function BudgetDrawer({ edited, close }: { edited: Budget | 'new' | null; close: () => void }) {
  const budget = edited === 'new' ? null : edited;
  return (
    <Drawer size={500} opened={edited !== null} onClose={close} title={budget ? `Edit ${budget.name}` : 'Add a budget'}>
      <BudgetFields budget={budget} close={close} />
    </Drawer>
  );
}
