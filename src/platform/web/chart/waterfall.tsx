import type { ReactNode } from 'react';
import { type Formats, shortMoney } from '../format.ts';
import { Money } from '../ui/amounts.tsx';
import './waterfall.css';
import { placeOf, type WaterfallScale, type WaterfallStep, waterfallScale } from './waterfall-steps.ts';

interface WaterfallProps {
  /** From one total to the other, as `waterfallSteps` answers them. */
  steps: WaterfallStep[];
  currency: string;
  formats: Formats;
  /** Fraction digits of the amounts. */
  digits: number;
  /** What the chart shows in one sentence. */
  summary: string;
  /** What a bar is called, where it is more than its title: a link, for one. */
  nameOf?: (step: WaterfallStep) => ReactNode;
  /** What stands behind the amount of a part, such as its share. */
  noteOf?: (step: WaterfallStep) => ReactNode;
}

const BAR_TOP = 7;
const BAR_HEIGHT = 16;
const ROW_HEIGHT = BAR_TOP * 2 + BAR_HEIGHT;
const percent = (place: number): string => `${place.toFixed(3)}%`;

const toneOf = ({ kind, amount }: WaterfallStep): 'total' | 'up' | 'down' =>
  kind === 'total' ? 'total' : amount < 0 ? 'down' : 'up';

function Bar({ step, scale, is_last }: { step: WaterfallStep; scale: WaterfallScale; is_last: boolean }) {
  const [from, to] = [placeOf(scale, step.from), placeOf(scale, step.to)];
  const is_part = step.kind !== 'total';
  return (
    <svg className="waterfall-bar" height={ROW_HEIGHT} aria-hidden="true">
      {scale.ticks.map((tick) => (
        <line
          key={tick}
          x1={percent(placeOf(scale, tick))}
          x2={percent(placeOf(scale, tick))}
          y1="0"
          y2="100%"
          className={tick === 0 ? 'chart-zero' : 'chart-grid'}
        />
      ))}
      {/* The level that the bar before has reached, and the one that the next begins at. */}
      {is_part && <line x1={percent(from)} x2={percent(from)} y1="0" y2={BAR_TOP} className="waterfall-level" />}
      {!is_last && (
        <line x1={percent(to)} x2={percent(to)} y1={BAR_TOP + BAR_HEIGHT} y2="100%" className="waterfall-level" />
      )}
      <rect
        x={percent(Math.min(from, to))}
        y={BAR_TOP}
        width={percent(Math.max(0.25, Math.abs(to - from)))}
        height={BAR_HEIGHT}
        rx="2"
        className="waterfall-mark"
        data-tone={toneOf(step)}
      />
      {scale.is_cut && !is_part && step.to > 0 && (
        <path d={`M12,${BAR_TOP - 3}l-4,${BAR_HEIGHT + 6}m4,0l4,-${BAR_HEIGHT + 6}`} className="waterfall-cut" />
      )}
    </svg>
  );
}

function Axis({ scale, currency, formats }: { scale: WaterfallScale; currency: string; formats: Formats }) {
  const last = scale.ticks.length - 1;
  return (
    <li className="waterfall-axis" aria-hidden="true">
      <svg height="18">
        {scale.ticks.map((tick, index) => (
          <text
            key={tick}
            x={percent(placeOf(scale, tick))}
            y="14"
            textAnchor={index === 0 ? 'start' : index === last ? 'end' : 'middle'}
            // A narrow place has room for the ends only.
            data-between={(index > 0 && index < last) || undefined}
          >
            {shortMoney(tick, currency, formats)}
          </text>
        ))}
      </svg>
    </li>
  );
}

/** How one total becomes another: a bar for each part, which begins where the one before ends. */
export function Waterfall({ steps, currency, formats, digits, summary, nameOf, noteOf }: WaterfallProps) {
  const scale = waterfallScale(steps);
  return (
    <figure className="chart">
      <ol className="waterfall" aria-label={summary}>
        {steps.map((step, index) => (
          <li key={step.name} data-kind={step.kind}>
            <span className="waterfall-name" title={step.title}>
              {nameOf?.(step) ?? step.title}
            </span>
            <span className="waterfall-amount">
              {step.kind !== 'total' && step.amount > 0 && '+'}
              <Money amount={step.amount} currency={currency} formats={formats} digits={digits} />
            </span>
            <span className="waterfall-note">{noteOf?.(step)}</span>
            <Bar step={step} scale={scale} is_last={index === steps.length - 1} />
          </li>
        ))}
        <Axis scale={scale} currency={currency} formats={formats} />
      </ol>
      {scale.is_cut && (
        <figcaption className="quiet">
          The axis is cut: it begins at {shortMoney(scale.ticks[0] ?? 0, currency, formats)}, so that the parts can be
          seen.
        </figcaption>
      )}
    </figure>
  );
}
