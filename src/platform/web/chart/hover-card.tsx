import { type Formats, money, percentText } from '../format.ts';
import type { ChartData } from './series.ts';

interface HoverCardProps {
  data: ChartData;
  step: number;
  currency: string;
  formats: Formats;
}

const swatch = (color: string) => ({ '--swatch': color }) as React.CSSProperties;

/** What a step in time holds: every series with its amount and share, largest first, its bands, and the total. */
export function HoverCard({ data, step, currency, formats }: HoverCardProps) {
  const point = data.points[step];
  if (!point) return null;
  const { total } = point;
  const parts = data.series
    .map((one, index) => ({ ...one, amount: point.values[index] ?? null }))
    // In a whole, a part of 0 is none; a line's 0 is a figure.
    .filter((part) => part.amount !== null && (total === null || part.amount !== 0))
    .toSorted((a, b) => (total === null ? 0 : (b.amount ?? 0) - (a.amount ?? 0)));
  const bands = (data.bands ?? []).toReversed().flatMap(({ name, title, color, lower, upper }) => {
    const [from, to] = [lower[step] ?? null, upper[step] ?? null];
    return from === null || to === null ? [] : [{ name, title, color, from, to }];
  });
  return (
    <div className="chart-card">
      <header>
        <span>{point.title}</span>
        {total !== null && <span>{money(total, currency, formats)}</span>}
      </header>
      {point.incomplete && <p>Not complete yet, or only partly in the range</p>}
      {(data.markers ?? [])
        .filter((marker) => marker.date === point.date)
        .map((marker) => (
          <p key={`${marker.kind} ${marker.title}`}>{marker.title}</p>
        ))}
      <ul>
        {parts.map(({ name, title, color, amount }) => (
          <li key={name}>
            <span className="swatch" style={swatch(color)} />
            <span className="name">{title}</span>
            <span>{money(amount ?? 0, currency, formats)}</span>
            {total !== null && (
              <span className="share">{total === 0 ? '' : percentText(((amount ?? 0) / total) * 100, formats)}</span>
            )}
          </li>
        ))}
        {bands.map(({ name, title, color, from, to }) => (
          <li key={name} data-band>
            <span className="swatch" data-band style={swatch(color)} />
            <span className="name">{title}</span>
            <span>
              {money(from, currency, formats)} – {money(to, currency, formats)}
            </span>
          </li>
        ))}
      </ul>
      {parts.length === 0 && bands.length === 0 && <p>No data</p>}
    </div>
  );
}
