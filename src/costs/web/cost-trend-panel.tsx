import type { ReactNode } from 'react';
import { useColors, useFormats } from '../../identity/web/session.ts';
import { ChartPanel } from '../../platform/web/chart/chart-panel.tsx';
import type { ChartData } from '../../platform/web/chart/series.ts';
import { dayText, money } from '../../platform/web/format.ts';
import { columnDigits, Money } from '../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../platform/web/ui/data-table.tsx';
import { Panel } from '../../platform/web/ui/page.tsx';
import { EmptyState } from '../../platform/web/ui/states.tsx';
import type { CostTrend } from '../core/contract.ts';
import { chartDataOf, METRIC_TITLES } from './trend-data.ts';
import type { ChartKind } from './view.ts';

interface CostTrendPanelProps {
  title: string;
  note?: ReactNode;
  trend: CostTrend;
  kind: ChartKind;
  kinds?: ChartKind[];
  setKind: (kind: ChartKind) => void;
  pick?: (name: string) => void;
  height?: number;
}

function TrendTable({ data, currency }: { data: ChartData; currency: string }) {
  const formats = useFormats();
  const digits = columnDigits(data.points.map((p) => p.total));
  type Row = ChartData['points'][number];
  const columns: Column<Row>[] = [
    {
      id: 'date',
      title: 'From',
      value: (p) => p.date,
      cell: (p) => `${dayText(p.date, formats)}${p.incomplete ? ' (not complete)' : ''}`,
    },
    {
      id: 'total',
      title: 'Total',
      is_number: true,
      value: (p) => p.total,
      cell: (p) => <Money amount={p.total} currency={currency} formats={formats} digits={digits} />,
    },
    ...(data.series.length > 1
      ? data.series.map(
          (series, index): Column<Row> => ({
            id: series.name || 'none',
            title: series.title,
            is_number: true,
            value: (p) => p.values[index] ?? null,
            cell: (p) => (
              <Money
                amount={p.values[index] ?? null}
                currency={currency}
                formats={formats}
                digits={digits}
                absent="No charge"
              />
            ),
          }),
        )
      : []),
  ];
  return <DataTable caption="Cost over time" columns={columns} rows={data.points} keyOf={(p) => p.date} />;
}

/** Cost over time as chart or table, to keep as picture or CSV. */
export function CostTrendPanel({
  title,
  note,
  trend,
  kind,
  kinds = ['bars', 'areas', 'lines', 'table'],
  setKind,
  pick,
  height = 300,
}: CostTrendPanelProps) {
  const formats = useFormats();
  const colors = useColors();
  const data = chartDataOf(trend, colors, formats, METRIC_TITLES[trend.metric]);
  const total = data.series.reduce((sum, series) => sum + series.total, 0);
  const largest = data.series[0];
  if (data.points.length === 0)
    return (
      <Panel title={title} note={note}>
        <EmptyState title="No charges">There is no charge in this period. Choose another.</EmptyState>
      </Panel>
    );
  return (
    <ChartPanel
      title={title}
      note={note}
      data={data}
      currency={trend.currency}
      formats={formats}
      shape={kind}
      shapes={kinds}
      setShape={setKind}
      table={<TrendTable data={data} currency={trend.currency} />}
      summary={`${title}: ${money(total, trend.currency, formats)} in ${data.points.length} steps${largest && data.series.length > 1 ? `, most of it ${largest.title}` : ''}. The table has every figure.`}
      height={height}
      pick={pick}
    />
  );
}
