import { Tooltip } from '@mantine/core';
import type { Formats } from '../../platform/web/format.ts';
import { Money } from '../../platform/web/ui/amounts.tsx';
import type { Recommendation, Status } from '../core/contract.ts';
import type { Level } from '../core/types.ts';
import { LEVEL_WORDS, STATUS_WORDS } from './words.ts';
import './marks.css';

const BARS = [1, 2, 3];

/** A level as a word and as bars; its colour never says whether it is good. */
export function LevelMark({ level }: { level: Level }) {
  const { word, bars } = LEVEL_WORDS[level];
  return (
    <span className="level">
      <svg width="11" height="12" aria-hidden="true">
        {BARS.map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 4}
            y={12 - bar * 4}
            width="3"
            height={bar * 4}
            rx="0.75"
            data-filled={bar <= bars || undefined}
          />
        ))}
      </svg>
      {word}
    </span>
  );
}

/** The state it is in. */
export function StatusBadge({ status }: { status: Status }) {
  const { word, tone } = STATUS_WORDS[status];
  return (
    <span className="badge" data-tone={tone}>
      {word}
    </span>
  );
}

/** What stands where a saving can't be told: the word, and the reason. Never 0. */
export const UnknownSaving = ({ why }: { why: string }) => (
  <Tooltip label={why} multiline maw={300}>
    <span className="unknown-saving">
      unknown<span className="visually-hidden">: {why}</span>
    </span>
  </Tooltip>
);

type SavingProps = Pick<Recommendation, 'monthly_savings' | 'currency'> & {
  formats: Formats;
  digits?: number;
  /** Why it is not known, where that is at hand. */
  why?: string;
};

const WHY = 'Its bill or a price that it needs is not known; the recommendation says which';

/** What it saves a month. */
export function SavingAmount({ monthly_savings, currency, formats, digits, why = WHY }: SavingProps) {
  if (monthly_savings === null || currency === null) return <UnknownSaving why={why} />;
  return <Money amount={monthly_savings} currency={currency} formats={formats} digits={digits} />;
}
