/**
 * Days as whole numbers since 1970-01-01, and what the calendar says of them. Arithmetic only: a month of a series costs
 * microseconds, and no time zone can come into it. The conversion is Howard Hinnant's "chrono-Compatible Low-Level Date
 * Algorithms" (days_from_civil, civil_from_days), in the proleptic Gregorian calendar.
 */

const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01, where its years begin, to 1970-01-01. */
const EPOCH_SHIFT = 719_468;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

export interface CivilDate {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  day: number;
}

/** The day number of a date of the calendar. */
export function dayFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const year_of_era = shifted - era * 400;
  const day_of_year = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const day_of_era = year_of_era * 365 + Math.floor(year_of_era / 4) - Math.floor(year_of_era / 100) + day_of_year;
  return era * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT;
}

/** The date of the calendar that a day number is. */
export function civilFromDay(day_number: number): CivilDate {
  const shifted = day_number + EPOCH_SHIFT;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const day_of_era = shifted - era * DAYS_PER_ERA;
  const year_of_era = Math.floor(
    (day_of_era -
      Math.floor(day_of_era / 1460) +
      Math.floor(day_of_era / 36_524) -
      Math.floor(day_of_era / (DAYS_PER_ERA - 1))) /
      365,
  );
  const day_of_year = day_of_era - (365 * year_of_era + Math.floor(year_of_era / 4) - Math.floor(year_of_era / 100));
  const shifted_month = Math.floor((5 * day_of_year + 2) / 153);
  const month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {
    year: year_of_era + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: day_of_year - Math.floor((153 * shifted_month + 2) / 5) + 1,
  };
}

/** The day number of `YYYY-MM-DD`. Throws RangeError where the text is no such date. */
export function dayNumber(date: string): number {
  const match = ISO_DATE.exec(date);
  if (match) {
    const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
    const number = dayFromCivil(year, month, day);
    const back = civilFromDay(number);
    if (back.month === month && back.day === day) return number;
  }
  throw new RangeError(`"${date}" is not a date of the form YYYY-MM-DD.`);
}

/** `YYYY-MM-DD` of a day number. */
export function dateOfDay(day_number: number): string {
  const { year, month, day } = civilFromDay(day_number);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** 0 is Monday, 6 is Sunday (1970-01-01 was a Thursday). */
export const weekdayOf = (day_number: number): number => (((day_number + 3) % 7) + 7) % 7;

/** 28 to 31. */
export function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Days of the month that bills make special; all others are `ordinary`. An index into DAY_CLASSES stands for each. */
export const DAY_CLASSES = ['ordinary', 'first', 'second', 'third', 'fifteenth', 'last_but_one', 'last'] as const;

/** The index into DAY_CLASSES of a day, by its day of the month and the days that follow in the month. */
export function dayClassOf(day_of_month: number, days_to_month_end: number): number {
  if (day_of_month <= 3) return day_of_month;
  if (days_to_month_end <= 1) return days_to_month_end === 0 ? 6 : 5;
  return day_of_month === 15 ? 4 : 0;
}

/** What the calendar says of a run of days; index 0 is `first_day`. */
export interface CalendarDays {
  first_day: number;
  length: number;
  /** 0 Monday to 6 Sunday. */
  weekday: Uint8Array;
  /** 1 to 31. */
  day_of_month: Uint8Array;
  /** 0 on the last day of a month. */
  days_to_month_end: Uint8Array;
  /** Year × 12 + month − 1: equal within a month, one more in the next. */
  month: Int32Array;
  /** Index into DAY_CLASSES. */
  day_class: Uint8Array;
}

/** The calendar of `length` days from day number `first_day` on. */
export function calendarDays(first_day: number, length: number): CalendarDays {
  const days: CalendarDays = {
    first_day,
    length,
    weekday: new Uint8Array(length),
    day_of_month: new Uint8Array(length),
    days_to_month_end: new Uint8Array(length),
    month: new Int32Array(length),
    day_class: new Uint8Array(length),
  };
  let { year, month, day } = civilFromDay(first_day);
  let in_month = daysInMonth(year, month);
  for (let i = 0; i < length; i += 1) {
    days.weekday[i] = weekdayOf(first_day + i);
    days.day_of_month[i] = day;
    days.days_to_month_end[i] = in_month - day;
    days.month[i] = year * 12 + month - 1;
    days.day_class[i] = dayClassOf(day, in_month - day);
    day += 1;
    if (day <= in_month) continue;
    day = 1;
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year += 1;
    in_month = daysInMonth(year, month);
  }
  return days;
}
