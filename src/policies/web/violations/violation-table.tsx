import { useFormats } from '../../../identity/web/session.ts';
import { Absent, columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { Violation } from '../../core/contract.ts';
import { SeverityMark, StateBadge } from '../marks.tsx';

interface ViolationTableProps {
  violations: Violation[];
  open: (violation: Violation) => void;
}

/** Where policies are not kept: which one, by what, whose it is, and what it costs. */
export function ViolationTable({ violations, open }: ViolationTableProps) {
  const formats = useFormats();
  const digits = columnDigits(violations.map(({ monthly_cost }) => monthly_cost));
  const columns: Column<Violation>[] = [
    {
      id: 'subject',
      title: 'What',
      cell: (violation) => (
        <span className="violation-subject">
          <button type="button" className="link-button" onClick={() => open(violation)}>
            {violation.subject_name}
          </button>
          <span className="under">{violation.policy_name}</span>
        </span>
      ),
    },
    { id: 'severity', title: 'Severity', cell: ({ severity }) => <SeverityMark severity={severity} /> },
    { id: 'state', title: 'State', cell: ({ state }) => <StateBadge state={state} /> },
    {
      id: 'account',
      title: 'Account',
      cell: ({ account_id, account_name }) =>
        account_id === null ? <Absent why="It belongs to no account" /> : (account_name ?? account_id),
      is_secondary: true,
    },
    {
      id: 'owner',
      title: 'Owner',
      cell: ({ owner }) => owner ?? <Absent why="Nobody is named as its owner" />,
      is_secondary: true,
    },
    {
      id: 'cost',
      title: 'Costs a month',
      cell: ({ monthly_cost, currency }) => (
        <Money
          amount={monthly_cost}
          currency={currency ?? ''}
          formats={formats}
          digits={digits}
          absent="No bill tells what it costs"
        />
      ),
      is_number: true,
    },
    {
      id: 'found',
      title: 'Found',
      cell: ({ found_at }) => <When at={found_at} formats={formats} />,
      is_secondary: true,
    },
  ];
  return <DataTable caption="Violations" columns={columns} rows={violations} keyOf={({ id }) => id} />;
}
