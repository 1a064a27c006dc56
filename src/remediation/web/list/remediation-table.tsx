import { Link } from '@tanstack/react-router';
import { nameOf, typeTitle } from '../../../connections/web/inventory/resource-types.ts';
import { useFormats } from '../../../identity/web/session.ts';
import type { Formats } from '../../../platform/web/format.ts';
import { columnDigits } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import { LevelMark } from '../../../recommendations/web/marks.tsx';
import type { Remediation } from '../../core/answers.ts';
import { Saving, StateBadge, StateNote } from '../marks.tsx';
import { DEFAULT_VIEW, searchOfView } from './remediations-view.ts';

/** Of a batch, how many of the first go alone; null where changes are not shown as one. */
type Canaries = number | null;

function What({ one, place, canaries }: { one: Remediation; place: number; canaries: Canaries }) {
  const name = nameOf({ name: one.resource_name, resource_id: one.resource_id });
  const where = [one.account_name ?? one.account_id, one.region, one.environment].filter(Boolean).join(' · ');
  return (
    <span className="recommendation-what">
      <Link to="/remediation/$id" params={{ id: one.id }} className="link-button">
        {one.title}
      </Link>
      <span className="under" title={one.resource_id}>
        {typeTitle(one.resource_type)} {!one.title.includes(name) && name} · {where}
        {canaries !== null && place < canaries && ' · goes first, alone'}
        {one.batch_id !== null && canaries === null && (
          <>
            {' · '}
            <Link to="/remediation" search={searchOfView({ ...DEFAULT_VIEW, tab: 'batches', batch: one.batch_id })}>
              in a batch
            </Link>
          </>
        )}
      </span>
      {/* Where a column of its own has no room. */}
      <span className="state-in-row">
        <State one={one} />
      </span>
    </span>
  );
}

const State = ({ one }: { one: Remediation }) => (
  <>
    <StateBadge state={one.state} />
    <StateNote one={one} />
  </>
);

function columnsFor(items: Remediation[], canaries: Canaries, formats: Formats): Column<Remediation>[] {
  const digits = columnDigits(items.map(({ monthly_savings }) => monthly_savings));
  return [
    { id: 'title', title: 'Change', cell: (one) => <What one={one} place={items.indexOf(one)} canaries={canaries} /> },
    {
      id: 'monthly_savings',
      title: 'Saves a month',
      is_number: true,
      cell: (one) => <Saving one={one} digits={digits} />,
    },
    {
      id: 'risk',
      title: 'Risk',
      is_secondary: true,
      cell: (one) => (
        <>
          <LevelMark level={one.risk} />
          {one.destructive && <span className="under">destroys</span>}
        </>
      ),
    },
    {
      id: 'proposed_by',
      title: 'Proposed by',
      is_secondary: true,
      cell: (one) => (
        <>
          <span className="one-owner">{one.proposed_by}</span>
          <span className="under">
            <When at={one.proposed_at} formats={formats} />
          </span>
        </>
      ),
    },
    {
      id: 'state',
      title: 'State',
      is_secondary: true,
      cell: (one) => <State one={one} />,
    },
  ];
}

interface RemediationTableProps {
  /** What they have in common, for screen readers. */
  caption: string;
  items: Remediation[];
  canaries?: Canaries;
}

/** Changes in the order they are given. */
export function RemediationTable({ caption, items, canaries = null }: RemediationTableProps) {
  const formats = useFormats();
  return (
    <div className="remediation-table">
      <DataTable caption={caption} columns={columnsFor(items, canaries, formats)} rows={items} keyOf={({ id }) => id} />
    </div>
  );
}
