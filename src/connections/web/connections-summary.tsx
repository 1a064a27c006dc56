import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useFormats, useSession } from '../../identity/web/session.ts';
import { roleAllows } from '../../platform/core/endpoint.ts';
import { countText, dayText } from '../../platform/web/format.ts';
import { Absent } from '../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../platform/web/ui/data-table.tsx';
import { Panel } from '../../platform/web/ui/page.tsx';
import { Answer } from '../../platform/web/ui/states.tsx';
import { When } from '../../platform/web/ui/when.tsx';
import type { ConnectedProvider } from '../core/providers-contract.ts';
import { CloudMark } from './cloud-mark.tsx';
import { stateOf } from './state.ts';
import { useProviders } from './use-providers.ts';
import './connections.css';

function ProviderTable({ providers }: { providers: ConnectedProvider[] }) {
  const formats = useFormats();
  const columns: Column<ConnectedProvider>[] = [
    {
      id: 'name',
      title: 'Connection',
      cell: (p) => (
        <span className="value-name">
          <CloudMark provider_type={p.provider_type} size={16} />
          <span className="wrapping">{p.name}</span>
        </span>
      ),
    },
    {
      id: 'state',
      title: 'State',
      cell: (p) => {
        const { word, tone, message } = stateOf(p, formats);
        return (
          <span className="badge" data-tone={tone} title={message ?? undefined}>
            {word}
          </span>
        );
      },
    },
    {
      id: 'through',
      title: 'Complete through',
      cell: (p) => (p.data_through ? dayText(p.data_through, formats) : <Absent why="It has brought no costs yet" />),
    },
    {
      id: 'rows',
      title: 'Cost rows',
      is_number: true,
      is_secondary: true,
      cell: (p) =>
        p.provider_type === 'sample' ? (
          <Absent why="Its costs came as a billing file" />
        ) : (
          countText(p.cost_rows, formats)
        ),
    },
    {
      id: 'last',
      title: 'Last success',
      is_secondary: true,
      cell: (p) => (p.last_sync_at ? <When at={p.last_sync_at} formats={formats} /> : 'Never'),
    },
  ];
  return <DataTable caption="Connected clouds" columns={columns} rows={providers} keyOf={(p) => p.id} />;
}

/** Connected clouds in short, among the other places that costs come from. */
export function ConnectionsSummary() {
  const { user } = useSession();
  const providers = useProviders();
  return (
    <Panel title="Connected clouds" actions={<Link to="/connections">All about connections</Link>}>
      <Answer of={providers} height={100}>
        {({ items }) =>
          items.length > 0 ? (
            <ProviderTable providers={items} />
          ) : (
            <div className="door">
              <p>
                Connected AWS and Azure accounts bring their costs by themselves, and resources and advice with them.
              </p>
              {roleAllows(user.role, 'admin') && (
                <Button component={Link} to="/connections/new" variant="default">
                  Connect a cloud
                </Button>
              )}
            </div>
          )
        }
      </Answer>
    </Panel>
  );
}
