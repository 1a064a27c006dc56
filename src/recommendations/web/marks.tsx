import { Tooltip } from '@mantine/core';
import type { Formats } from '../../platform/web/format.ts';
import { Absent, Money } from '../../platform/web/ui/amounts.tsx';
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

/** How much it matters among all that can be saved, which is not known where its saving is not. */
export const ImpactMark = ({ impact, monthly_savings }: Pick<Recommendation, 'impact' | 'monthly_savings'>) =>
  monthly_savings === null ? <Absent why="Its saving is not known" /> : <LevelMark level={impact} />;

/** The state it is in. */
export function StatusBadge({ status }: { status: Status }) {
  const { word, tone } = STATUS_WORDS[status];
  return (
    <span className="badge" data-tone={tone}>
      {word}
    </span>
  );
}

type SavingProps = Pick<Recommendation, 'monthly_savings' | 'currency'> & {
  formats: Formats;
  digits?: number;
};

const WHY = 'Its bill or a price that it needs is not known; the recommendation says which';

/** What stands where a saving can't be told: the word, and the reason. Never 0. */
const UnknownSaving = () => (
  <Tooltip label={WHY} multiline maw={300}>
    <span className="unknown-saving">
      unknown<span className="visually-hidden">: {WHY}</span>
    </span>
  </Tooltip>
);

/** What it saves a month. Where nothing is charged, no bill has a currency either. */
export function SavingAmount({ monthly_savings, currency, formats, digits }: SavingProps) {
  if (monthly_savings === 0 && currency === null) return <span className="quiet">nothing itself</span>;
  if (monthly_savings === null || currency === null) return <UnknownSaving />;
  return <Money amount={monthly_savings} currency={currency} formats={formats} digits={digits} />;
}
