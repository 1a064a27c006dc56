import { PasswordInput, TextInput } from '@mantine/core';
import { ApiProblem } from '../../platform/web/client.ts';
import type { CredentialField, Typed, Way } from './wizard/ways.ts';

interface CredentialFieldsProps {
  way: Way;
  typed: Typed;
  setTyped: (typed: Typed) => void;
  /** What the API said of the last try; each field shows its own. */
  error: Error | null;
  /** Fields that were left empty, once somebody tried to go on. */
  missing: string[];
}

/** The names under which the API speaks of the fields of a way. */
export const pathsOf = (way: Way): string[] => way.fields.map(({ name }) => `credentials.${name}`);

function Field({
  field,
  value,
  change,
  problem,
}: {
  field: CredentialField;
  value: string;
  change: (text: string) => void;
  problem?: string;
}) {
  const Input = field.is_secret ? PasswordInput : TextInput;
  return (
    <Input
      label={field.label}
      description={field.hint}
      placeholder={field.placeholder}
      required={!field.is_optional && !field.may_stay}
      // Neither the browser nor a password manager should keep what belongs to the cloud.
      autoComplete="off"
      data-1p-ignore
      data-lpignore="true"
      spellCheck={false}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      error={problem}
    />
  );
}

/** The fields of a way: what is needed first, the rest under a line of its own. */
export function CredentialFields({ way, typed, setTyped, error, missing }: CredentialFieldsProps) {
  const problemOf = (name: string): string | undefined =>
    missing.includes(name)
      ? 'Must be given'
      : error instanceof ApiProblem
        ? error.of(`credentials.${name}`)
        : undefined;
  const fieldsOf = (is_optional: boolean) =>
    way.fields
      .filter((field) => (field.is_optional ?? false) === is_optional)
      .map((field) => (
        <Field
          key={field.name}
          field={field}
          value={typed[field.name] ?? ''}
          change={(text) => setTyped({ ...typed, [field.name]: text })}
          problem={problemOf(field.name)}
        />
      ));
  const needed = fieldsOf(false);
  const optional = fieldsOf(true);
  return (
    <>
      {needed}
      {optional.length > 0 && (
        <fieldset className="optional">
          <legend>If it applies</legend>
          {optional}
        </fieldset>
      )}
    </>
  );
}
