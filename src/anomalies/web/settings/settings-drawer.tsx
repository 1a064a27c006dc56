import { Button, Drawer, NumberInput, Radio, Stack, Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import type { Formats } from '../../../platform/web/format.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { Answer, FormProblem } from '../../../platform/web/ui/states.tsx';
import { SENSITIVITIES, type Sensitivity } from '../../core/analysis-contract.ts';
import { type AnomalySettings, anomaliesContract } from '../../core/contract.ts';
import { NormalPatterns } from './normal-patterns.tsx';

const SENSITIVITY_TEXTS: Record<Sensitivity, { label: string; description: string }> = {
  low: { label: 'Low', description: 'Only what is large and clear. Fewest false alarms.' },
  normal: { label: 'Normal', description: 'What is both unusual and worth the money.' },
  high: { label: 'High', description: 'Smaller and less certain deviations too. More false alarms.' },
};

type Steps = NonNullable<AnomalySettings['severity_impacts']>;
const STEPS = ['medium', 'high', 'critical'] as const;
const STEP_LABELS: Record<(typeof STEPS)[number], string> = {
  medium: 'Medium from',
  high: 'High from',
  critical: 'Critical from',
};
/** What stands in the fields when somebody begins to set amounts by hand; nothing holds before it is saved. */
const FIRST_STEPS: Steps = { medium: 100, high: 1_000, critical: 10_000 };
const FIRST_MINIMUM = 10;
const FIELDS = [
  'sensitivity',
  'minimum_impact',
  'severity_impacts',
  ...STEPS.map((step) => `severity_impacts.${step}`),
];

interface AmountProps {
  label: string;
  description?: string;
  value: number;
  currency: string;
  disabled: boolean;
  error: string | undefined;
  change: (value: number) => void;
}

/** How a locale groups digits and begins fractions. */
function separatorsOf({ locale }: Formats): { thousandSeparator: string; decimalSeparator: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.8);
  const valueOf = (type: string): string | undefined => parts.find((part) => part.type === type)?.value;
  return { thousandSeparator: valueOf('group') ?? '', decimalSeparator: valueOf('decimal') ?? '.' };
}

function Amount({ currency, change, ...field }: AmountProps) {
  const formats = useFormats();
  return (
    <NumberInput
      {...field}
      min={0}
      decimalScale={2}
      {...separatorsOf(formats)}
      suffix={` ${currency}`}
      // An emptied field is 0 until something is typed; the server says what it does not take.
      onChange={(typed) => change(Number(typed) || 0)}
    />
  );
}

interface PartProps {
  values: AnomalySettings;
  set: (values: AnomalySettings) => void;
  disabled: boolean;
  currency: string;
  problemOf: (field: string) => string | undefined;
}

function MinimumImpact({ values, set, disabled, currency, problemOf }: PartProps) {
  const { minimum_impact } = values;
  return (
    <fieldset className="plain">
      <legend className="part-title">Least impact a day</legend>
      <Switch
        label="Follow the spend"
        description="Small costs may deviate by less than large ones."
        checked={minimum_impact === null}
        disabled={disabled}
        onChange={(event) => set({ ...values, minimum_impact: event.currentTarget.checked ? null : FIRST_MINIMUM })}
      />
      {minimum_impact !== null && (
        <Amount
          label="Not reported below"
          value={minimum_impact}
          currency={currency}
          disabled={disabled}
          error={problemOf('minimum_impact')}
          change={(value) => set({ ...values, minimum_impact: value })}
        />
      )}
    </fieldset>
  );
}

function SeverityImpacts({ values, set, disabled, currency, problemOf }: PartProps) {
  const { severity_impacts } = values;
  return (
    <fieldset className="plain">
      <legend className="part-title">Severity by impact</legend>
      <Switch
        label="Follow the spend"
        description="What is severe depends on what the organization spends."
        checked={severity_impacts === null}
        disabled={disabled}
        onChange={(event) => set({ ...values, severity_impacts: event.currentTarget.checked ? null : FIRST_STEPS })}
      />
      {severity_impacts !== null &&
        STEPS.map((step) => (
          <Amount
            key={step}
            label={STEP_LABELS[step]}
            value={severity_impacts[step]}
            currency={currency}
            disabled={disabled}
            error={problemOf(`severity_impacts.${step}`)}
            change={(value) => set({ ...values, severity_impacts: { ...severity_impacts, [step]: value } })}
          />
        ))}
      {problemOf('severity_impacts') && (
        <div className="notice" data-tone="bad" role="alert">
          {problemOf('severity_impacts')}
        </div>
      )}
    </fieldset>
  );
}

function SettingsForm({ known }: { known: AnomalySettings }) {
  const { user, settings } = useSession();
  const [values, setValues] = useState(known);
  const { mutate, isPending, isSuccess, error, reset } = useMutation({
    mutationFn: () => call(anomaliesContract.updateAnomalySettings, { body: values }),
    onSuccess: () => invalidate('anomalies', 'settings'),
  });
  const disabled = !roleAllows(user.role, 'member');
  const set = (next: AnomalySettings): void => {
    setValues(next);
    reset();
  };
  const problemOf = (field: string) => (error instanceof ApiProblem ? error.of(field) : undefined);
  const part = { values, set, disabled, currency: settings.currency, problemOf };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <Radio.Group
        label={<span className="part-title">Sensitivity</span>}
        value={values.sensitivity}
        onChange={(value) => set({ ...values, sensitivity: value as Sensitivity })}
      >
        <Stack gap="xs" mt={6}>
          {SENSITIVITIES.map((value) => (
            <Radio key={value} value={value} disabled={disabled} {...SENSITIVITY_TEXTS[value]} />
          ))}
        </Stack>
      </Radio.Group>
      <MinimumImpact {...part} />
      <SeverityImpacts {...part} />
      <FormProblem error={error} fields={FIELDS} />
      {isSuccess && (
        <div className="notice" data-tone="good" role="status">
          Saved. The look that begins now goes by it.
        </div>
      )}
      {!disabled && (
        <div className="page-actions">
          <Button type="submit" loading={isPending}>
            Save
          </Button>
        </div>
      )}
    </form>
  );
}

function AskedSettings() {
  const settings = useQuery(ask(anomaliesContract.getAnomalySettings));
  return (
    <Answer of={settings} height={380}>
      {(known) => <SettingsForm known={known} />}
    </Answer>
  );
}

/** From when on something is reported and how severe it is, and what people have called normal. */
export function SettingsDrawer({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Drawer opened={opened} onClose={close} title="What is reported">
      <AskedSettings />
      <NormalPatterns />
    </Drawer>
  );
}
