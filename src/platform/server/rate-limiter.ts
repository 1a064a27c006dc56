import { LRUCache } from 'lru-cache';
import { ProblemError } from '../core/errors.ts';

/** Counts calls by key in fixed windows. */
export interface RateLimiter {
  /** Counts one call of `key`, or `calls`. Throws a 429 problem beyond `limit` calls in a window of `window_seconds`. */
  take(key: string, limit: number, window_seconds: number, calls?: number): void;
  /** Forgets the calls of `key`. */
  reset(key: string): void;
}

interface Window {
  calls: number;
  ends_at: number;
}

/** A limiter that counts within this process; `now` gives milliseconds. */
export function createRateLimiter(now: () => number): RateLimiter {
  const windows = new LRUCache<string, Window>({ max: 100_000 });
  return {
    take(key, limit, window_seconds, calls = 1) {
      const at = now();
      const known = windows.get(key);
      const window = known && known.ends_at > at ? known : { calls: 0, ends_at: at + window_seconds * 1_000 };
      window.calls += calls;
      windows.set(key, window);
      if (window.calls <= limit) return;
      const retry_after_seconds = Math.max(1, Math.ceil((window.ends_at - at) / 1_000));
      throw new ProblemError(429, `Too many tries. Wait ${retry_after_seconds} s and try again.`, {
        retry_after_seconds,
      });
    },
    reset: (key) => void windows.delete(key),
  };
}
