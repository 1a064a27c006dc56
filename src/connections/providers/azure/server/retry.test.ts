import { describe, expect, it } from 'vitest';
import { requestedWait, waitAbortably } from './retry.ts';

describe('the wait that headers ask for', () => {
  it('takes the longest wait, in seconds or as a date', () => {
    const now = new Date('2026-11-20T10:00:00Z');
    expect(requestedWait([['Retry-After', 'Fri, 20 Nov 2026 10:01:00 GMT']], now)).toBe(60_000);
    expect(
      requestedWait(
        [
          ['content-type', 'x'],
          ['x-ms-ratelimit-remaining-tenant-reads', '9'],
        ],
        now,
      ),
    ).toBeNull();
  });
});

describe('waiting', () => {
  it('ends when it is called off', async () => {
    const controller = new AbortController();
    const waiting = waitAbortably(60_000, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });
});
