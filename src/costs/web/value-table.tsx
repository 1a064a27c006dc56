import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useColors, useFormats } from '../../identity/web/session.ts';
import { percentText } from '../../platform/web/format.ts';
import { Absent, columnDigits, Delta, Money } from '../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../platform/web/ui/data-table.tsx';
import type { CostBreakdown } from '../core/contract.ts';
import { type Grouping, groupingTitle, valueTitle } from '../core/dimensions.ts';
import { searchOf, type View } from './view.ts';
import './costs.css';

type Item = CostBreakdown['items'][number];

interface ValueTableProps {
  breakdown: CostBreakdown;
  /** The view that a value's name leads to. */
  viewOf: (name: string) => View;
  /** Leaves out what a narrow place has no room for. */
  compact?: boolean;
  /** A last cell for each value. */
  action?: (item: Item) => ReactNode;
}

/** The values of a grouping with amount, share and change; each name leads to the explorer, narrowed to it. */
export function ValueTable({ breakdown, viewOf, compact = false, action }: ValueTableProps) {
  const formats = useFormats();
  const book = useColors();
  const { currency, items } = breakdown;
  const grouping = breakdown.dimension as Grouping;
  const colors = book.colorsOf(
    grouping,
    items.map((item) => item.name),
  );
  const digits = columnDigits(items.map((item) => item.amount));
  const columns: Column<Item>[] = [
    {
      id: 'name',
      title: groupingTitle(grouping),
      value: (item) => valueTitle(grouping, item.name, item.label),
      cell: (item) => (
        <span className="value-name" title={item.name}>
          <span className="swatch" style={{ '--swatch': colors.get(item.name) } as React.CSSProperties} />
          <Link to="/explorer" search={searchOf(viewOf(item.name))} className="link-button">
            {valueTitle(grouping, item.name, item.label)}
          </Link>
        </span>
      ),
    },
    {
      id: 'amount',
      title: 'Cost',
      is_number: true,
      value: (item) => item.amount,
      cell: (item) => (
        <div
          className="share-bar"
          style={
            {
              '--share': Math.max(0, item.percentage ?? 0),
              '--swatch': colors.get(item.name),
            } as React.CSSProperties
          }
        >
          <Money amount={item.amount} currency={currency} formats={formats} digits={digits} />
        </div>
      ),
    },
    ...(compact
      ? []
      : [
          {
            id: 'share',
            title: 'Share',
            is_number: true,
            is_secondary: true,
            value: (item: Item) => item.percentage,
            cell: (item: Item) =>
              item.percentage === null ? <Absent why="The total is 0" /> : percentText(item.percentage, formats),
          },
          {
            id: 'previous',
            title: 'Period before',
            is_number: true,
            is_secondary: true,
            value: (item: Item) => item.previous_amount,
            cell: (item: Item) => (
              <Money
                amount={item.previous_amount}
                currency={currency}
                formats={formats}
                digits={digits}
                absent="No charge in the period before"
              />
            ),
          },
        ]),
    {
      id: 'change',
      title: 'Change',
      is_number: true,
      value: (item) => item.change_percent,
      cell: (item) => <Delta percent={item.change_percent} formats={formats} absent="No charge in the period before" />,
    },
    ...(action ? [{ id: 'action', title: '', cell: action }] : []),
  ];
  return (
    <DataTable
      caption={`Cost by ${groupingTitle(grouping).toLowerCase()}`}
      columns={columns}
      rows={items}
      keyOf={(item) => item.name}
    />
  );
}
