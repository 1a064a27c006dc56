import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { type CostBreakdown, costsContract } from '../../core/contract.ts';
import { type Grouping, valueTitle } from '../../core/dimensions.ts';
import { filterParameter } from '../../core/filters.ts';
import { ValueTable } from '../value-table.tsx';
import { drillDown, type View } from '../view.ts';
import { ChargesDrawer } from './charges-drawer.tsx';

type Item = CostBreakdown['items'][number];
const FIRST = 50;
const ALL = 1_000;

/** Every value of the grouping, and the charge rows behind each. */
export function ValuesPanel({
  view,
  grouping,
  selection,
}: {
  view: View;
  grouping: Grouping;
  selection: Record<string, unknown>;
}) {
  const [limit, setLimit] = useState(FIRST);
  const [shown, setShown] = useState<Item | null>(null);
  const breakdown = useQuery(ask(costsContract.costBreakdown, { query: { ...selection, dimension: grouping, limit } }));
  return (
    <Panel
      title="Values"
      note={breakdown.data ? `${breakdown.data.value_count} in this period, beside the period before` : undefined}
    >
      <Answer of={breakdown} height={360}>
        {(data) => (
          <>
            <ValueTable
              breakdown={data}
              viewOf={(name) => drillDown(view, name)}
              action={(item) => (
                <Button size="compact-xs" variant="subtle" onClick={() => setShown(item)}>
                  Rows<span className="visually-hidden"> of {valueTitle(grouping, item.name, item.label)}</span>
                </Button>
              )}
            />
            {data.value_count > limit && limit < ALL && (
              <Button mt="md" variant="default" onClick={() => setLimit(ALL)}>
                Show {Math.min(ALL, data.value_count)} values
              </Button>
            )}
          </>
        )}
      </Answer>
      <ChargesDrawer
        title={shown ? valueTitle(grouping, shown.name, shown.label) : ''}
        selection={shown ? { ...selection, [filterParameter(grouping, false)]: shown.name } : null}
        close={() => setShown(null)}
      />
    </Panel>
  );
}
