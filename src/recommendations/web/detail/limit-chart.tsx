import { useElementSize } from '@mantine/hooks';
import { metricText } from '../../../connections/web/inventory/metrics.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { addDays } from '../../../platform/core/dates.ts';
import { DayAxes } from '../../../platform/web/chart/day-axes.tsx';
import { bandOf, type Frame, gappedPath, heightOf, middleOf, ticksOf } from '../../../platform/web/chart/geometry.ts';
import { useStep } from '../../../platform/web/chart/use-step.ts';
import { dayText } from '../../../platform/web/format.ts';
import type { RecommendationDetail } from '../../core/contract.ts';
import { seriesTitle } from '../words.ts';
import '../../../platform/web/chart/chart.css';

export type Series = RecommendationDetail['series'][number];

const HEIGHT = 150;
const MARGIN = { left: 56, top: 14, bottom: 24 };

/** The days of a series. */
export const daysOf = ({ first_date, values }: Series): string[] => values.map((_, day) => addDays(first_date, day));

function LimitLine({ frame, series: { metric, limit } }: { frame: Frame; series: Series }) {
  const formats = useFormats();
  if (limit === null) return null;
  const y = heightOf(frame, limit);
  return (
    <g>
      <line x1={frame.left} x2={frame.width} y1={y} y2={y} className="limit-line" />
      <text x={frame.width} y={y - 5} textAnchor="end" className="limit-text">
        Limit {metricText(metric, limit, formats)}
      </text>
    </g>
  );
}

function Card({ day, value, series: { metric, limit } }: { day: string; value: number | null; series: Series }) {
  const formats = useFormats();
  return (
    <div className="chart-card" data-narrow>
      <header>{dayText(day, formats)}</header>
      <p>{value === null ? 'Not known' : metricText(metric, value, formats)}</p>
      {limit !== null && <p>Limit {metricText(metric, limit, formats)}</p>}
    </div>
  );
}

/** What a chart shows in one sentence, for those who do not see it. */
function summaryOf({ metric, statistic, values, limit }: Series, textOf: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  const most = known.length === 0 ? 'not known' : `at most ${textOf(Math.max(...known))} on a day`;
  const beside = limit === null ? '' : `, where the limit is ${textOf(limit)}`;
  return `${seriesTitle(metric, statistic)}: ${most} over ${known.length} of ${values.length} days${beside}. The table has every figure.`;
}

/** One series over its days, broken where a day has no data, with the limit it is held against. Arrow keys move through it. */
export function LimitChart({ series, title }: { series: Series; title: string }) {
  const formats = useFormats();
  const { ref, width } = useElementSize();
  const { values, limit, metric } = series;
  const most = Math.max(0, limit ?? 0, ...values.filter((value) => value !== null));
  const frame: Frame = { ...MARGIN, width, height: HEIGHT, ticks: ticksOf(0, most, 3), count: values.length };
  const { step, events } = useStep(frame);
  const day = step === null ? undefined : addDays(series.first_date, step);
  return (
    <figure className="chart limit-chart">
      <figcaption>{title}</figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys move through it */}
      <div
        ref={ref}
        className="chart-surface"
        style={{ height: HEIGHT }}
        role="group"
        tabIndex={0}
        aria-label={summaryOf(series, (value) => metricText(metric, value, formats))}
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
              days={daysOf(series)}
              formats={formats}
              textOf={(value) => metricText(metric, value, formats)}
            />
            <path d={gappedPath(frame, values)} className="series-line" />
            <LimitLine frame={frame} series={series} />
          </svg>
        )}
        {step !== null && day !== undefined && (
          <div
            className="chart-float"
            data-side={middleOf(frame, step) > width / 2 ? 'left' : 'right'}
            style={{ left: middleOf(frame, step) }}
            role="status"
          >
            <Card day={day} value={values[step] ?? null} series={series} />
          </div>
        )}
      </div>
    </figure>
  );
}
