import type { Formats } from '../../../platform/web/format.ts';
import { Absent, columnDigits, Delta, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { ListedForecast } from '../../core/contract.ts';
import { shortModel } from '../model-words.ts';
import { dimensionTitle, errorText, levelText } from '../words.ts';

interface SliceTableProps {
  slices: ListedForecast[];
  dimension: string;
  formats: Formats;
  open: (scope_key: string) => void;
}

const NO_FORECAST = 'There is no forecast';
const whyNone = ({ reason }: ListedForecast): string => reason ?? NO_FORECAST;

function amountColumns(slices: ListedForecast[], formats: Formats): Column<ListedForecast>[] {
  const digits = columnDigits(slices.flatMap(({ last_30_days, next_30_days }) => [last_30_days, next_30_days]));
  const amount = (value: number | null, slice: ListedForecast) => (
    <Money amount={value} currency={slice.currency} formats={formats} digits={digits} absent={whyNone(slice)} />
  );
  return [
    {
      id: 'last',
      title: 'Last 30 days',
      is_number: true,
      is_secondary: true,
      value: (slice) => slice.last_30_days,
      cell: (slice) => amount(slice.last_30_days, slice),
    },
    {
      id: 'next',
      title: 'Next 30 days',
      is_number: true,
      value: (slice) => slice.next_30_days,
      cell: (slice) => amount(slice.next_30_days, slice),
    },
    {
      id: 'interval',
      title: `${levelText(80, formats)} interval`,
      is_number: true,
      is_secondary: true,
      cell: (slice) =>
        slice.lower_80 === null || slice.upper_80 === null ? (
          <Absent why={whyNone(slice)} />
        ) : (
          <>
            {amount(slice.lower_80, slice)} – {amount(slice.upper_80, slice)}
          </>
        ),
    },
    {
      id: 'change',
      title: 'Change',
      is_number: true,
      value: (slice) => slice.change_percent,
      cell: (slice) => <Delta percent={slice.change_percent} formats={formats} />,
    },
    {
      id: 'month_end',
      title: 'Month-end',
      is_number: true,
      is_secondary: true,
      value: (slice) => slice.month_end,
      cell: (slice) => amount(slice.month_end, slice),
    },
  ];
}

/** Forecasts of slices beside each other: what they cost, will cost, and how near that comes. */
export function SliceTable({ slices, dimension, formats, open }: SliceTableProps) {
  const columns: Column<ListedForecast>[] = [
    {
      id: 'title',
      title: dimensionTitle(dimension),
      value: (slice) => slice.title,
      cell: (slice) => (
        <span className="slice-name">
          <button type="button" className="link-button" onClick={() => open(slice.scope_key)}>
            {slice.title}
          </button>
        </span>
      ),
    },
    ...amountColumns(slices, formats),
    {
      id: 'error',
      title: 'Error of a day',
      is_number: true,
      is_secondary: true,
      value: (slice) => slice.backtest.wape,
      cell: (slice) =>
        errorText(slice.backtest, formats) ?? <Absent why="There is too little history to try it on the past" />,
    },
    {
      id: 'model',
      title: 'Made mostly by',
      is_secondary: true,
      value: (slice) => slice.model && shortModel(slice.model),
      cell: (slice) =>
        slice.model === null ? (
          <Absent why={whyNone(slice)} />
        ) : (
          <span className="model under" title={slice.model}>
            {shortModel(slice.model)}
          </span>
        ),
    },
  ];
  return (
    <DataTable
      caption={`Forecasts by ${dimensionTitle(dimension).toLowerCase()}`}
      columns={columns}
      rows={slices}
      keyOf={(slice) => slice.scope_key}
    />
  );
}
