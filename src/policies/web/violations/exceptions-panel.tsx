import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { call } from '../../../platform/web/client.ts';
import { dayText } from '../../../platform/web/format.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { type PolicyException, policiesContract } from '../../core/contract.ts';

const aboutOf = ({ subject_name, subject_id, account_id }: PolicyException): string =>
  subject_name ?? subject_id ?? `All of account ${account_id}`;

const end = async (id: string): Promise<void> => {
  await call(policiesContract.deleteException, { params: { id } });
  await invalidate('policies');
};

/** What policies do not hold for, and until when; nothing where there is no exception. */
export function ExceptionsPanel() {
  const formats = useFormats();
  const { user } = useSession();
  const { data } = useQuery(ask(policiesContract.listExceptions, { query: { limit: 500 } }));
  if (!data || data.items.length === 0) return null;
  const columns: Column<PolicyException>[] = [
    {
      id: 'about',
      title: 'What',
      cell: (exception) => (
        <span className="violation-subject">
          <span>{aboutOf(exception)}</span>
          <Link className="under" to="/policies/$id" params={{ id: exception.policy_id }}>
            {exception.policy_name}
          </Link>
        </span>
      ),
    },
    { id: 'reason', title: 'Reason', cell: ({ reason }) => <span className="wrapping">{reason}</span> },
    { id: 'by', title: 'Made by', cell: ({ created_by }) => created_by, is_secondary: true },
    {
      id: 'expires',
      title: 'Until',
      cell: ({ expires_on }) => dayText(expires_on, formats),
      value: ({ expires_on }) => expires_on,
    },
    ...(roleAllows(user.role, 'admin')
      ? [
          {
            id: 'end',
            title: '',
            cell: (exception: PolicyException) => (
              <ConfirmButton
                label="End"
                question={`The policy “${exception.policy_name}” holds for ${aboutOf(exception)} again, from the next check on.`}
                verb="End the exception"
                run={() => end(exception.id)}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <Panel title="Exceptions" note="They end by themselves; what does not keep its policy then is found anew">
      <DataTable caption="Exceptions" columns={columns} rows={data.items} keyOf={({ id }) => id} />
    </Panel>
  );
}
