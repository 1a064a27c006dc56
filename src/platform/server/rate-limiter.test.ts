import { expect, it } from 'vitest';
import { ProblemError } from '../core/errors.ts';
import { createRateLimiter } from './rate-limiter.ts';

it('lets a key through up to its limit in each window, and says how long to wait', () => {
  let now = 0;
  const limiter = createRateLimiter(() => now);
  const take = (key: string): void => limiter.take(key, 2, 60);
  take('a');
  take('a');
  take('b');
  now = 20_000;
  const refusal = (() => {
    try {
      take('a');
    } catch (error) {
      return error as ProblemError;
    }
  })();
  expect(refusal).toBeInstanceOf(ProblemError);
  expect(refusal).toMatchObject({ status: 429, retry_after_seconds: 40 });
  now = 60_000;
  take('a');
  take('a');
  limiter.reset('a');
  take('a');
});
