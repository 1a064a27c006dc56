import { useFormats } from '../../../identity/web/session.ts';
import { countText, money, monthText } from '../../../platform/web/format.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { ImportSlice } from '../../core/imports-contract.ts';

/** What changed against what was there: the difference in billed cost, where both say it. */
function Difference({ slice }: { slice: ImportSlice }) {
  const formats = useFormats();
  if (!slice.replaced) return <Absent why="There was nothing before" />;
  const { billed_cost } = slice.replaced;
  if (billed_cost === null || slice.billed_cost === null)
    return <Absent why="One of the two does not say its billed cost" />;
  const difference = slice.billed_cost - billed_cost;
  return (
    <span title={`Before: ${money(billed_cost, slice.currency, formats, 8)}`}>
      {difference === 0 ? 'No difference' : <Money amount={difference} currency={slice.currency} formats={formats} />}
    </span>
  );
}

/** The accounts and billing periods an import brought. */
export function SliceTable({ slices }: { slices: ImportSlice[] }) {
  const formats = useFormats();
  if (slices.length === 0) return null;
  const columns: Column<ImportSlice>[] = [
    {
      id: 'account',
      title: 'Billing account',
      value: (s) => s.billing_account_id,
      cell: (s) => `${s.provider_name ?? ''} ${s.billing_account_id ?? ''}`,
    },
    {
      id: 'period',
      title: 'Period',
      value: (s) => s.billing_period,
      cell: (s) => monthText(s.billing_period, formats),
    },
    {
      id: 'rows',
      title: 'Rows',
      is_number: true,
      is_secondary: true,
      value: (s) => s.rows,
      cell: (s) => countText(s.rows, formats),
    },
    {
      id: 'billed',
      title: 'Billed',
      is_number: true,
      value: (s) => s.billed_cost,
      cell: (s) => (
        <Money amount={s.billed_cost} currency={s.currency} formats={formats} absent="The file does not say" />
      ),
    },
    {
      id: 'effective',
      title: 'Effective',
      is_secondary: true,
      is_number: true,
      value: (s) => s.effective_cost,
      cell: (s) => (
        <Money amount={s.effective_cost} currency={s.currency} formats={formats} absent="The file does not say" />
      ),
    },
    { id: 'difference', title: 'Against before', is_number: true, cell: (s) => <Difference slice={s} /> },
    {
      id: 'active',
      title: 'Counts',
      is_secondary: true,
      value: (s) => String(s.active),
      cell: (s) => (s.active ? 'Yes' : 'No longer'),
    },
  ];
  return (
    <DataTable
      caption="Accounts and periods of this import"
      columns={columns}
      rows={slices}
      keyOf={(s) => `${s.provider_name} ${s.billing_account_id} ${s.billing_period} ${s.currency}`}
    />
  );
}
