import type { Logger } from 'pino';
import type { Analysis } from './analysis.ts';
import type { Config } from './config.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Database } from './database.ts';
import type { EventBus } from './events.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** What every module is made from: the ways to the outside, each of them replaceable in a test. */
export interface Services {
  config: Config;
  database: Database;
  directory: DataDirectory;
  events: EventBus;
  limiter: RateLimiter;
  analysis: Analysis;
  now: () => Date;
  log: Logger;
}
