import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { costsContract } from '../../../costs/core/contract.ts';
import { ask } from '../../../platform/web/queries.ts';
import type { BudgetAmount } from '../../core/budget.ts';
import type { FieldProps } from './fields.ts';
import { MonthGrid } from './month-grid.tsx';

type Kind = BudgetAmount['kind'];

const KINDS: Record<Kind, { title: string; meaning: string; is_for_custom: boolean }> = {
  fixed: { title: 'The same each period', meaning: 'What each period may cost.', is_for_custom: true },
  growing: {
    title: 'Growing',
    meaning: 'What the first period may cost; each later one so many percent more than the one before.',
    is_for_custom: false,
  },
  monthly: {
    title: 'Its own for each month',
    meaning: 'Longer periods have the sum of their months. A month without an amount has no budget.',
    is_for_custom: false,
  },
  children: {
    title: 'The sum of its parts',
    meaning: 'What the budgets that are parts of it are given together.',
    is_for_custom: true,
  },
};

function CurrencyField({ form, change, errorOf }: FieldProps) {
  const { data } = useQuery(ask(costsContract.costDimensions));
  const currencies = [...new Set([form.currency, ...(data?.currencies ?? [])])];
  return (
    <Select
      label="Currency"
      w={92}
      allowDeselect={false}
      data={currencies}
      value={form.currency}
      onChange={(currency) => currency && change({ currency })}
      error={errorOf('currency')}
    />
  );
}

function OneAmount({ form, change, errorOf }: FieldProps) {
  return (
    <TextInput
      label={form.kind === 'growing' ? 'Amount of the first period' : 'Amount'}
      inputMode="decimal"
      value={form.amount}
      onChange={({ currentTarget }) => change({ amount: currentTarget.value })}
      error={errorOf('amount')}
    />
  );
}

/** What each period may cost: how that is given, and in which currency. */
export function AmountFields(props: FieldProps) {
  const { form, change, errorOf } = props;
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => form.period !== 'custom' || KINDS[kind].is_for_custom);
  return (
    <>
      <div className="budget-wide-pair">
        <Select
          label="The amount is"
          description={KINDS[form.kind].meaning}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          allowDeselect={false}
          data={kinds.map((value) => ({ value, label: KINDS[value].title }))}
          value={form.kind}
          onChange={(kind) => kind && change({ kind: kind as Kind })}
        />
        <CurrencyField {...props} />
      </div>
      {form.kind === 'fixed' && <OneAmount {...props} />}
      {form.kind === 'growing' && (
        <div className="budget-pair">
          <OneAmount {...props} />
          <TextInput
            label="Percent more each period"
            inputMode="decimal"
            value={form.growth}
            onChange={({ currentTarget }) => change({ growth: currentTarget.value })}
            error={errorOf('growth')}
          />
        </div>
      )}
      {form.kind === 'monthly' && <MonthGrid {...props} />}
      {form.kind === 'children' && errorOf('amount') && <p className="budget-problem">{errorOf('amount')}</p>}
    </>
  );
}
