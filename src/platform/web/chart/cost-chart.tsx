import { useElementSize } from '@mantine/hooks';
import { useId } from 'react';
import { type Formats, money, shortMoney } from '../format.ts';
import './chart.css';
import { bandOf, extentOf, type Frame, heightOf, labelStep, middleOf, ticksOf } from './geometry.ts';
import { HoverCard } from './hover-card.tsx';
import { Legend } from './legend.tsx';
import { type ChartShape, Hatches, Marks } from './marks.tsx';
import type { ChartData } from './series.ts';
import { useStep } from './use-step.ts';

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

const LABEL_WIDTH = 86;
/** In less width the card of a step has no room beside it. */
const CARD_ROOM = 560;
const MARGIN = { top: 10, bottom: 28 };
/** Widths of the axis of amounts: as a rule, and of a character where amounts are written at length. */
const AXIS_WIDTH = 58;
const CHARACTER_WIDTH = 6.9;

/** So much room is needed left of the chart: not every locale has short words for thousands. */
const axisWidth = (texts: readonly string[]): number =>
  Math.max(AXIS_WIDTH, 12 + CHARACTER_WIDTH * Math.max(...texts.map((text) => text.length)));

function Axes({ frame, data, amountText }: { frame: Frame; data: ChartData; amountText: (amount: number) => string }) {
  const step = labelStep(frame, LABEL_WIDTH);
  return (
    <>
      {frame.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={frame.left}
            x2={frame.width}
            y1={heightOf(frame, tick)}
            y2={heightOf(frame, tick)}
            className={tick === 0 ? 'chart-zero' : 'chart-grid'}
          />
          <text x={frame.left - 8} y={heightOf(frame, tick)} dy="0.32em" textAnchor="end">
            {amountText(tick)}
          </text>
        </g>
      ))}
      {data.points.map(
        (point, index) =>
          index % step === 0 &&
          middleOf(frame, index) + LABEL_WIDTH / 4 < frame.width && (
            <text key={point.date} x={middleOf(frame, index)} y={frame.height - 8} textAnchor="middle">
              {point.title}
            </text>
          ),
      )}
    </>
  );
}

/** Cost over time, in stacked bars, stacked areas or lines. Arrow keys move through it as the pointer does. */
export function CostChart({ shape, data, currency, formats, height, summary, pick }: CostChartProps) {
  const id = useId().replaceAll(/[^\w]/g, '');
  const { ref, width } = useElementSize();
  const amountText = (amount: number): string => shortMoney(amount, currency, formats);
  const ticks = ticksOf(...extentOf(data, shape !== 'lines'));
  const frame = {
    ...MARGIN,
    left: axisWidth(ticks.map(amountText)),
    width,
    height,
    ticks,
    count: data.points.length,
  };
  const { step, events } = useStep(frame);
  const side = width < CARD_ROOM ? 'below' : step !== null && middleOf(frame, step) > width / 2 ? 'left' : 'right';
  return (
    <figure className="chart">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys move through it */}
      <div
        ref={ref}
        className="chart-surface"
        style={{ height }}
        role="group"
        tabIndex={0}
        aria-label={summary}
        {...events}
      >
        {width > 0 && (
          <svg width={width} height={height} aria-hidden="true">
            <Hatches id={id} data={data} />
            <pattern
              id={`${id}-ground`}
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="2" height="6" className="chart-ground" />
            </pattern>
            {step !== null && (
              <rect
                className="chart-cursor"
                x={middleOf(frame, step) - bandOf(frame) / 2}
                y={frame.top}
                width={bandOf(frame)}
                height={height - frame.top - frame.bottom}
              />
            )}
            <Axes frame={frame} data={data} amountText={amountText} />
            <Marks shape={shape} data={data} frame={frame} id={id} pick={pick} />
          </svg>
        )}
        {step !== null && (
          <div
            className="chart-float"
            data-side={side}
            style={side === 'below' ? undefined : { left: middleOf(frame, step) }}
            role="status"
          >
            <HoverCard data={data} step={step} currency={currency} formats={formats} />
          </div>
        )}
      </div>
      <Legend data={data} pick={pick} amountText={(amount) => money(amount, currency, formats)} />
    </figure>
  );
}
