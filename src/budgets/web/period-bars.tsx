import { type Formats, money } from '../../platform/web/format.ts';
import type { PastPeriod } from '../core/contract.ts';
import { periodText, shortPeriodText } from './words.ts';

interface PeriodBarsProps {
  /** Oldest first. */
  periods: readonly PastPeriod[];
  currency: string;
  formats: Formats;
  /** Makes the bars buttons that open a period; `chosen` is the first day of the one that is open. */
  open?: { chosen: string | null; choose: (start: string) => void };
}

/** What periods cost, where what they were meant to is not known yet. */
export const withoutAmounts = (periods: readonly PastPeriod[]): PastPeriod[] =>
  periods.map((period) => ({ ...period, amount: null }));

/** An amount for the little room above a bar, without the currency, which is that of all: `35.2K`. */
const shortText = (amount: number, { locale }: Formats): string =>
  new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 }).format(amount);

/** What a period cost of what it was meant to, for those who do not see the bar. */
function textOf({ start, end, amount, spend }: PastPeriod, currency: string, formats: Formats): string {
  const text = (value: number): string => money(value, currency, formats, 2);
  const spent = spend === null ? 'not all of its days are known' : `${text(spend)} spent`;
  return `${periodText(start, end, formats)}: ${spent}${amount === null ? '' : ` of ${text(amount)}`}`;
}

function Column({
  period,
  most,
  currency,
  formats,
}: { period: PastPeriod; most: number } & Omit<PeriodBarsProps, 'periods'>) {
  const { start, end, amount, spend } = period;
  const percent = (value: number): string => `${most > 0 ? (100 * Math.max(0, value)) / most : 0}%`;
  const is_over = spend !== null && amount !== null && spend > amount;
  return (
    <span className="period-parts">
      <span className="period-amount" aria-hidden="true">
        {spend === null ? '–' : shortText(spend, formats)}
      </span>
      <span
        className="period-column"
        aria-hidden="true"
        data-over={is_over || undefined}
        data-unknown={spend === null || undefined}
      >
        {spend !== null && <span style={{ height: percent(spend) }} />}
        {amount !== null && <i style={{ bottom: percent(amount) }} />}
      </span>
      <span className="period-name" aria-hidden="true">
        {shortPeriodText(start, end, formats)}
      </span>
      <span className="visually-hidden">{textOf(period, currency, formats)}</span>
    </span>
  );
}

/** Periods beside each other as small bars: what each cost, and what it was meant to, as a line. */
export function PeriodBars({ periods, currency, formats, open }: PeriodBarsProps) {
  const most = Math.max(0, ...periods.flatMap(({ amount, spend }) => [amount ?? 0, spend ?? 0]));
  return (
    <ol className="period-bars">
      {periods.map((period) => {
        const column = <Column period={period} most={most} currency={currency} formats={formats} />;
        return (
          <li key={period.start} title={textOf(period, currency, formats)}>
            {open ? (
              <button
                type="button"
                aria-current={open.chosen === period.start ? 'true' : undefined}
                onClick={() => open.choose(period.start)}
              >
                {column}
              </button>
            ) : (
              column
            )}
          </li>
        );
      })}
    </ol>
  );
}
