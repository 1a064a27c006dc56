import type { ChartData } from '../../platform/web/chart/series.ts';
import type { ColorBook } from '../../platform/web/colors.ts';
import { OTHER_COLOR, SERIES_COLORS } from '../../platform/web/colors.ts';
import { dayText, type Formats, monthText } from '../../platform/web/format.ts';
import type { CostTrend } from '../core/contract.ts';
import { type Grouping, isGrouping, valueTitle } from '../core/dimensions.ts';

const stepTitle = (date: string, granularity: CostTrend['granularity'], formats: Formats): string =>
  granularity === 'monthly'
    ? monthText(date, formats)
    : granularity === 'weekly'
      ? `Week of ${dayText(date, formats, 'short')}`
      : dayText(date, formats, 'short');

/** Beyond the eight colours, series take them again, each time paler. */
const colorAt = (colors: string[], index: number): string => {
  const color = colors[index % SERIES_COLORS] ?? OTHER_COLOR;
  const turn = Math.floor(index / SERIES_COLORS);
  return turn === 0 ? color : `color-mix(in srgb, ${color} ${Math.max(20, 80 - turn * 30)}%, var(--surface))`;
};

/** A trend as a chart draws it: each series in its own colour, the rest in grey. */
export function chartDataOf(trend: CostTrend, colors: ColorBook, formats: Formats, total_title: string): ChartData {
  const grouping: Grouping | null = trend.group_by !== null && isGrouping(trend.group_by) ? trend.group_by : null;
  const names = trend.series.map(({ name }) => name).filter((name) => name !== trend.other_name);
  const own = grouping ? [...colors.colorsOf(grouping, names).values()] : [];
  const series = grouping
    ? trend.series.map(({ name, label, total }, index) => {
        const is_rest = name === trend.other_name;
        const color = is_rest ? OTHER_COLOR : colorAt(own, index);
        return { name, title: is_rest ? name : valueTitle(grouping, name, label), color, total, is_rest };
      })
    : [
        {
          name: 'total',
          title: total_title,
          color: 'var(--series-1)',
          total: trend.data_points.reduce((sum, p) => sum + p.total, 0),
          is_rest: true,
        },
      ];
  const points = trend.data_points.map(({ date, total, amounts, incomplete }) => ({
    date,
    title: stepTitle(date, trend.granularity, formats),
    total,
    values: grouping
      ? series.map(({ name }) => (Object.hasOwn(amounts, name) ? (amounts[name] ?? null) : null))
      : [total],
    incomplete,
  }));
  return { series, points };
}

export const METRIC_TITLES = {
  effective: 'Effective cost',
  billed: 'Billed cost',
  list: 'List cost',
  contracted: 'Contracted cost',
} as const;
export const METRIC_MEANINGS = {
  effective: 'What use really cost: upfront and recurring commitment fees spread over what they covered.',
  billed: 'What the invoice says, on the day it was charged.',
  list: 'What it would have cost at public list prices, without any discount.',
  contracted: 'At the prices negotiated with the provider, before commitments.',
} as const;
