import { TextInput } from '@mantine/core';
import { useFormats } from '../../identity/web/session.ts';
import { timeText } from '../../platform/web/format.ts';

/** What a field for a time holds (`2026-11-27T09:00`, on the clock of this computer) as an instant; null when it is none. */
export function instantOf(value: string): string | null {
  const time = value === '' ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** The same the other way round, for an instant that is known. */
export function fieldOf(instant: string): string {
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

interface WhenFieldProps {
  label: string;
  value: string;
  error?: string | undefined;
  disabled?: boolean;
  change: (value: string) => void;
}

/** A time to choose, on the clock of this computer; says what that is in the organization's time zone. */
export function WhenField({ label, value, error, disabled, change }: WhenFieldProps) {
  const formats = useFormats();
  const at = instantOf(value);
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={at === null ? 'On the clock of this computer.' : `${timeText(at, formats)} in ${formats.timezone}`}
      value={value}
      error={error}
      disabled={disabled}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
