import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { FORECAST_BOUNDS, type ForecastBound, type Threshold } from '../../core/budget.ts';
import { BOUND_TITLES } from '../words.ts';
import type { ThresholdForm } from './budget-form.ts';
import type { FieldProps } from './fields.ts';

/** More are refused by the API. */
const MOST = 10;

const BASES = [
  { value: 'actual', label: 'Spent' },
  { value: 'forecast', label: 'Forecast' },
];
const BOUNDS = FORECAST_BOUNDS.map((value) => ({ value, label: BOUND_TITLES[value].title }));

interface LineProps {
  threshold: ThresholdForm;
  /** Its place, as people count. */
  place: number;
  currency: string;
  error: string | undefined;
  change: (changed: Partial<ThresholdForm>) => void;
  remove: () => void;
}

function Line({ threshold, place, currency, error, change, remove }: LineProps) {
  const { basis, unit, value, bound } = threshold;
  const small = { size: 'xs', allowDeselect: false } as const;
  const named = (what: string): string => `${what} of alert ${place}`;
  return (
    <li data-basis={basis}>
      <Select
        {...small}
        aria-label={named('Basis')}
        data={BASES}
        value={basis}
        onChange={(next) => next && change({ basis: next as Threshold['basis'] })}
      />
      <TextInput
        size="xs"
        aria-label={named('Value')}
        inputMode="decimal"
        value={value}
        onChange={({ currentTarget }) => change({ value: currentTarget.value })}
        error={error}
      />
      <Select
        {...small}
        aria-label={named('Unit')}
        data={[
          { value: 'percent', label: '% of budget' },
          { value: 'amount', label: currency },
        ]}
        value={unit}
        onChange={(next) => next && change({ unit: next as Threshold['unit'] })}
      />
      {basis === 'forecast' && (
        <Select
          {...small}
          aria-label={named('Certainty')}
          data={BOUNDS}
          value={bound}
          onChange={(next) => next && change({ bound: next as ForecastBound })}
          renderOption={({ option }) => (
            <span>
              {option.label}
              <span className="under">{BOUND_TITLES[option.value as ForecastBound].meaning}</span>
            </span>
          )}
          comboboxProps={{ width: 260, position: 'bottom-end' }}
        />
      )}
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove alert ${place}`} onClick={remove}>
        <IconX size={15} />
      </ActionIcon>
    </li>
  );
}

/** When to tell: what was spent, or what the forecast says will be, reaches a share of the budget or an amount. */
export function ThresholdFields({ form, change, errorOf }: FieldProps) {
  const { thresholds, currency } = form;
  const setAll = (next: ThresholdForm[]): void => change({ thresholds: next });
  const add = (): void => {
    const key = Math.max(-1, ...thresholds.map((known) => known.key)) + 1;
    setAll([...thresholds, { key, basis: 'actual', unit: 'percent', value: '', bound: 'mean' }]);
  };
  return (
    <fieldset className="budget-fieldset">
      <legend>Tell when this is reached</legend>
      {thresholds.length === 0 && (
        <p className="under">It tells nobody anything; its page still shows how it stands.</p>
      )}
      <ul className="budget-thresholds">
        {thresholds.map((threshold, index) => (
          <Line
            key={threshold.key}
            threshold={threshold}
            place={index + 1}
            currency={currency}
            error={errorOf(`thresholds.${index}`)}
            change={(changed) =>
              setAll(thresholds.map((known) => (known === threshold ? { ...known, ...changed } : known)))
            }
            remove={() => setAll(thresholds.filter((known) => known !== threshold))}
          />
        ))}
      </ul>
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        disabled={thresholds.length >= MOST}
        onClick={add}
      >
        Add an alert
      </Button>
    </fieldset>
  );
}
