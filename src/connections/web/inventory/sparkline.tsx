import { useFormats } from '../../../identity/web/session.ts';
import { gappedPath } from '../../../platform/web/chart/geometry.ts';
import type { Resource } from '../../core/resources-contract.ts';
import { meanOf, metricText, metricTitle, useText } from './metrics.ts';

const WIDTH = 84;
const HEIGHT = 22;

/** A metric over its days as a small line that breaks where nothing is known, with its mean beside it. */
export function Sparkline({ of: { metric, average } }: { of: NonNullable<Resource['sparkline']> }) {
  const formats = useFormats();
  const mean = meanOf(average);
  const most = average.reduce<number>((high, value) => Math.max(high, value ?? 0), 0);
  const frame = {
    width: WIDTH,
    height: HEIGHT,
    left: 0,
    top: 2,
    bottom: 2,
    // Use that is nearly nothing is drawn near the ground, not blown up to the height of the cell.
    ticks: [0, metric.endsWith('_percent') ? Math.max(20, most) : Math.max(most, Number.MIN_VALUE)],
    count: average.length,
  };
  return (
    <span className="sparkline" role="img" aria-label={useText(metric, average, formats)}>
      <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
        <line x1={0} x2={WIDTH} y1={HEIGHT - 2} y2={HEIGHT - 2} className="sparkline-ground" />
        <path d={gappedPath(frame, average)} className="sparkline-line" />
      </svg>
      <span aria-hidden="true">
        {mean === null ? '–' : metricText(metric, mean, formats)} {metricTitle(metric)}
      </span>
    </span>
  );
}
