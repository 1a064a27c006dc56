import { NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import type { ParameterField, Typed } from './parameters.ts';

interface ParameterFieldsProps {
  fields: ParameterField[];
  typed: Typed;
  problems: Record<string, string>;
  change: (typed: Typed) => void;
}

/** Fields for what an action takes and the resource does not tell. */
export function ParameterFields({ fields, typed, problems, change }: ParameterFieldsProps) {
  return fields
    .filter(({ is_given }) => !is_given)
    .map(({ name, label, kind, is_required, is_nullable }) => {
      const set = (value: string | number | boolean): void => change({ ...typed, [name]: value });
      const common = {
        label,
        error: problems[name],
        description: is_nullable ? 'Empty leaves it to the cloud.' : is_required ? undefined : 'May stay as it is.',
      };
      if (kind === 'switch')
        return (
          <Switch
            key={name}
            {...common}
            checked={typed[name] === true}
            onChange={(event) => set(event.currentTarget.checked)}
          />
        );
      if (kind === 'number')
        return (
          <NumberInput
            key={name}
            {...common}
            min={0}
            allowDecimal={false}
            value={typeof typed[name] === 'number' ? typed[name] : ''}
            onChange={set}
          />
        );
      const text = String(typed[name] ?? '');
      return kind === 'data' ? (
        <Textarea
          key={name}
          {...common}
          description="As JSON."
          autosize
          minRows={2}
          value={text}
          onChange={(event) => set(event.currentTarget.value)}
        />
      ) : (
        <TextInput key={name} {...common} value={text} onChange={(event) => set(event.currentTarget.value)} />
      );
    });
}
