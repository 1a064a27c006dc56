import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { bytesText, countText, timeText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { type Import, importsContract } from '../../core/imports-contract.ts';
import { FreshnessPanel } from '../dashboard/freshness-panel.tsx';
import { useFreshness } from '../freshness.tsx';
import { UploadBox } from '../upload-box.tsx';
import { ImportDrawer } from './import-drawer.tsx';
import { ImportStatus } from './import-status.tsx';
import '../costs.css';

function ImportTable({ imports, show }: { imports: Import[]; show: (id: string) => void }) {
  const formats = useFormats();
  const columns: Column<Import>[] = [
    {
      id: 'file',
      title: 'File',
      value: (i) => i.file_name,
      cell: (i) => (
        <span className="value-name">
          {i.source === 'sample' && (
            <span className="badge" data-tone="warn">
              Sample
            </span>
          )}
          <button type="button" className="link-button" onClick={() => show(i.id)}>
            {i.file_name}
          </button>
        </span>
      ),
    },
    { id: 'status', title: 'Status', value: (i) => i.status, cell: (i) => <ImportStatus imported={i} /> },
    {
      id: 'format',
      title: 'Format',
      is_secondary: true,
      value: (i) => i.format,
      cell: (i) => i.format ?? <Absent why="Not read yet" />,
    },
    {
      id: 'size',
      title: 'Size',
      is_secondary: true,
      is_number: true,
      value: (i) => i.file_bytes,
      cell: (i) => bytesText(i.file_bytes, formats),
    },
    {
      id: 'rows',
      title: 'Rows loaded',
      is_number: true,
      value: (i) => i.rows_loaded,
      cell: (i) => (i.rows_loaded === null ? <Absent why="Nothing was loaded" /> : countText(i.rows_loaded, formats)),
    },
    {
      id: 'billed',
      title: 'Billed',
      is_secondary: true,
      is_number: true,
      value: (i) => i.billed_cost,
      cell: (i) => (
        <Money
          amount={i.billed_cost}
          currency={i.currency ?? 'USD'}
          formats={formats}
          absent="Nothing loaded, or several currencies: open it for each"
        />
      ),
    },
    {
      id: 'at',
      title: 'Brought in',
      is_secondary: true,
      value: (i) => i.created_at,
      cell: (i) => `${timeText(i.created_at, formats)} by ${i.created_by}`,
    },
  ];
  return <DataTable caption="Imports" columns={columns} rows={imports} keyOf={(i) => i.id} />;
}

/** Where costs come from: connected clouds, files brought in, how they went, and how fresh the costs are. */
export function DataSourcesPage({ connections }: { connections: ReactNode }) {
  const { user } = useSession();
  const [shown, setShown] = useState<string | null>(null);
  const imports = useQuery(ask(importsContract.listImports, { query: { limit: 100 } }));
  const { has_costs } = useFreshness();
  return (
    <Page title="Data sources" lead="Connected clouds, billing files, and through which day costs are complete.">
      {connections}
      {user.role !== 'viewer' && (
        <Panel title="Add a billing file">
          <UploadBox started={setShown} />
        </Panel>
      )}
      <Panel title="Imports">
        <Answer of={imports} height={160}>
          {({ items }) =>
            items.length > 0 ? (
              <ImportTable imports={items} show={setShown} />
            ) : (
              <EmptyState title="Nothing was brought in yet">
                A newer file of the same account and billing period replaces the older one; the same file twice changes
                nothing.
              </EmptyState>
            )
          }
        </Answer>
      </Panel>
      {has_costs && <FreshnessPanel />}
      <ImportDrawer import_id={shown} close={() => setShown(null)} />
    </Page>
  );
}
