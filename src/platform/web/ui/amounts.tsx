import { Tooltip } from '@mantine/core';
import { type Formats, fractionDigits, money, moneyParts, percentText, vanishes } from '../format.ts';

interface MoneyProps {
  /** In major units; null is unknown and never shown as 0. */
  amount: number | null;
  currency: string;
  formats: Formats;
  /** Fraction digits, to agree with the other amounts of a column. */
  digits?: number;
  /** Why there is no amount, when it is null. */
  absent?: string;
}

/** An amount with its currency small; the whole number stands in its title. */
export function Money({ amount, currency, formats, digits, absent = 'Not known' }: MoneyProps) {
  if (amount === null) return <Absent why={absent} />;
  const shown = digits ?? fractionDigits(amount);
  const least = vanishes(amount, shown) ? Math.sign(amount) / 10 ** shown : null;
  const exact = money(amount, currency, formats, 8).replace(/0+$/, '');
  return (
    <span className="money" title={exact}>
      {least !== null && (amount > 0 ? '<' : '>')}
      {moneyParts(least ?? amount, currency, formats, shown).map((part, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the parts of one amount have no other identity
        <span key={index} className={part.is_currency ? 'currency' : undefined}>
          {part.value}
        </span>
      ))}
    </span>
  );
}

/** A dash for what is not there, with the reason. */
export function Absent({ why }: { why: string }) {
  return (
    <Tooltip label={why} multiline maw={280}>
      <span className="absent">
        <span aria-hidden="true">–</span>
        <span className="visually-hidden">{why}</span>
      </span>
    </Tooltip>
  );
}

interface DeltaProps {
  percent: number | null;
  formats: Formats;
  /** Why there is nothing to compare with, when percent is null. */
  absent?: string;
}

/** A change of cost: arrow, sign and colour; up is bad. */
export function Delta({ percent, formats, absent = 'Nothing to compare with' }: DeltaProps) {
  if (percent === null) return <Absent why={absent} />;
  const tone = Math.abs(percent) < 0.05 ? 'none' : percent > 0 ? 'bad' : 'good';
  const word = tone === 'none' ? 'unchanged' : percent > 0 ? 'up' : 'down';
  return (
    <span className="delta" data-tone={tone}>
      <span aria-hidden="true">{tone === 'none' ? '→' : percent > 0 ? '↑' : '↓'}</span>
      <span className="visually-hidden">{word}</span>
      {percent > 0 ? '+' : ''}
      {percentText(percent, formats)}
    </span>
  );
}

/** Digits that suit every amount of a column. */
export const columnDigits = (amounts: (number | null)[]): number => {
  const known = amounts.flatMap((amount) => (amount === null || amount === 0 ? [] : [Math.abs(amount)]));
  return known.length === 0 ? 2 : fractionDigits(Math.max(...known));
};
