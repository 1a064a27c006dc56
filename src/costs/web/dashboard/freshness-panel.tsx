import type { ReactNode } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, dayText, timeText } from '../../../platform/web/format.ts';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import type { FreshnessSource } from '../../core/contract.ts';
import { useFreshness } from '../freshness.tsx';

/** Through which day each billing account is complete, and, where there is room for it, when it was last brought in. */
export function FreshnessPanel({ actions, is_brief = false }: { actions?: ReactNode; is_brief?: boolean }) {
  const formats = useFormats();
  const { freshness } = useFreshness();
  const columns: Column<FreshnessSource>[] = [
    {
      id: 'account',
      title: 'Billing account',
      value: (s) => s.billing_account_id,
      cell: (s) => (
        <span className="value-name" title={s.billing_account_id ?? undefined}>
          {s.source === 'sample' && (
            <span className="badge" data-tone="warn">
              Sample
            </span>
          )}
          <span className="wrapping">
            {s.provider_name} {s.billing_account_id}
          </span>
        </span>
      ),
    },
    {
      id: 'through',
      title: 'Complete through',
      value: (s) => s.data_through,
      cell: (s) => dayText(s.data_through, formats),
    },
    {
      id: 'rows',
      title: 'Charge rows',
      is_number: true,
      is_secondary: true,
      value: (s) => s.rows,
      cell: (s) => countText(s.rows, formats),
    },
  ];
  const loaded: Column<FreshnessSource> = {
    id: 'loaded',
    title: 'Loaded',
    is_secondary: true,
    value: (s) => s.loaded_at,
    cell: (s) => timeText(s.loaded_at, formats),
  };
  return (
    <Panel title="Freshness" note="Later days are still filling" actions={actions}>
      <Answer of={freshness} height={160}>
        {({ items }) => (
          <DataTable
            caption="Freshness of the data"
            columns={is_brief ? columns : [...columns, loaded]}
            rows={items}
            keyOf={(s) => `${s.source} ${s.provider_name} ${s.billing_account_id}`}
          />
        )}
      </Answer>
    </Panel>
  );
}
