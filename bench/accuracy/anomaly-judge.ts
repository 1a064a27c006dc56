import { dateOfDay, dayNumber } from '../../src/forecasts/core/calendar.ts';
import type { DailySeries } from '../../src/forecasts/core/series.ts';

/** Days are judged from this index of a series on: before it a detector only learns. */
export const JUDGED_FROM = 100;
/** An event counts as found by an alarm up to so many days after its last day. */
const SLACK: Readonly<Record<string, number>> = { spike: 1, drift: 7 };
/** Alarms up to so many days after the last day of an event are its aftermath: neither right nor wrong. */
const AFTERMATH_OF_SPIKE = 9;
const AFTERMATH = 35;
/** False alarms no further apart than this are one. */
const GROUPED_WITHIN = 3;

/** Something planted into a series: `start` and `end` (the last day of it) are indices; `alarm` says whether it must be found. */
export interface PlantedEvent {
  kind: string;
  start: number;
  end: number;
  alarm: boolean;
}

export interface JudgedSeries {
  /** The group to leave out in cross-validation. */
  tenant: string;
  /** The kind of series the events were planted into, where it is known. */
  base: string;
  series: DailySeries;
  events: readonly PlantedEvent[];
}

export interface Verdict {
  series: JudgedSeries;
  /** Of each event to be found: the days until its first alarm, or null. */
  delays: { event: PlantedEvent; delay: number | null }[];
  /** First index of each group of false alarms. */
  false_alarms: number[];
  judged_days: number;
  boundary_days: number;
  boundary_alarms: number;
}

/** First or second, last or last but one of a month. */
function isMonthBoundary(date: string): boolean {
  const day = Number(date.slice(8));
  return day <= 2 || Number(dateOfDay(dayNumber(date) + 2).slice(8)) <= 2;
}

const endOfEffect = (event: PlantedEvent): number =>
  event.end + (event.kind === 'spike' ? AFTERMATH_OF_SPIKE : AFTERMATH);

/** What the alarms (ascending indices) of one series are worth. */
export function judgeSeries(series: JudgedSeries, alarms: readonly number[]): Verdict {
  const planted = series.events.filter((event) => event.alarm);
  const judged = alarms.filter((index) => index >= JUDGED_FROM);
  const delays = planted.map((event) => {
    const last = event.end + (SLACK[event.kind] ?? 0);
    const found = judged.find((index) => index >= event.start && index <= last);
    return { event, delay: found === undefined ? null : found - event.start };
  });
  const stray = judged.filter((index) => !planted.some((e) => index >= e.start && index <= endOfEffect(e)));
  const false_alarms = stray.filter((index, i) => i === 0 || index - stray[i - 1]! > GROUPED_WITHIN);
  const first_day = dayNumber(series.series.start);
  const alarmed = new Set(judged);
  const { length } = series.series.values;
  let boundary_days = 0;
  let boundary_alarms = 0;
  for (let i = JUDGED_FROM; i < length; i += 1) {
    const in_event = planted.some((event) => i >= event.start && i <= endOfEffect(event));
    if (in_event || !isMonthBoundary(dateOfDay(first_day + i))) continue;
    boundary_days += 1;
    if (alarmed.has(i)) boundary_alarms += 1;
  }
  return {
    series,
    delays,
    false_alarms,
    judged_days: Math.max(0, length - JUDGED_FROM),
    boundary_days,
    boundary_alarms,
  };
}

export interface KindFigures {
  events: number;
  recall: number;
  /** Of the found ones; null where none was. */
  mean_delay: number | null;
}

export interface Figures {
  events: number;
  precision: number;
  recall: number;
  f1: number;
  false_alarms: number;
  false_per_1000: number;
  /** Share of month starts and ends outside of events and their aftermath that alarmed, in percent. */
  boundary_percent: number;
  kinds: Record<string, KindFigures>;
}

function figuresOfKind(delays: readonly (number | null)[]): KindFigures {
  const found = delays.filter((delay) => delay !== null);
  return {
    events: delays.length,
    recall: found.length / delays.length,
    mean_delay: found.length === 0 ? null : found.reduce((sum, delay) => sum + delay, 0) / found.length,
  };
}

const sum = (verdicts: readonly Verdict[], of: (verdict: Verdict) => number): number =>
  verdicts.reduce((total, verdict) => total + of(verdict), 0);

/** The figures of a panel: every event and every group of false alarms counts the same. */
export function figuresOf(verdicts: readonly Verdict[]): Figures {
  const delays = verdicts.flatMap((verdict) => verdict.delays);
  const found = delays.filter(({ delay }) => delay !== null).length;
  const false_alarms = sum(verdicts, (verdict) => verdict.false_alarms.length);
  const kinds = [...new Set(delays.map(({ event }) => event.kind))].sort();
  const precision = found / Math.max(1, found + false_alarms);
  const recall = found / Math.max(1, delays.length);
  return {
    events: delays.length,
    precision,
    recall,
    f1: found === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    false_alarms,
    false_per_1000: (1000 * false_alarms) / sum(verdicts, (verdict) => verdict.judged_days),
    boundary_percent:
      (100 * sum(verdicts, (verdict) => verdict.boundary_alarms)) /
      Math.max(
        1,
        sum(verdicts, (verdict) => verdict.boundary_days),
      ),
    kinds: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        figuresOfKind(delays.filter(({ event }) => event.kind === kind).map(({ delay }) => delay)),
      ]),
    ),
  };
}
