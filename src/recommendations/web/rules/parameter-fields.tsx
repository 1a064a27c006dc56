import { NumberInput, Switch } from '@mantine/core';
import { limitsText, type ParameterField, type ParameterValues } from './parameters.ts';

interface ParameterFieldsProps {
  fields: ParameterField[];
  values: ParameterValues;
  change: (values: ParameterValues) => void;
  disabled: boolean;
  /** What the server says of a field. */
  problemOf: (name: string) => string | undefined;
}

const valueText = (value: number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);

function Default({
  field,
  value,
  reset,
}: {
  field: ParameterField;
  value: number | boolean | null;
  reset: (() => void) | null;
}) {
  const limits = limitsText(field);
  return (
    <span className="parameter-default">
      {[limits, `default ${valueText(field.default_value)}`].filter(Boolean).join('; ')}
      {reset && value !== field.default_value && (
        <button type="button" className="link-button" onClick={reset}>
          Reset<span className="visually-hidden"> {field.label} to its default</span>
        </button>
      )}
    </span>
  );
}

/** Fields of thresholds, each with its limits, its default and a way back to it. */
export function ParameterFields({ fields, values, change, disabled, problemOf }: ParameterFieldsProps) {
  return fields.map((field) => {
    const { name, label, kind, unit, minimum, maximum, default_value } = field;
    const value = values[name] ?? null;
    const set = (next: number | boolean | null): void => change({ ...values, [name]: next });
    const below = <Default field={field} value={value} reset={disabled ? null : () => set(default_value)} />;
    if (kind === 'switch')
      return (
        <div key={name}>
          <Switch
            label={label}
            checked={value === true}
            disabled={disabled}
            error={problemOf(name)}
            onChange={(event) => set(event.currentTarget.checked)}
          />
          {below}
        </div>
      );
    return (
      <div key={name}>
        <NumberInput
          label={label}
          value={typeof value === 'number' ? value : ''}
          disabled={disabled}
          error={problemOf(name)}
          suffix={unit === null ? undefined : ` ${unit}`}
          allowDecimal={kind === 'number'}
          min={minimum ?? undefined}
          max={maximum ?? undefined}
          clampBehavior="none"
          onChange={(typed) => set(typeof typed === 'number' ? typed : null)}
        />
        {below}
      </div>
    );
  });
}
