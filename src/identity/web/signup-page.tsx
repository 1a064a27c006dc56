import { Link } from '@tanstack/react-router';
import { call } from '../../platform/web/client.ts';
import { identityContract } from '../core/contract.ts';
import { EntryForm } from './entry-form.tsx';

/** Create an organization and its first admin. */
export function SignupPage() {
  return (
    <EntryForm
      title="Create your organization"
      lead="You become its admin and can invite others."
      fields={[
        { name: 'organization_name', label: 'Organization', autocomplete: 'organization' },
        { name: 'name', label: 'Your name', autocomplete: 'name' },
        { name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username' },
        {
          name: 'password',
          label: 'Password',
          type: 'password',
          autocomplete: 'new-password',
          hint: '8 characters or more',
        },
      ]}
      verb="Create organization"
      submit={async ({ organization_name = '', name = '', email = '', password = '' }) => {
        await call(identityContract.signup, { body: { organization_name, name, email, password } });
        window.location.assign('/welcome');
      }}
      footer={
        <>
          Have an account? <Link to="/login">Log in</Link>
        </>
      }
    />
  );
}
