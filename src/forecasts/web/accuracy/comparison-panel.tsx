import { useFormats } from '../../../identity/web/session.ts';
import { ChartPanel } from '../../../platform/web/chart/chart-panel.tsx';
import { money } from '../../../platform/web/format.ts';
import type { ForecastComparison } from '../../core/contract.ts';
import { comparisonChart } from '../chart-data.ts';
import { DayTable } from '../day-table.tsx';
import type { Shape } from '../view.ts';
import { levelText, spanText } from '../words.ts';

interface ComparisonPanelProps {
  comparison: ForecastComparison;
  title: string;
  currency: string;
  shape: Shape;
  setShape: (shape: Shape) => void;
}

const NOTES: Record<ForecastComparison['kind'], string> = {
  made: 'Made before these days came',
  replayed: 'Replayed: made afterwards, from the days before alone, as if these had not come yet',
};

/** One past forecast with its interval, and what came. */
export function ComparisonPanel({ comparison, title, currency, shape, setShape }: ComparisonPanelProps) {
  const formats = useFormats();
  const { kind, start, end, forecast, actual, days, inside_80 } = comparison;
  const data = comparisonChart(comparison, formats);
  const text = (amount: number): string => money(amount, currency, formats);
  return (
    <ChartPanel
      title={`${title}, ${spanText(start, end, formats)}`}
      note={NOTES[kind]}
      data={data}
      currency={currency}
      formats={formats}
      shape={shape}
      shapes={['lines', 'table']}
      setShape={(next) => setShape(next as Shape)}
      table={<DayTable data={data} currency={currency} caption="Forecast and actual cost by day" />}
      summary={`${text(forecast)} were forecast, ${text(actual)} came; ${inside_80} of ${days} days were inside the ${levelText(80, formats)} interval. The table has every figure.`}
      height={300}
    />
  );
}
