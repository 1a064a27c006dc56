import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { metricText } from '../../../connections/web/inventory/metrics.ts';
import { nameOf } from '../../../connections/web/inventory/resource-types.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { dayText, type Formats } from '../../../platform/web/format.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { RecommendationDetail } from '../../core/contract.ts';
import { seriesTitle } from '../words.ts';
import { daysOf, LimitChart, type Series } from './limit-chart.tsx';
import { Part } from './part.tsx';

type Detail = RecommendationDetail;

/** Of another resource than the one it is about, the title says which. */
function titleOf({ resource_id, metric, statistic }: Series, about: string): string {
  const title = seriesTitle(metric, statistic);
  return resource_id === about ? title : `${title}, of ${nameOf({ name: null, resource_id })}`;
}

const keyOf = ({ resource_id, metric, statistic }: Series): string => `${resource_id} ${metric} ${statistic}`;

interface TableProps {
  series: Series[];
  about: string;
}

function columnsFor({ series, about }: TableProps, formats: Formats): Column<string>[] {
  return [
    { id: 'day', title: 'Day', value: (day) => day, cell: (day) => dayText(day, formats) },
    ...series.map((one) => {
      const values = new Map(daysOf(one).map((day, index) => [day, one.values[index] ?? null]));
      return {
        id: keyOf(one),
        title: titleOf(one, about),
        is_number: true,
        value: (day: string) => values.get(day) ?? null,
        cell: (day: string) => {
          const value = values.get(day) ?? null;
          return value === null ? <Absent why="No data on this day" /> : metricText(one.metric, value, formats);
        },
      };
    }),
  ];
}

function SeriesTable(props: TableProps) {
  const formats = useFormats();
  const days = [...new Set(props.series.flatMap(daysOf))].toSorted().toReversed();
  return (
    <div className="series-table">
      <DataTable caption="Use by day" columns={columnsFor(props, formats)} rows={days} keyOf={(day) => day} />
    </div>
  );
}

/** How it was used, with the limits that the rule holds it against; as charts or as a table. */
export function SeriesPart({ detail: { series, resource_id } }: { detail: Detail }) {
  const [shape, setShape] = useState('charts');
  if (series.length === 0) return null;
  return (
    <Part
      title="Use"
      note="By day. Days without data are gaps."
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Shown as"
          data={[
            { value: 'charts', label: 'Charts' },
            { value: 'table', label: 'Table' },
          ]}
          value={shape}
          onChange={setShape}
        />
      }
    >
      {shape === 'charts' ? (
        <div className="limit-charts">
          {series.map((one) => (
            <LimitChart key={keyOf(one)} series={one} title={titleOf(one, resource_id)} />
          ))}
        </div>
      ) : (
        <SeriesTable series={series} about={resource_id} />
      )}
    </Part>
  );
}
