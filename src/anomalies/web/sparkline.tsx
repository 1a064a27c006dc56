import { type Frame, gappedPath, heightOf, middleOf } from '../../platform/web/chart/geometry.ts';
import { type Formats, money } from '../../platform/web/format.ts';
import type { Anomaly } from '../core/contract.ts';

const WIDTH = 132;
const HEIGHT = 34;

/** The ground between what was expected and what was, over all days. */
function differencePath(frame: Frame, actual: number[], expected: number[]): string {
  const edge = (values: number[]) =>
    values.map((value, index) => `${middleOf(frame, index).toFixed(1)},${heightOf(frame, value).toFixed(1)}`);
  return `M${edge(actual).join('L')}L${edge(expected).toReversed().join('L')}Z`;
}

/** The weeks around an anomaly: the cost as a line, what was expected dashed, and the difference as the ground between. */
export function AnomalySparkline({ anomaly, formats }: { anomaly: Anomaly; formats: Formats }) {
  const { sparkline, currency, direction } = anomaly;
  const { actual, expected } = sparkline;
  const values = [...actual, ...expected];
  const most = Math.max(0, ...values);
  const least = Math.min(0, ...values);
  const frame: Frame = {
    width: WIDTH,
    height: HEIGHT,
    left: 0,
    top: 2,
    bottom: 2,
    ticks: [least, most > least ? most : least + 1],
    count: actual.length,
  };
  const text = (value: number | undefined): string => money(value ?? 0, currency, formats);
  return (
    <svg
      className="anomaly-sparkline"
      data-direction={direction}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${text(actual.at(-1))} on the last of ${actual.length} days, where ${text(expected.at(-1))} was expected`}
    >
      <path d={differencePath(frame, actual, expected)} className="difference" />
      <path d={gappedPath(frame, expected)} className="expected" />
      <path d={gappedPath(frame, actual)} className="actual" />
    </svg>
  );
}
