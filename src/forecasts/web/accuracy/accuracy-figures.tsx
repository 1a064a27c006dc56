import { useFormats } from '../../../identity/web/session.ts';
import { countText, percentText } from '../../../platform/web/format.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import type { ForecastAccuracy } from '../../core/contract.ts';
import { levelText } from '../words.ts';

const daysIn = ({ comparisons }: ForecastAccuracy): number => comparisons.reduce((sum, { days }) => sum + days, 0);

/** What all comparisons say together: the median error, and how many days were inside the intervals. */
export function AccuracyFigures({ accuracy }: { accuracy: ForecastAccuracy }) {
  const formats = useFormats();
  const { comparisons, median_error_percent: median, coverage_80, coverage_95 } = accuracy;
  const coverage = (level: 80 | 95, share: number | null) => (
    <div className="figure">
      <h2>Days inside the {levelText(level, formats)} interval</h2>
      <div className="figure-value">
        {share === null ? <Absent why="No day could be compared" /> : percentText(share * 100, formats)}
      </div>
      <p>An honest interval holds about {level} of 100 days</p>
    </div>
  );
  return (
    <section className="panel figures" aria-label="Accuracy">
      <div className="figure">
        <h2>Median error</h2>
        <div className="figure-value">
          {median === null ? <Absent why="No forecast could be compared" /> : `±${percentText(median, formats)}`}
        </div>
        <p>
          Half of the {countText(comparisons.length, formats)} forecasts were nearer to what came, half were further
          away
        </p>
      </div>
      {coverage(80, coverage_80)}
      {coverage(95, coverage_95)}
      <div className="figure">
        <h2>Compared</h2>
        <div className="figure-value">
          {countText(daysIn(accuracy), formats)} <span className="figure-unit">days</span>
        </div>
        <p>
          {countText(comparisons.filter(({ kind }) => kind === 'made').length, formats)} forecasts made beforehand,{' '}
          {countText(comparisons.filter(({ kind }) => kind === 'replayed').length, formats)} replayed
        </p>
      </div>
    </section>
  );
}
