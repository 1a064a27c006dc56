import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { costsContract } from '../../../costs/core/contract.ts';
import { CostTrendPanel } from '../../../costs/web/cost-trend-panel.tsx';
import { useFreshness } from '../../../costs/web/freshness.tsx';
import { daysOf, rangeText } from '../../../costs/web/range.ts';
import { type ChartKind, DEFAULT_VIEW, searchOf, selectionOf, type View } from '../../../costs/web/view.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import type { ResourceDetail } from '../../core/resources-contract.ts';

function Trend({ view, last_day }: { view: View; last_day: string }) {
  const formats = useFormats();
  const [kind, setKind] = useState<ChartKind>('bars');
  const range = daysOf(view.range, last_day);
  const trend = useQuery(
    ask(costsContract.costTrend, { query: { ...selectionOf(view, range), granularity: 'daily' } }),
  );
  return (
    <Answer of={trend} height={260}>
      {(data) => (
        <CostTrendPanel
          title="Cost per day"
          note={
            <>
              {rangeText(range, formats)}.{' '}
              <Link to="/explorer" search={searchOf(view)}>
                Open in the cost explorer
              </Link>
            </>
          }
          trend={data}
          kind={kind}
          kinds={['bars', 'table']}
          setKind={setKind}
          height={180}
        />
      )}
    </Answer>
  );
}

/** What a resource cost each of the last 30 days, with the way to the rows behind it. */
export function CostPanel({ resource }: { resource: ResourceDetail }) {
  const { freshness, last_day } = useFreshness();
  const view: View = {
    ...DEFAULT_VIEW,
    group_by: 'charge_category',
    filters: [{ grouping: 'resource', exclude: false, values: resource.billed_as }],
  };
  if (resource.monthly_cost === null)
    return (
      <Panel title="Cost per day">
        <EmptyState title="No bill names this resource">
          Exports and FOCUS files name resources; costs that are read from Cost Explorer or Cost Management queries do
          not. That is not the same as costing nothing.
        </EmptyState>
      </Panel>
    );
  return (
    <Answer of={freshness} height={260}>
      {() => <Trend view={view} last_day={last_day} />}
    </Answer>
  );
}
