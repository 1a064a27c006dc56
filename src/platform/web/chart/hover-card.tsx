import { type Formats, money, percentText } from '../format.ts';
import type { Point, Series } from './series.ts';

interface HoverCardProps {
  point: Point | undefined;
  series: Series[];
  currency: string;
  formats: Formats;
}

/** What a step in time holds: every series with its amount and share, largest first, and the total. */
export function HoverCard({ point, series, currency, formats }: HoverCardProps) {
  if (!point) return null;
  const parts = series
    .map((one, index) => ({ ...one, amount: point.values[index] ?? null }))
    .filter((part) => part.amount !== null && part.amount !== 0)
    .toSorted((a, b) => (b.amount ?? 0) - (a.amount ?? 0));
  return (
    <div className="chart-card">
      <header>
        <span>{point.title}</span>
        <span>{money(point.total, currency, formats)}</span>
      </header>
      {point.incomplete && <p>Not complete yet, or only partly in the range</p>}
      <ul>
        {parts.map(({ name, title, color, amount }) => (
          <li key={name}>
            <span className="swatch" style={{ '--swatch': color } as React.CSSProperties} />
            <span className="name">{title}</span>
            <span>{money(amount ?? 0, currency, formats)}</span>
            <span className="share">
              {point.total === 0 ? '' : percentText(((amount ?? 0) / point.total) * 100, formats)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
