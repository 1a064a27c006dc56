import { useElementSize } from '@mantine/hooks';
import { useFormats } from '../../../identity/web/session.ts';
import { DayAxes } from '../../../platform/web/chart/day-axes.tsx';
import { bandOf, type Frame, gappedPath, middleOf, ticksOf } from '../../../platform/web/chart/geometry.ts';
import { useStep } from '../../../platform/web/chart/use-step.ts';
import { dayText } from '../../../platform/web/format.ts';
import { metricText, metricTitle, useText } from '../inventory/metrics.ts';
import { daysOfMetric, linesOf, type Metric, type MetricLine } from './metric-lines.ts';
import '../../../platform/web/chart/chart.css';

const HEIGHT = 150;
const MARGIN = { left: 56, top: 8, bottom: 24 };

function Card({ day, step, lines, metric }: { day: string; step: number; lines: MetricLine[]; metric: Metric }) {
  const formats = useFormats();
  return (
    <div className="chart-card" data-narrow>
      <header>{dayText(day, formats)}</header>
      <ul>
        {lines.map(({ name, color, values }) => {
          const value = values[step] ?? null;
          return (
            <li key={name}>
              <span className="swatch" style={{ '--swatch': color } as React.CSSProperties} />
              <span className="name">{name}</span>
              <span>{value === null ? 'Not known' : metricText(metric.metric, value, formats)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** One metric over its days: a line for each statistic, broken where a day has no data. Arrow keys move through it. */
export function MetricChart({ metric }: { metric: Metric }) {
  const formats = useFormats();
  const { ref, width } = useElementSize();
  const days = daysOfMetric(metric);
  const lines = linesOf(metric);
  const most = Math.max(0, ...lines.flatMap(({ values }) => values.filter((value) => value !== null)));
  const frame: Frame = { ...MARGIN, width, height: HEIGHT, ticks: ticksOf(0, most, 3), count: days.length };
  const { step, events } = useStep(frame);
  const day = step === null ? undefined : days[step];
  return (
    <figure className="chart metric">
      <figcaption>{metricTitle(metric.metric)}</figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys move through it */}
      <div
        ref={ref}
        className="chart-surface"
        style={{ height: HEIGHT }}
        role="group"
        tabIndex={0}
        aria-label={`${useText(metric.metric, lines[0]?.values ?? [], formats)}. The table has every figure.`}
        {...events}
      >
        {width > 0 && (
          <svg width={width} height={HEIGHT} aria-hidden="true">
            {step !== null && (
              <rect
                className="chart-cursor"
                x={middleOf(frame, step) - bandOf(frame) / 2}
                y={frame.top}
                width={bandOf(frame)}
                height={HEIGHT - frame.top - frame.bottom}
              />
            )}
            <DayAxes
              frame={frame}
              days={days}
              formats={formats}
              textOf={(value) => metricText(metric.metric, value, formats)}
            />
            {lines.map(({ name, color, values }) => (
              <path key={name} d={gappedPath(frame, values)} className="metric-line" style={{ stroke: color }} />
            ))}
          </svg>
        )}
        {step !== null && day !== undefined && (
          <div
            className="chart-float"
            data-side={middleOf(frame, step) > width / 2 ? 'left' : 'right'}
            style={{ left: middleOf(frame, step) }}
            role="status"
          >
            <Card day={day} step={step} lines={lines} metric={metric} />
          </div>
        )}
      </div>
    </figure>
  );
}
