import { Drawer, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../platform/web/client.ts';
import { timeText } from '../../../platform/web/format.ts';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { type AuditEntry, identityContract } from '../../core/contract.ts';
import { useFormats } from '../session.ts';

function Values({ title, values }: { title: string; values: Record<string, unknown> | null }) {
  if (!values) return null;
  return (
    <>
      <h3>{title}</h3>
      <table className="table">
        <tbody>
          {Object.entries(values).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{typeof value === 'string' ? value : JSON.stringify(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Who did what, when and from where; newest first. */
export function AuditLog() {
  const formats = useFormats();
  const [action, setAction] = useState('');
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const log = useInfiniteQuery({
    queryKey: ['audit-log', action],
    queryFn: ({ pageParam, signal }) =>
      call(
        identityContract.listAuditLog,
        { query: { limit: 50, cursor: pageParam, action: action.trim() || undefined } },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const columns: Column<AuditEntry>[] = [
    { id: 'at', title: 'When', cell: (e) => timeText(e.at, formats) },
    {
      id: 'actor',
      title: 'Who',
      cell: (e) => (e.actor_kind === 'api_key' ? `${e.actor_name} (API key)` : e.actor_name),
    },
    {
      id: 'action',
      title: 'What',
      cell: (e) => (
        <button type="button" className="link-button" onClick={() => setShown(e)}>
          {e.action}
        </button>
      ),
    },
    { id: 'address', title: 'From', cell: (e) => e.address ?? 'The server' },
  ];
  return (
    <Panel title="Audit log" note="Every change, who made it and from where.">
      <TextInput
        label="Only this action"
        placeholder="such as member.invited"
        maw={320}
        mb="md"
        value={action}
        onChange={(e) => setAction(e.currentTarget.value)}
      />
      <Answer of={log} height={300}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0)
            return <EmptyState title="Nothing found">No change with this action is recorded.</EmptyState>;
          return <DataTable caption="Audit log" columns={columns} rows={rows} keyOf={(e) => e.id} />;
        }}
      </Answer>
      <ShowMore of={log} />
      <Drawer opened={shown !== null} onClose={() => setShown(null)} title={shown?.action}>
        {shown && (
          <>
            <p>
              {shown.actor_name}, {timeText(shown.at, formats)}, from {shown.address ?? 'the server'}
            </p>
            <Values title="Before" values={shown.before} />
            <Values title="After" values={shown.after} />
          </>
        )}
      </Drawer>
    </Panel>
  );
}
