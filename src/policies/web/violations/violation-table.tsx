import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { Absent, columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { Violation } from '../../core/contract.ts';
import { SeverityMark, StateBadge } from '../marks.tsx';
import { searchOfViolations, type ViolationsView } from './violations-view.ts';

interface ViolationTableProps {
  violations: Violation[];
  view: ViolationsView;
}

/** Where policies are not kept: which one, by what, whose it is, and what it costs. */
export function ViolationTable({ violations, view }: ViolationTableProps) {
  const formats = useFormats();
  const digits = columnDigits(violations.map(({ monthly_cost }) => monthly_cost));
  const columns: Column<Violation>[] = [
    {
      id: 'subject',
      title: 'What',
      cell: (violation) => (
        <span className="violation-subject">
          <Link
            to="/violations"
            search={searchOfViolations({ ...view, opened: violation.id })}
            resetScroll={false}
            className="link-button"
          >
            {violation.subject_name}
          </Link>
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
      title: 'Monthly cost',
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
