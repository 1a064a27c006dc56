import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { ApiProblem } from '../../platform/web/client.ts';
import { FormProblem } from '../../platform/web/ui/states.tsx';
import '../../platform/web/ui/ui.css';

/** A field of a form on the way in. */
export interface EntryField {
  name: string;
  label: string;
  type?: 'email' | 'password' | 'text';
  autocomplete: string;
  hint?: string;
}

interface EntryFormProps {
  title: string;
  lead: ReactNode;
  fields: EntryField[];
  verb: string;
  submit: (values: Record<string, string>) => Promise<unknown>;
  footer?: ReactNode;
}

/** Where a user goes after logging in: only an address of our own. */
export const safeReturn = (wanted: unknown): string =>
  typeof wanted === 'string' && /^\/(?![/\\])/.test(wanted) ? wanted : '/';

/** A form on the way in (sign up, log in, accept), told what is wrong at each field. */
export function EntryForm({ title, lead, fields, verb, submit, footer }: EntryFormProps) {
  const [values, setValues] = useState<Record<string, string>>({});
  const { mutate, isPending, error } = useMutation({ mutationFn: submit });
  useEffect(() => {
    document.title = `${title} · FinOpsMind`;
  }, [title]);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    mutate(Object.fromEntries(fields.map(({ name }) => [name, values[name] ?? ''])));
  };
  return (
    <main className="entry">
      <div className="entry-card">
        <strong>FinOpsMind</strong>
        <h1>{title}</h1>
        <p>{lead}</p>
        <form className="form" onSubmit={onSubmit} noValidate>
          {fields.map((field, index) => {
            const Input = field.type === 'password' ? PasswordInput : TextInput;
            return (
              <Input
                key={field.name}
                label={field.label}
                description={field.hint}
                name={field.name}
                type={field.type === 'password' ? undefined : (field.type ?? 'text')}
                autoComplete={field.autocomplete}
                data-autofocus={index === 0 || undefined}
                value={values[field.name] ?? ''}
                onChange={(event) => setValues({ ...values, [field.name]: event.currentTarget.value })}
                error={error instanceof ApiProblem ? error.of(field.name) : undefined}
              />
            );
          })}
          <FormProblem error={error} fields={fields.map((field) => field.name)} />
          <Button type="submit" size="md" loading={isPending}>
            {verb}
          </Button>
        </form>
        {footer && <p className="entry-footer">{footer}</p>}
      </div>
    </main>
  );
}
