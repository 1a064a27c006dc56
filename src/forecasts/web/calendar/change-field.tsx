import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { costsContract } from '../../../costs/core/contract.ts';
import { ask } from '../../../platform/web/queries.ts';
import type { ChangeKind, EventForm } from './event-form.ts';

const CHOICES: { value: ChangeKind; label: string }[] = [
  { value: 'amount', label: 'Amount a day' },
  { value: 'percent', label: 'Percent' },
  { value: 'unknown', label: 'Not known' },
];
const HINTS: Record<Exclude<ChangeKind, 'unknown'>, string> = {
  amount: 'What each day costs more; less with a minus in front.',
  percent: 'By how much these costs change; less with a minus in front.',
};

interface ChangeFieldProps {
  form: EventForm;
  change: (changed: Partial<EventForm>) => void;
  error: string | undefined;
}

/** By how much something changes costs: so much a day, percent, or not known. */
export function ChangeField({ form, change, error }: ChangeFieldProps) {
  const { data } = useQuery(ask(costsContract.costDimensions));
  const currencies = [...new Set([form.currency, ...(data?.currencies ?? [])])];
  return (
    <>
      <Select
        label="Changes costs by"
        allowDeselect={false}
        data={CHOICES}
        value={form.change}
        onChange={(kind) => kind && change({ change: kind as ChangeKind })}
      />
      {form.change !== 'unknown' && (
        <div className="change-size">
          <TextInput
            label={form.change === 'amount' ? 'Amount a day' : 'Percent'}
            description={HINTS[form.change]}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            inputMode="decimal"
            value={form.size}
            onChange={(event) => change({ size: event.currentTarget.value })}
            error={error}
          />
          {form.change === 'amount' && (
            <Select
              label="Currency"
              w={92}
              allowDeselect={false}
              data={currencies}
              value={form.currency}
              onChange={(currency) => currency && change({ currency })}
            />
          )}
        </div>
      )}
    </>
  );
}
