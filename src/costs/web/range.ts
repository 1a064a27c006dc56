import { addDays, addMonths, daysBetween, type IsoDate, monthStart } from '../../platform/core/dates.ts';
import { dayText, type Formats } from '../../platform/web/format.ts';

/** Ranges by name, each relative to the last day with complete data. */
export const PRESETS = [
  { id: '7d', title: 'Last 7 days' },
  { id: '30d', title: 'Last 30 days' },
  { id: '90d', title: 'Last 90 days' },
  { id: 'month', title: 'This month' },
  { id: 'last-month', title: 'Last month' },
  { id: '12m', title: 'Last 12 months' },
] as const;
export type PresetId = (typeof PRESETS)[number]['id'];

export interface Range {
  start: IsoDate;
  end: IsoDate;
}
/** A range by name, or two dates of one's own. */
export type WantedRange = PresetId | Range;

export const isPreset = (text: string): text is PresetId => PRESETS.some((preset) => preset.id === text);

/** The days of a wanted range; `last_day` is the last one with complete data. Half-open. */
export function daysOf(wanted: WantedRange, last_day: IsoDate): Range {
  if (typeof wanted !== 'string') return wanted;
  const end = addDays(last_day, 1);
  const month = monthStart(last_day);
  switch (wanted) {
    case '7d':
      return { start: addDays(end, -7), end };
    case '30d':
      return { start: addDays(end, -30), end };
    case '90d':
      return { start: addDays(end, -90), end };
    case 'month':
      return { start: month, end };
    case 'last-month':
      return { start: addMonths(month, -1), end: month };
    case '12m':
      return { start: addMonths(month, -11), end };
  }
}

/** `25 Oct – 23 Nov 2026`: both days included, as people say it. */
export const rangeText = ({ start, end }: Range, formats: Formats): string => {
  const last = addDays(end, -1);
  return start === last
    ? dayText(start, formats)
    : `${dayText(start, formats, start.slice(0, 4) === last.slice(0, 4) ? 'short' : 'long')} – ${dayText(last, formats)}`;
};

/** The granularity that draws a range in a readable number of steps. */
export const suitableGranularity = ({ start, end }: Range): 'daily' | 'weekly' | 'monthly' => {
  const days = daysBetween(start, end);
  return days <= 92 ? 'daily' : days <= 200 ? 'weekly' : 'monthly';
};
