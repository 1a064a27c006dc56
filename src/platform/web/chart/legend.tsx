import type { ChartData } from './series.ts';

interface LegendProps {
  data: ChartData;
  pick?: (name: string) => void;
  amountText: (amount: number) => string;
}

/** The series with their totals, where they have one; choosing one narrows to it. */
export function Legend({ data, pick, amountText }: LegendProps) {
  return (
    <ul className="chart-legend">
      {data.series.map(({ name, title, color, total, is_rest, is_rate, is_dashed }) => (
        <li key={name}>
          <span
            className="swatch"
            data-dashed={is_dashed || undefined}
            style={{ '--swatch': color } as React.CSSProperties}
          />
          {pick && !is_rest ? (
            <button type="button" className="link-button" onClick={() => pick(name)} title={`Narrow to ${title}`}>
              {title}
            </button>
          ) : (
            <span className="legend-name">{title}</span>
          )}
          {!is_rate && <span className="amount">{amountText(total)}</span>}
        </li>
      ))}
      {(data.bands ?? []).map(({ name, title, color, opacity }) => (
        <li key={name}>
          <span
            className="swatch"
            data-band
            style={{ '--swatch': color, '--opacity': opacity } as React.CSSProperties}
          />
          <span className="amount">{title}</span>
        </li>
      ))}
      {data.points.some((point) => point.incomplete) && (
        <li>
          <span className="swatch" data-hatched />
          <span className="amount">Not complete</span>
        </li>
      )}
    </ul>
  );
}
