import { Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ROLES, type Role } from '../../../platform/core/endpoint.ts';
import { call } from '../../../platform/web/client.ts';
import { timeText } from '../../../platform/web/format.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, FormProblem } from '../../../platform/web/ui/states.tsx';
import { identityContract, type Member } from '../../core/contract.ts';
import { useFormats, useSession } from '../session.ts';
import { InvitationPanel } from './invitation-panel.tsx';

function RoleSelect({ member }: { member: Member }) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: (role: Role) => call(identityContract.updateMember, { params: { id: member.id }, body: { role } }),
    onSettled: () => invalidate('members'),
  });
  return (
    <>
      <Select
        aria-label={`Role of ${member.name}`}
        data={[...ROLES]}
        size="xs"
        w={110}
        allowDeselect={false}
        value={member.role}
        disabled={isPending}
        onChange={(role) => role && mutate(role as Role)}
      />
      <FormProblem error={error} />
    </>
  );
}

/** Who belongs to the organization, and who is invited. */
export function MemberSettings() {
  const { user } = useSession();
  const formats = useFormats();
  const members = useQuery(ask(identityContract.listMembers, { query: { limit: 500 } }));
  const is_admin = user.role === 'admin';
  const remove = async (id: string): Promise<void> => {
    await call(identityContract.removeMember, { params: { id } });
    await invalidate('members');
  };
  const columns: Column<Member>[] = [
    { id: 'name', title: 'Name', value: (m) => m.name, cell: (m) => (m.id === user.id ? `${m.name} (you)` : m.name) },
    { id: 'email', title: 'E-mail address', value: (m) => m.email, cell: (m) => m.email },
    { id: 'role', title: 'Role', value: (m) => m.role, cell: (m) => (is_admin ? <RoleSelect member={m} /> : m.role) },
    {
      id: 'last',
      title: 'Last log in',
      value: (m) => m.last_login_at,
      cell: (m) => (m.last_login_at ? timeText(m.last_login_at, formats) : 'Never'),
    },
    {
      id: 'actions',
      title: '',
      cell: (m) =>
        is_admin && m.id !== user.id ? (
          <ConfirmButton
            label={`Remove ${m.name}`}
            question={`${m.name} can no longer log in, and all their sessions end. What they did stays in the audit log.`}
            verb="Remove"
            run={() => remove(m.id)}
          />
        ) : null,
    },
  ];
  return (
    <>
      <Panel title="Members">
        <Answer of={members} height={160}>
          {({ items }) => <DataTable caption="Members" columns={columns} rows={items} keyOf={(m) => m.id} />}
        </Answer>
      </Panel>
      {is_admin && <InvitationPanel />}
    </>
  );
}
