import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { dayText, timeText } from '../../../platform/web/format.ts';
import { Absent, columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable, type Sorting } from '../../../platform/web/ui/data-table.tsx';
import type { Resource } from '../../core/resources-contract.ts';
import { CloudMark } from '../cloud-mark.tsx';
import type { InventoryView, Sort } from './inventory-view.ts';
import { cloudOf, nameOf, typeTitle } from './resource-types.ts';
import { Sparkline } from './sparkline.tsx';
import { FewTags } from './tags.tsx';

function Name({ resource }: { resource: Resource }) {
  return (
    <span className="resource-name">
      <CloudMark provider_type={cloudOf(resource)} size={16} />
      <span>
        <Link to="/inventory/$id" params={{ id: resource.id }} className="link-button" title={resource.resource_id}>
          {nameOf(resource)}
        </Link>
        <span className="under">{typeTitle(resource.resource_type)}</span>
      </span>
    </span>
  );
}

export function ResourceStatus({ status, gone_at }: Pick<Resource, 'status' | 'gone_at'>) {
  if (gone_at) return <span className="badge">Gone</span>;
  if (status === null) return <Absent why="Its cloud gives it no status" />;
  return <span className="badge">{status.replace(/^\w+State\//, '')}</span>;
}

function columnsFor(resources: Resource[], cost_note: string | null, formats: ReturnType<typeof useFormats>) {
  const digits = columnDigits(resources.map((r) => r.monthly_cost));
  const columns: Column<Resource>[] = [
    { id: 'name', title: 'Resource', value: (r) => r.name, cell: (r) => <Name resource={r} /> },
    {
      id: 'monthly_cost',
      title: 'Cost, 30 days',
      is_number: true,
      value: (r) => r.monthly_cost,
      cell: (r) => (
        <Money
          amount={r.monthly_cost}
          currency={r.currency ?? 'USD'}
          formats={formats}
          digits={digits}
          absent={cost_note ?? 'No bill names this resource'}
        />
      ),
    },
    {
      id: 'use',
      title: 'Use, 30 days',
      is_secondary: true,
      cell: (r) => (r.sparkline ? <Sparkline of={r.sparkline} /> : <Absent why="Nothing was measured" />),
    },
    {
      id: 'account',
      title: 'Account, region',
      is_secondary: true,
      cell: (r) => (
        <span className="short" title={r.account_id}>
          {r.account_name ?? r.account_id}
          <span className="under">{r.region ?? 'No region'}</span>
        </span>
      ),
    },
    { id: 'status', title: 'Status', is_secondary: true, cell: (r) => <ResourceStatus {...r} /> },
    { id: 'tags', title: 'Tags', is_secondary: true, cell: (r) => <FewTags tags={r.tags} name={r.name} /> },
    {
      id: 'created_at',
      title: 'Created',
      is_secondary: true,
      value: (r) => r.created_at,
      cell: (r) =>
        r.created_at ? (
          <span title={timeText(r.created_at, formats)}>{dayText(r.created_at.slice(0, 10), formats)}</span>
        ) : (
          <Absent why="Its cloud does not say" />
        ),
    },
  ];
  return columns;
}

/** Resources with their use and cost, in the order that the view asks for. */
export function ResourceTable({
  resources,
  cost_note,
  view,
  setView,
}: {
  resources: Resource[];
  cost_note: string | null;
  view: InventoryView;
  setView: (view: InventoryView) => void;
}) {
  const formats = useFormats();
  const by: Sorting = { id: view.sort, descending: view.descending };
  return (
    <DataTable
      caption="Resources"
      columns={columnsFor(resources, cost_note, formats)}
      rows={resources}
      keyOf={(r) => r.id}
      ordered={{ by, change: ({ id, descending }) => setView({ ...view, sort: id as Sort, descending }) }}
    />
  );
}
