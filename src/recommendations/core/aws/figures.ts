import { figure } from '../judging.ts';

/** Metrics and thresholds count in powers of ten, as bills of AWS do for traffic; volumes count in GiB. */
export const MB = 1_000_000;
export const GB = 1_000_000_000;
export const SECONDS_PER_DAY = 86_400;

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes as a size for a sentence, in the largest unit that leaves a number of one or more: `1.2 GB`, `340 MB`. */
export function sizeText(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${figure(bytes / 1_000 ** power)} ${UNITS[power]}`;
}

/** A count with its noun: `1 day`, `1,200 images`. */
export const counted = (count: number, noun: string): string => `${figure(count)} ${noun}${count === 1 ? '' : 's'}`;
