import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { ask } from '../../../platform/web/queries.ts';
import { columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { type CostBreakdown, costsContract } from '../../core/contract.ts';
import { valueTitle } from '../../core/dimensions.ts';
import type { Range } from '../range.ts';
import { searchOf, selectionOf, type View, withFilter } from '../view.ts';

const SHOWN = 8;

interface Mover {
  name: string;
  label: string | null;
  before: number;
  now: number;
  change: number;
}

/** The values that changed most in money, either way; what had no charge before counts from 0. */
function moversOf({ items }: CostBreakdown): Mover[] {
  return items
    .map(({ name, label, amount, previous_amount }) => ({
      name,
      label,
      before: previous_amount ?? 0,
      now: amount,
      change: amount - (previous_amount ?? 0),
    }))
    .filter((mover) => mover.change !== 0)
    .toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, SHOWN);
}

/** Services that moved most against the period before. */
export function Movers({ view, range }: { view: View; range: Range }) {
  const formats = useFormats();
  const breakdown = useQuery(
    ask(costsContract.costBreakdown, { query: { ...selectionOf(view, range), dimension: 'service', limit: 1_000 } }),
  );
  const columnsFor = (currency: string, movers: Mover[]): Column<Mover>[] => {
    const digits = columnDigits(movers.map((m) => m.change));
    const amount = (value: number) => <Money amount={value} currency={currency} formats={formats} digits={digits} />;
    const narrowed = (name: string): View => ({
      ...view,
      group_by: 'account',
      filters: withFilter(view.filters, { grouping: 'service', exclude: false, values: [name] }),
    });
    return [
      {
        id: 'name',
        title: 'Service',
        value: (m) => valueTitle('service', m.name, m.label),
        cell: (m) => (
          <Link to="/explorer" search={searchOf(narrowed(m.name))} className="link-button">
            {valueTitle('service', m.name, m.label)}
          </Link>
        ),
      },
      {
        id: 'before',
        title: 'Before',
        is_number: true,
        is_secondary: true,
        value: (m) => m.before,
        cell: (m) => amount(m.before),
      },
      { id: 'now', title: 'Now', is_number: true, is_secondary: true, value: (m) => m.now, cell: (m) => amount(m.now) },
      {
        id: 'change',
        title: 'Difference',
        is_number: true,
        value: (m) => m.change,
        cell: (m) => (
          <span className="delta" data-tone={m.change > 0 ? 'bad' : 'good'}>
            <span aria-hidden="true">{m.change > 0 ? '↑' : '↓'}</span>
            {amount(m.change)}
          </span>
        ),
      },
    ];
  };
  return (
    <Panel title="Biggest movers" note="Services, against the period of equal length before">
      <Answer of={breakdown} height={320}>
        {(data) => {
          const movers = moversOf(data);
          if (data.previous_total === null)
            return <EmptyState title="Nothing to compare with">There is no cost in the period before.</EmptyState>;
          if (movers.length === 0)
            return <EmptyState title="Nothing moved">Every service costs what it did in the period before.</EmptyState>;
          return (
            <DataTable
              caption="Biggest movers"
              columns={columnsFor(data.currency, movers)}
              rows={movers}
              keyOf={(m) => m.name}
            />
          );
        }}
      </Answer>
    </Panel>
  );
}
