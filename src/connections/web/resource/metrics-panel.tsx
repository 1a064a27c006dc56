import { SegmentedControl, Select } from '@mantine/core';
import { useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { dayText } from '../../../platform/web/format.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { EmptyState } from '../../../platform/web/ui/states.tsx';
import type { ResourceDetail } from '../../core/resources-contract.ts';
import { metricText, metricTitle } from '../inventory/metrics.ts';
import { MetricChart } from './metric-chart.tsx';
import { daysOfMetric, linesOf, type Metric } from './metric-lines.ts';

const STATISTICS = [
  ['average', 'Average'],
  ['p95', '95th percentile'],
  ['p99', '99th percentile'],
  ['maximum', 'Maximum'],
  ['total', 'Total of the day'],
] as const;

function MetricTable({ metric }: { metric: Metric }) {
  const formats = useFormats();
  const rows = daysOfMetric(metric).map((day, index) => ({ day, index }));
  const known = STATISTICS.filter(([key]) => metric[key].some((value) => value !== null));
  const columns: Column<(typeof rows)[number]>[] = [
    { id: 'day', title: 'Day', value: (r) => r.day, cell: (r) => dayText(r.day, formats) },
    ...known.map(([key, title]) => ({
      id: key,
      title,
      is_number: true,
      value: (r: (typeof rows)[number]) => metric[key][r.index] ?? null,
      cell: (r: (typeof rows)[number]) => {
        const value = metric[key][r.index] ?? null;
        return value === null ? <Absent why="No data on this day" /> : metricText(metric.metric, value, formats);
      },
    })),
  ];
  return <DataTable caption={metricTitle(metric.metric)} columns={columns} rows={rows} keyOf={(r) => r.day} />;
}

function Tables({ metrics }: { metrics: Metric[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const metric = metrics.find((one) => one.metric === chosen) ?? metrics[0];
  if (!metric) return null;
  return (
    <>
      <Select
        size="xs"
        w={220}
        mb="sm"
        aria-label="Metric"
        allowDeselect={false}
        data={metrics.map((one) => ({ value: one.metric, label: metricTitle(one.metric) }))}
        value={metric.metric}
        onChange={setChosen}
      />
      <MetricTable metric={metric} />
    </>
  );
}

/** How a resource was used: a chart for each metric, or their figures. */
export function MetricsPanel({ metrics }: Pick<ResourceDetail, 'metrics'>) {
  const [kind, setKind] = useState('charts');
  const told = metrics.filter((metric) => linesOf(metric).length > 0);
  if (told.length === 0)
    return (
      <Panel title="Use">
        <EmptyState title="Nothing was measured">
          Its cloud has no metrics of it in the last 30 days, or the connection may not read them.
        </EmptyState>
      </Panel>
    );
  return (
    <Panel
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
          value={kind}
          onChange={setKind}
        />
      }
    >
      {kind === 'charts' ? (
        <>
          <div className="metric-grid">
            {told.map((metric) => (
              <MetricChart key={metric.metric} metric={metric} />
            ))}
          </div>
          <MetricLegend metrics={told} />
        </>
      ) : (
        <Tables metrics={told} />
      )}
    </Panel>
  );
}

function MetricLegend({ metrics }: { metrics: Metric[] }) {
  const lines = new Map(metrics.flatMap(linesOf).map(({ name, color }) => [name, color]));
  return (
    <ul className="chart-legend">
      {[...lines].map(([name, color]) => (
        <li key={name}>
          <span className="swatch" style={{ '--swatch': color } as React.CSSProperties} />
          <span className="legend-name">{name}</span>
        </li>
      ))}
    </ul>
  );
}
