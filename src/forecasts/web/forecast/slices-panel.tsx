import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { forecastsContract } from '../../core/contract.ts';
import type { TabProps } from '../forecasts-page.tsx';
import { dimensionTitle } from '../words.ts';
import { SliceTable } from './slice-table.tsx';

const FIRST = 50;
const ALL = 500;

/** The forecasts of every slice of a dimension; each opens beside the table. */
export function SlicesPanel({ view, setView, currency }: TabProps & { currency: string }) {
  const formats = useFormats();
  const [limit, setLimit] = useState(FIRST);
  const dimension = view.dimension ?? 'service';
  const list = useQuery(ask(forecastsContract.listForecasts, { query: { dimension, currency, limit } }));
  return (
    <Panel title="Forecasts by slice" note="With planned changes, without more growth">
      <Answer of={list} height={360}>
        {({ items, dimensions, next_cursor }) => (
          <Tabs
            value={dimension}
            onChange={(next) => setView({ ...view, dimension: next }, true)}
            keepMounted={false}
            variant="outline"
          >
            <Tabs.List className="slice-tabs">
              {[...new Set([...dimensions, dimension])].map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {dimensionTitle(one)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value={dimension} pt="sm">
              {items.length > 0 ? (
                <SliceTable
                  slices={items}
                  dimension={dimension}
                  formats={formats}
                  open={(slice) => setView({ ...view, opened: slice })}
                />
              ) : (
                <EmptyState title="No slices">
                  None of this dimension has a large enough share of the costs for a forecast of its own.
                </EmptyState>
              )}
              {next_cursor !== null && limit < ALL && (
                <Button mt="md" variant="default" onClick={() => setLimit(ALL)}>
                  Show more
                </Button>
              )}
            </Tabs.Panel>
          </Tabs>
        )}
      </Answer>
    </Panel>
  );
}
