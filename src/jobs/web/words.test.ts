import { describe, expect, it } from 'vitest';
import { scheduleText, secondsOf, statusOf, titleOf } from './words.ts';

describe('words for jobs', () => {
  it.each([
    ['0 */6 * * *', 'Every 6 hours'],
    ['20 */8 * * *', 'Every 8 hours, at minute 20'],
    ['0 */5 * * *', null],
    ['0 * * * *', 'Every hour'],
    ['5 * * * *', 'Every hour, at minute 5'],
    ['0 1 * * *', 'Every day at 01:00 UTC'],
    ['30 13 * * *', 'Every day at 13:30 UTC'],
    ['0 1 * * 1', null],
    ['0 1,13 * * *', null],
  ])('says %s as %s', (cron, text) => {
    expect(scheduleText({ cron })).toBe(text);
  });

  it.each([
    ['succeeded', [], 1, 'Done'],
    ['succeeded', ['Advisor is not enrolled'], 1, 'Done, with warnings'],
    ['queued', [], 0, 'Waiting'],
    ['queued', [], 2, 'Waiting to try again'],
    ['failed', ['x'], 3, 'Failed'],
  ] as const)('says how a %s run is', (status, warnings, attempt, word) => {
    expect(statusOf({ status, warnings: [...warnings], attempt }).word).toBe(word);
  });

  it('measures a run to its end, or until now', () => {
    const now = new Date('2026-03-01T12:01:00Z');
    expect(secondsOf({ started_at: null, finished_at: null }, now)).toBeNull();
    expect(secondsOf({ started_at: '2026-03-01T12:00:00Z', finished_at: null }, now)).toBe(60);
    expect(secondsOf({ started_at: '2026-03-01T12:00:00Z', finished_at: '2026-03-01T12:00:05Z' }, now)).toBe(5);
  });

  it('reads names of data as words', () => {
    expect(titleOf('resources_changed')).toBe('Resources changed');
  });
});
