import { useId } from 'react';
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { type Formats, money, shortMoney } from '../format.ts';
import './chart.css';
import { HoverCard } from './hover-card.tsx';
import { Legend } from './legend.tsx';
import type { ChartData, Point } from './series.ts';

export type ChartShape = 'bars' | 'areas' | 'lines';

interface CostChartProps {
  shape: ChartShape;
  data: ChartData;
  currency: string;
  formats: Formats;
  height: number;
  /** What the chart shows in one sentence, for those who do not see it. */
  summary: string;
  /** Called with the name of the series that was chosen. */
  pick?: (name: string) => void;
}

const CHARTS = { bars: BarChart, areas: AreaChart, lines: LineChart };
const NO_ANIMATION = { isAnimationActive: false };

/** Stripes for what is not complete, in each series' colour. */
function Hatches({ id, data }: { id: string; data: ChartData }) {
  return (
    <defs>
      {data.series.map(({ name, color }, index) => (
        <pattern
          key={name}
          id={`${id}-${index}`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" fill={color} fillOpacity="0.28" />
          <rect width="2.5" height="6" fill={color} />
        </pattern>
      ))}
    </defs>
  );
}

/** The marks of one shape; called as a function, since Recharts looks for its own components among the children. */
function marks(shape: ChartShape, id: string, { series, points }: ChartData, pick: CostChartProps['pick']) {
  return series.map(({ name, title, color, is_rest }, index) => {
    const shared = { name: title, dataKey: (point: Point) => point.values[index] ?? null, ...NO_ANIMATION };
    if (shape === 'lines')
      return <Line key={name} {...shared} stroke={color} strokeWidth={2} dot={points.length < 3} connectNulls />;
    if (shape === 'areas')
      return (
        <Area key={name} {...shared} stackId="all" stroke={color} fill={color} fillOpacity={0.75} strokeWidth={1} />
      );
    return (
      <Bar
        key={name}
        {...shared}
        stackId="all"
        fill={color}
        maxBarSize={56}
        cursor={pick && !is_rest ? 'pointer' : undefined}
        onClick={pick && !is_rest ? () => pick(name) : undefined}
      >
        {points.map((point) => (
          <Cell key={point.date} fill={point.incomplete ? `url(#${id}-${index})` : color} />
        ))}
      </Bar>
    );
  });
}

/** Cost over time, in stacked bars, stacked areas or lines. Arrow keys move through it as the pointer does. */
export function CostChart({ shape, data, currency, formats, height, summary, pick }: CostChartProps) {
  const id = useId().replaceAll(':', '');
  const Chart = CHARTS[shape];
  return (
    <figure className="chart" aria-label={summary}>
      <ResponsiveContainer width="100%" height={height}>
        <Chart
          data={data.points}
          stackOffset="sign"
          margin={{ top: 6, right: 4, bottom: 0, left: 0 }}
          barCategoryGap="18%"
        >
          <Hatches id={id} data={data} />
          <CartesianGrid vertical={false} />
          <XAxis dataKey="title" tickLine={false} minTickGap={28} tickMargin={8} />
          <YAxis
            width={58}
            tickLine={false}
            axisLine={false}
            tickFormatter={(amount: number) => shortMoney(amount, currency, formats)}
          />
          <Tooltip
            {...NO_ANIMATION}
            cursor={{ fill: 'var(--line)', fillOpacity: 0.4, stroke: 'var(--line-strong)' }}
            content={({ active, payload }) =>
              active ? (
                <HoverCard
                  point={payload?.[0]?.payload as Point | undefined}
                  series={data.series}
                  currency={currency}
                  formats={formats}
                />
              ) : null
            }
          />
          {marks(shape, id, data, pick)}
        </Chart>
      </ResponsiveContainer>
      <Legend data={data} pick={pick} amountText={(amount) => money(amount, currency, formats)} />
    </figure>
  );
}
