import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { identityContract } from '../../core/contract.ts';
import { useSession } from '../session.ts';

/** The user's own name, address and password. */
export function AccountSettings() {
  const { user } = useSession();
  const [current_password, setCurrent] = useState('');
  const [new_password, setNew] = useState('');
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => call(identityContract.changePassword, { body: { current_password, new_password } }),
    onSuccess: () => {
      setCurrent('');
      setNew('');
    },
  });
  const problem = (field: string) => (error instanceof ApiProblem ? error.of(field) : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <Panel title="Your account" note={`${user.name}, ${user.email}, ${user.role}`}>
      <form className="form" onSubmit={submit} noValidate>
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          value={current_password}
          onChange={(e) => setCurrent(e.currentTarget.value)}
          error={problem('current_password')}
        />
        <PasswordInput
          label="New password"
          description="8 characters or more. Your other sessions end."
          autoComplete="new-password"
          value={new_password}
          onChange={(e) => setNew(e.currentTarget.value)}
          error={problem('new_password')}
        />
        <FormProblem error={error} fields={['current_password', 'new_password']} />
        {isSuccess && (
          <div className="notice" data-tone="good" role="status">
            Your password is changed; you are logged out everywhere else.
          </div>
        )}
        <Button type="submit" loading={isPending}>
          Change password
        </Button>
      </form>
    </Panel>
  );
}
