/**
 * Loaded before a server (`--import`) that is its own process: its days and its pauses pass `TEST_CLOCK_SPEED` times as fast,
 * from the instant `TEST_CLOCK_START` on, however often it is started. Time limits of connections stay as they are.
 */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const speed = Number(process.env.TEST_CLOCK_SPEED);
const start = Number(process.env.TEST_CLOCK_START);
const RealDate = Date;
const now = (): number => Math.round(start + (RealDate.now() - start) * speed);

class FastDate extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    super(...(given.length === 0 ? ([now()] as const) : (given as [number])));
  }
  static override now(): number {
    return now();
  }
}
globalThis.Date = FastDate as DateConstructor;

const pause = timers.setTimeout;
timers.setTimeout = ((milliseconds, value, options) =>
  pause((milliseconds ?? 0) / speed, value, options)) as typeof pause;
syncBuiltinESMExports();
