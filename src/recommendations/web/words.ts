import type { MetricName } from '../../connections/core/inventory.ts';
import { metricTitle } from '../../connections/web/inventory/metrics.ts';
import { addDays } from '../../platform/core/dates.ts';
import { bytesText, dayText, type Formats } from '../../platform/web/format.ts';
import type { DismissalReason, RecommendationEntry, Status } from '../core/contract.ts';
import type { Effort, Level, PriceRow, RecommendationType, SavingLine, Scalar } from '../core/types.ts';
import type { Statistic } from '../core/use.ts';

type Tone = 'none' | 'accent' | 'good' | 'warn';

/** What a state is called, and how its badge looks: colour only for what it means. */
export const STATUS_WORDS: Record<Status, { word: string; tone: Tone }> = {
  new: { word: 'New', tone: 'accent' },
  open: { word: 'Open', tone: 'none' },
  accepted: { word: 'Accepted', tone: 'accent' },
  snoozed: { word: 'Snoozed', tone: 'warn' },
  dismissed: { word: 'Dismissed', tone: 'none' },
  implemented: { word: 'Implemented', tone: 'good' },
  resolved: { word: 'Resolved', tone: 'good' },
};

export const TYPE_WORDS: Record<RecommendationType, string> = {
  idle: 'Idle',
  unattached: 'Unattached',
  rightsizing: 'Rightsizing',
  upgrade: 'Newer generation',
  scheduling: 'Scheduling',
  storage: 'Storage',
  network: 'Network',
  retention: 'Retention',
  license: 'License',
  commitment: 'Commitment',
};

/** A level in a word, and as so many of three bars. */
export const LEVEL_WORDS: Record<Level, { word: string; bars: number }> = {
  low: { word: 'Low', bars: 1 },
  medium: { word: 'Medium', bars: 2 },
  high: { word: 'High', bars: 3 },
};

export const EFFORT_WORDS: Record<Effort, string> = {
  very_low: 'Very low',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
};

export const DISMISSAL_WORDS: Record<DismissalReason, string> = {
  needed: 'It is needed as it is',
  too_risky: 'Too risky',
  not_worth_it: 'Not worth the effort',
  wrong: 'The finding is wrong',
  planned_otherwise: 'Planned otherwise',
  other: 'Another reason',
};

/** What an entry of the history says after the name of who did it. */
export const ENTRY_WORDS: Record<RecommendationEntry['kind'], string> = {
  found: 'found it',
  changed: 'saw it change',
  accepted: 'accepted it',
  snoozed: 'snoozed it',
  woken: 'showed it again',
  dismissed: 'dismissed it',
  implemented: 'marked it as implemented',
  reopened: 'opened it again',
  resolved: 'saw it resolved',
  comment: 'commented',
};

const SOURCES: Record<string, string> = {
  finopsmind: 'FinOpsMind',
  'cost-optimization-hub': 'AWS Cost Optimization Hub',
  'compute-optimizer': 'AWS Compute Optimizer',
  'cost-explorer': 'AWS Cost Explorer',
  'azure-advisor': 'Azure Advisor',
};

/** Who says it: us, or one of the clouds' own advisors. */
export const sourceTitle = (source: string): string =>
  (Object.hasOwn(SOURCES, source) ? SOURCES[source] : undefined) ?? source;

/** Where the figure of a part of a saving comes from. */
export const LINE_SOURCES: Record<SavingLine['source'], string> = {
  own_bill: 'Own bill',
  own_bill_and_prices: 'Own bill, and prices for what it becomes',
  prices: 'List prices',
  provider: 'The cloud’s own figure',
};

