import { Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Role } from '../../../platform/core/endpoint.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { timeText } from '../../../platform/web/format.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, FormProblem } from '../../../platform/web/ui/states.tsx';
import { type Invitation, identityContract } from '../../core/contract.ts';
import { useFormats } from '../session.ts';
import { OneTimeSecret } from './one-time-secret.tsx';
import { ROLE_CHOICES } from './roles.ts';

function InviteForm() {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [link, setLink] = useState<string | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(identityContract.invite, { body: { email, role } }),
    onSuccess: async ({ path }) => {
      setLink(window.location.origin + path);
      setEmail('');
      await invalidate('members');
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextInput
        label="E-mail address"
        type="email"
        value={email}
        onChange={(e) => setEmail(e.currentTarget.value)}
        error={error instanceof ApiProblem ? error.of('email') : undefined}
      />
      <Select
        label="Role"
        data={ROLE_CHOICES}
        allowDeselect={false}
        value={role}
        onChange={(value) => value && setRole(value as Role)}
      />
      <FormProblem error={error} fields={['email']} />
      <Button type="submit" loading={isPending}>
        Make an invitation link
      </Button>
      <OneTimeSecret
        title="Invitation link"
        note="Send this link to the person you invite. It is shown this once and works for seven days."
        secret={link}
        close={() => setLink(null)}
      />
    </form>
  );
}

/** Invites people, and shows who has not come yet. */
export function InvitationPanel() {
  const formats = useFormats();
  const invitations = useQuery(ask(identityContract.listInvitations, { query: { limit: 500 } }));
  const revoke = async (id: string): Promise<void> => {
    await call(identityContract.revokeInvitation, { params: { id } });
    await invalidate('members');
  };
  const columns: Column<Invitation>[] = [
    { id: 'email', title: 'Invited', value: (i) => i.email, cell: (i) => i.email },
    { id: 'role', title: 'Role', value: (i) => i.role, cell: (i) => i.role },
    { id: 'by', title: 'By', value: (i) => i.invited_by, cell: (i) => i.invited_by },
    {
      id: 'expires',
      title: 'Link works until',
      value: (i) => i.expires_at,
      cell: (i) => timeText(i.expires_at, formats),
    },
    {
      id: 'actions',
      title: '',
      cell: (i) => (
        <ConfirmButton
          label="Withdraw"
          question={`The link for ${i.email} stops working.`}
          verb="Withdraw"
          run={() => revoke(i.id)}
        />
      ),
    },
  ];
  return (
    <Panel title="Invite somebody" note="The product sends no mail of its own yet: you hand the link over.">
      <InviteForm />
      <Answer of={invitations} height={80}>
        {({ items }) =>
          items.length > 0 ? (
            <DataTable caption="Open invitations" columns={columns} rows={items} keyOf={(i) => i.id} />
          ) : null
        }
      </Answer>
    </Panel>
  );
}
