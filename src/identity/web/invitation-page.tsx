import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { call } from '../../platform/web/client.ts';
import { ask } from '../../platform/web/queries.ts';
import { Answer } from '../../platform/web/ui/states.tsx';
import { identityContract } from '../core/contract.ts';
import { EntryForm } from './entry-form.tsx';

/** Join an organization by the link that one of its admins handed over. */
export function InvitationPage() {
  const { token = '' } = useSearch({ strict: false }) as { token?: string };
  const invitation = useQuery(ask(identityContract.showInvitation, { body: { token } }));
  return (
    <Answer of={invitation} height={300}>
      {({ email, role, organization_name }) => (
        <EntryForm
          title={`Join ${organization_name}`}
          lead={`You were invited as ${role}, with the address ${email}.`}
          fields={[
            { name: 'name', label: 'Your name', autocomplete: 'name' },
            {
              name: 'password',
              label: 'Password',
              type: 'password',
              autocomplete: 'new-password',
              hint: '8 characters or more',
            },
          ]}
          verb="Join"
          submit={async ({ name = '', password = '' }) => {
            await call(identityContract.acceptInvitation, { body: { token, name, password } });
            window.location.assign('/');
          }}
        />
      )}
    </Answer>
  );
}
