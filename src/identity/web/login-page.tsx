import { Link, useSearch } from '@tanstack/react-router';
import { call } from '../../platform/web/client.ts';
import { identityContract } from '../core/contract.ts';
import { EntryForm, safeReturn } from './entry-form.tsx';

/** Log in with e-mail address and password. */
export function LoginPage() {
  const { return_to } = useSearch({ strict: false }) as { return_to?: unknown };
  return (
    <EntryForm
      title="Log in"
      lead="See what the cloud costs, and why."
      fields={[
        { name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username' },
        { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
      ]}
      verb="Log in"
      submit={async ({ email = '', password = '' }) => {
        await call(identityContract.login, { body: { email, password } });
        // A full load: nothing of an earlier session stays in memory.
        window.location.assign(safeReturn(return_to));
      }}
      footer={
        <>
          New here? <Link to="/signup">Create an organization</Link>
        </>
      }
    />
  );
}
