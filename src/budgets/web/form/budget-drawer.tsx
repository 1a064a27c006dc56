import { Button, Drawer } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { type Budget, budgetsContract } from '../../core/contract.ts';
import { AmountFields } from './amount-fields.tsx';
import { amountText } from './amount-text.ts';
import { type BudgetForm, emptyForm, formOf } from './budget-form.ts';
import { errorsOf, saidAtFields } from './fields.ts';
import { bodyOf } from './form-body.ts';
import { formErrors } from './form-errors.ts';
import { useFirstMonth } from './month-grid.tsx';
import { filled, monthsIn, shownMonths } from './months.ts';
import { NameFields, ParentField } from './people-fields.tsx';
import { Preview } from './preview.tsx';
import { ScopeField } from './scope-field.tsx';
import { ThresholdFields } from './threshold-fields.tsx';
import { TimeFields } from './time-fields.tsx';

/** What the drawer is open for: a budget to change, a form that somebody began, or, with neither, a new budget. */
export interface Edited {
  budget?: Budget;
  form?: BudgetForm;
}

/** Asks anew for budgets, and for the forecasts that follow them. */
export const budgetsChanged = () => Promise.all([invalidate('budgets'), invalidate('forecasts'), invalidate('jobs')]);

function useSave(budget: Budget | undefined, form: BudgetForm, close: () => void) {
  const { locale } = useFormats();
  return useMutation({
    mutationFn: () =>
      budget
        ? call(budgetsContract.updateBudget, { params: { id: budget.id }, body: bodyOf(form, locale) })
        : call(budgetsContract.createBudget, { body: bodyOf(form, locale) }),
    onSuccess: async () => {
      close();
      await budgetsChanged();
    },
  });
}

interface FormProps {
  edited: Edited;
  close: () => void;
  /** What happens after it was removed; it is gone from lists by itself. */
  removed?: () => void;
}

function RemoveButton({ budget, close, removed }: { budget: Budget } & Omit<FormProps, 'edited'>) {
  const remove = async (): Promise<void> => {
    await call(budgetsContract.deleteBudget, { params: { id: budget.id } });
    close();
    removed?.();
    await budgetsChanged();
  };
  const parts = budget.children ? ' Its parts become parts of what it is a part of.' : '';
  return (
    <ConfirmButton
      label="Remove"
      size="sm"
      question={`The budget “${budget.name}” and its alerts are no longer there, nor in the forecast.${parts} This can not be undone.`}
      verb="Remove"
      run={remove}
    />
  );
}

function BudgetFields({ edited, close, removed }: FormProps) {
  const { settings } = useSession();
  const { locale } = useFormats();
  const { budget } = edited;
  const [form, setForm] = useState(() => edited.form ?? (budget ? formOf(budget) : emptyForm(settings.currency)));
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useSave(budget, form, close);
  const first_month = useFirstMonth(form.start);
  const own = formErrors(form, locale);
  const fields = {
    form,
    change: (changed: Partial<BudgetForm>) => setForm({ ...form, ...changed }),
    errorOf: errorsOf(tried ? own : {}, error),
  };
  const take = (amount: number): void => {
    if (form.kind !== 'monthly') return fields.change({ amount: amountText(amount) });
    const a_month = Math.ceil(amount / monthsIn(form.period));
    fields.change({ months: filled(shownMonths(form.months, first_month), form.months, amountText(a_month)) });
  };
  const submit = (submitted: FormEvent): void => {
    submitted.preventDefault();
    setTried(true);
    if (Object.keys(own).length === 0) mutate();
  };
  return (
    <form className="budget-form" onSubmit={submit} noValidate>
      <div className="budget-fields">
        <NameFields {...fields} />
        <ScopeField {...fields} />
        <TimeFields {...fields} />
        <AmountFields {...fields} />
        <ThresholdFields {...fields} />
        <ParentField {...fields} id={budget?.id ?? null} />
      </div>
      <aside aria-label="Preview">
        <Preview form={form} budget_id={budget?.id} take={take} />
      </aside>
      <div className="budget-form-end">
        <FormProblem error={error} fields={saidAtFields(error)} />
        {tried && Object.keys(own).length > 0 && (
          <p className="budget-problem" role="alert">
            Some fields need a change; it is said at each.
          </p>
        )}
        <div className="page-actions">
          <Button type="submit" loading={isPending}>
            Save
          </Button>
          {budget && <RemoveButton budget={budget} close={close} removed={removed} />}
        </div>
      </div>
    </form>
  );
}

/** Whether Escape was meant for the drawer itself: not for a list that is open, a filter or a question in front of it. */
const isMeantForDrawer = ({ key, target, currentTarget }: KeyboardEvent<HTMLElement>): boolean =>
  key === 'Escape' &&
  target instanceof Element &&
  currentTarget.contains(target) &&
  target.getAttribute('aria-expanded') !== 'true';

/** Sets a new budget, or changes one, with how it would stand beside it. */
export function BudgetDrawer({ edited, close, removed }: { edited: Edited | null } & Omit<FormProps, 'edited'>) {
  return (
    <Drawer
      size={980}
      opened={edited !== null}
      onClose={close}
      // What is typed would be gone with the first Escape from a filter.
      closeOnEscape={false}
      onKeyDown={(event) => isMeantForDrawer(event) && close()}
      title={edited?.budget ? `Edit ${edited.budget.name}` : 'Add a budget'}
    >
      {edited && <BudgetFields edited={edited} close={close} removed={removed} />}
    </Drawer>
  );
}
