import { TagsInput } from '@mantine/core';
import { environmentsFrom, environmentsTyped, NO_ENVIRONMENT } from './setting-words.ts';

interface EnvironmentsFieldProps {
  value: string[];
  error: string | undefined;
  change: (value: string[]) => void;
}

/** Values of the environment tag that something is for. */
export const EnvironmentsField = ({ value, error, change }: EnvironmentsFieldProps) => (
  <TagsInput
    label="Environments"
    description={`Values of the environment tag; “${NO_ENVIRONMENT}” is a resource without one. Empty is any.`}
    placeholder={value.length === 0 ? 'Any' : undefined}
    data={['production', 'staging', 'development', NO_ENVIRONMENT]}
    value={environmentsTyped(value)}
    error={error}
    onChange={(typed) => change(environmentsFrom(typed))}
  />
);
