import { daysBetween } from '../../platform/core/dates.ts';
import { dayText, type Formats } from '../../platform/web/format.ts';
import type { Severity } from '../core/analysis-contract.ts';
import type { Anomaly, AnomalyEntry, AnomalyStatus, Direction } from '../core/contract.ts';

/** How severe, in a word and as so many of four bars. */
export const SEVERITY_WORDS: Record<Severity, { word: string; bars: number }> = {
  low: { word: 'Low', bars: 1 },
  medium: { word: 'Medium', bars: 2 },
  high: { word: 'High', bars: 3 },
  critical: { word: 'Critical', bars: 4 },
};

type Tone = 'none' | 'accent' | 'good' | 'warn';

/** What a state is called, and how its badge looks: colour only for what it means. */
export const STATUS_WORDS: Record<AnomalyStatus, { word: string; tone: Tone }> = {
  open: { word: 'Open', tone: 'warn' },
  acknowledged: { word: 'Acknowledged', tone: 'accent' },
  resolved: { word: 'Resolved', tone: 'good' },
  expected: { word: 'Expected', tone: 'none' },
  withdrawn: { word: 'Withdrawn', tone: 'none' },
};

/** Whether somebody still has to look at it. */
export const isPending = (status: AnomalyStatus): boolean => status === 'open' || status === 'acknowledged';

/** What kind of deviation it is. */
export function kindText({ kind, direction }: Pick<Anomaly, 'kind' | 'direction'>): string {
  switch (kind) {
    case 'spike':
      return 'Spike';
    case 'level_shift':
      return direction === 'up' ? 'Higher level' : 'Lower level';
    case 'drift':
      return direction === 'up' ? 'Slow drift upwards' : 'Slow drift downwards';
    case 'drop':
      return 'Drop';
    case 'new':
      return 'New cost';
    case 'vanished':
      return 'Vanished cost';
  }
}

type Lasting = Pick<Anomaly, 'started_on' | 'last_day' | 'is_ongoing'>;

/** Days it lasted, or has lasted so far. */
const lastedDays = ({ started_on, last_day }: Lasting): number => daysBetween(started_on, last_day) + 1;

/** When it was: `on 3 Mar 2024`, `from 3 to 9 Mar 2024`, `since 3 Mar 2024`. */
export function whenText(lasting: Lasting, formats: Formats): string {
  const { started_on, last_day, is_ongoing } = lasting;
  if (is_ongoing) return `since ${dayText(started_on, formats)}`;
  if (started_on === last_day) return `on ${dayText(started_on, formats)}`;
  const style = started_on.slice(0, 4) === last_day.slice(0, 4) ? 'short' : 'long';
  return `from ${dayText(started_on, formats, style)} to ${dayText(last_day, formats)}`;
}

/** What happened and when, on one line. */
export const headlineText = (anomaly: Pick<Anomaly, 'kind' | 'direction'> & Lasting, formats: Formats): string =>
  `${kindText(anomaly)} ${whenText(anomaly, formats)}`;

/** How long it lasted and whether it still does. */
export function lastedText(lasting: Lasting): string {
  const days = lastedDays(lasting);
  const text = days === 1 ? '1 day' : `${days} days`;
  return lasting.is_ongoing ? `${text} so far` : `${text}, over`;
}

export const DIRECTION_WORDS: Record<Direction, string> = { up: 'costs that rose', down: 'costs that fell' };

/** What an entry of the timeline says after the name of who did it. */
export const ENTRY_WORDS: Record<AnomalyEntry['kind'], string> = {
  detected: 'found it',
  changed: 'updated it',
  acknowledged: 'acknowledged it',
  resolved: 'resolved it',
  reopened: 'opened it again',
  expected: 'marked it as expected',
  ended: 'saw it end',
  restated: 'judged it anew after costs were restated',
  withdrawn: 'withdrew it',
  owner: 'changed who looks after it',
  comment: 'commented',
};