/** Where the figures of a saving come from, as a sentence; empty where there is none. */
export function sourcesText(lines: Pick<SavingLine, 'source'>[]): string {
  const kinds = new Set(lines.map(({ source }) => source));
  // What comes from the bill and from prices says both.
  if (kinds.has('own_bill_and_prices')) for (const kind of ['own_bill', 'prices'] as const) kinds.delete(kind);
  const texts = [...kinds].map((kind) => LINE_SOURCES[kind]);
  return texts.length === 0
    ? ''
    : `${texts.map((text, index) => (index === 0 ? text : lowered(text))).join(', and ')}.`;
}
const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** A price row as a citation: what, where, how much, from which source and when. Relative rows tell proportions, not amounts. */
export function priceText({ sku, region, unit, price, source_name, date }: PriceRow, formats: Formats): string {
  const source = `(${source_name}, ${dayText(date, formats)})`;
  if (unit === 'relative')
    return `${sku}: in proportion ${new Intl.NumberFormat(formats.locale).format(price)}, by how its family is priced ${source}`;
  const dollars = { style: 'currency', currency: 'USD', maximumSignificantDigits: 6 } as const;
  const amount = new Intl.NumberFormat(formats.locale, dollars).format(price);
  return `${sku} in ${region}: ${amount} a ${unitText(unit)} ${source}`;
}

/** `gib_month` is `GiB and month`. */
export const unitText = (unit: string): string =>
  unit.replace('gib', 'GiB').replace('mibps', 'MiB/s').replace('iops', 'IOPS').replaceAll('_', ' ');

const STATISTIC_WORDS: Record<Statistic, string> = {
  average: 'average',
  maximum: 'maximum',
  p95: '95th percentile',
  p99: '99th percentile',
  total: 'total of the day',
};

/** What a series tells: `CPU, maximum`. */
export const seriesTitle = (metric: MetricName, statistic: Statistic): string =>
  `${metricTitle(metric)}, ${STATISTIC_WORDS[statistic]}`;

/** First and last day of a window whose end is not included. */
export const windowText = ({ start, end }: { start: string; end: string }, formats: Formats): string =>
  `${dayText(start, formats, 'short')} to ${dayText(addDays(end, -1), formats)}`;

const KEEPS_CAPITALS: Record<string, string> = {
  cpu: 'CPU',
  iops: 'IOPS',
  gib: 'GiB',
  mib: 'MiB',
  mibps: 'MiB/s',
  vcpus: 'vCPUs',
  sku: 'SKU',
  az: 'AZ',
  vm: 'VM',
  id: 'ID',
  ip: 'IP',
  vpc: 'VPC',
  gb: 'GB',
};

/** A text as the beginning of a line. */
export const capitalText = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A name of data as the beginning of a line: `size_gib` is `Size GiB`. */
export function nameText(name: string): string {
  const [first = '', ...rest] = name.split('_').map((word) => KEEPS_CAPITALS[word] ?? word);
  const begins = Object.values(KEEPS_CAPITALS).includes(first) ? first : capitalText(first);
  return [begins, ...rest].join(' ');
}

/** A value as people read it; null is not known. */
export function scalarText(value: Scalar, unit: string | null, formats: Formats): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  const number = new Intl.NumberFormat(formats.locale, { maximumSignificantDigits: value >= 1_000 ? 15 : 4 });
  const shown = value >= 1_000 ? Math.round(value) : value;
  return unit === null ? number.format(shown) : `${number.format(shown)} ${unit}`;
}

const UNIT_ENDINGS: Record<string, string> = {
  gib: 'GiB',
  mib: 'MiB',
  gb: 'GB',
  mibps: 'MiB/s',
  days: 'days',
  percent: '%',
};
const ENDING = new RegExp(`^(.+)_(bytes|${Object.keys(UNIT_ENDINGS).join('|')})$`);

/** A setting as people read it: the unit that ends its name stands with its value, as in `Size`, `500 GiB`. */
export function settingText(name: string, value: Scalar, formats: Formats): string | null {
  const ending = ENDING.exec(name)?.[2];
  if (ending === undefined || typeof value !== 'number') return scalarText(value, null, formats);
  return ending === 'bytes' ? bytesText(value, formats) : scalarText(value, UNIT_ENDINGS[ending] ?? null, formats);
}

/** What a setting is called, without its unit. */
export const settingTitle = (name: string): string => nameText(ENDING.exec(name)?.[1] ?? name);
