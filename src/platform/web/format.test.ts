import { describe, expect, it } from 'vitest';
import {
  agoText,
  bytesText,
  clockText,
  dayText,
  durationText,
  fractionDigits,
  money,
  percentText,
  timeText,
  vanishes,
} from './format.ts';

const US = { locale: 'en-US', timezone: 'America/New_York' };
const GERMAN = { locale: 'de-DE', timezone: 'Europe/Berlin' };

describe('what people read', () => {
  it('has cents, and more digits where it is below one', () => {
    expect([1234.5, 1, 0.5, 0.05, 0.000123, 0].map(fractionDigits)).toEqual([2, 2, 3, 4, 6, 2]);
    expect(money(1234.5, 'USD', US)).toBe('$1,234.50');
    expect(money(-0.0001234, 'USD', US)).toBe('-$0.000123');
    expect(money(1234.5, 'EUR', GERMAN)).toBe('1.234,50\u00a0€');
    expect([vanishes(0.004, 2), vanishes(0.006, 2), vanishes(0, 2)]).toEqual([true, false, false]);
  });

  it.each([
    [12.34, '12.3%'],
    [-12.36, '-12.4%'],
    [12, '12.0%'],
    [123.4, '123%'],
    [0, '0%'],
    [0.01, '<0.1%'],
    [-0.01, '>-0.1%'],
    [0.05, '0.1%'],
  ])('writes %d percent as %s', (percent, text) => {
    expect(percentText(percent, US)).toBe(text);
  });

  it('writes days as they are, and instants in the time zone of the organization', () => {
    expect(dayText('2026-03-01', US)).toBe('Mar 1, 2026');
    expect(dayText('2026-03-01', GERMAN, 'short')).toBe('1. März');
    expect(timeText('2026-03-01T02:30:00Z', US)).toBe('Feb 28, 2026, 9:30 PM');
  });

  it('writes sizes and durations in the unit that fits', () => {
    expect([0, 999, 1_500, 12_345_678].map((bytes) => bytesText(bytes, US))).toEqual([
      '0 B',
      '999 B',
      '1.5 kB',
      '12 MB',
    ]);
    expect([0, 59, 60, 3_599, 7_200].map(durationText)).toEqual(['1 s', '59 s', '1 min', '60 min', '2 h']);
  });

  it.each([
    ['2026-03-01T11:59:30Z', 'just now'],
    ['2026-03-01T12:00:30Z', 'in less than a minute'],
    ['2026-03-01T11:48:00Z', '12 minutes ago'],
    ['2026-03-01T15:10:00Z', 'in 3 hours'],
    ['2026-02-28T11:00:00Z', 'yesterday'],
    ['2026-02-20T12:00:00Z', '9 days ago'],
    ['2025-12-24T12:00:00Z', 'Dec 24, 2025, 7:00 AM'],
  ])('says when %s was', (instant, text) => {
    expect(agoText(instant, new Date('2026-03-01T12:00:00Z'), US)).toBe(text);
  });

  it('writes the time of day in the time zone of the organization', () => {
    expect(clockText('2026-03-01T02:30:00Z', US)).toBe('9:30 PM');
  });
});
