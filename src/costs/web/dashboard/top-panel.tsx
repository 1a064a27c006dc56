import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { costsContract } from '../../core/contract.ts';
import type { Grouping } from '../../core/dimensions.ts';
import type { Range } from '../range.ts';
import { ValueTable } from '../value-table.tsx';
import { searchOf, selectionOf, type View, withFilter } from '../view.ts';

interface TopPanelProps {
  title: string;
  dimension: Grouping;
  view: View;
  range: Range;
  /** What the explorer groups by once narrowed to one value. */
  next: Grouping;
}

/** The largest values of a dimension. */
export function TopPanel({ title, dimension, view, range, next }: TopPanelProps) {
  const breakdown = useQuery(
    ask(costsContract.costBreakdown, { query: { ...selectionOf(view, range), dimension, limit: 8 } }),
  );
  const viewOf = (name: string): View => ({
    ...view,
    group_by: next,
    filters: withFilter(view.filters, { grouping: dimension, exclude: false, values: [name] }),
  });
  return (
    <Panel
      title={title}
      actions={
        <Link to="/explorer" search={searchOf({ ...view, group_by: dimension })}>
          See all<span className="visually-hidden"> of {title}</span>
        </Link>
      }
    >
      <Answer of={breakdown} height={320}>
        {(data) =>
          data.items.length > 0 ? (
            <ValueTable breakdown={data} viewOf={viewOf} compact />
          ) : (
            <EmptyState title="No charges">There is no charge in this period.</EmptyState>
          )
        }
      </Answer>
    </Panel>
  );
}
