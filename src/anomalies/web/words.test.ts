import { describe, expect, it } from 'vitest';
import { headlineText, lastedText, whenText } from './words.ts';

const FORMATS = { locale: 'en-GB', timezone: 'UTC' };
const lasting = (started_on: string, last_day: string, is_ongoing = false) => ({ started_on, last_day, is_ongoing });

describe('words of anomalies', () => {
  it.each([
    [lasting('2024-03-03', '2024-03-03'), 'on 3 Mar 2024', '1 day, over'],
    [lasting('2024-03-03', '2024-03-09'), 'from 3 Mar to 9 Mar 2024', '7 days, over'],
    [lasting('2023-12-30', '2024-01-02'), 'from 30 Dec 2023 to 2 Jan 2024', '4 days, over'],
    [lasting('2024-03-03', '2024-03-09', true), 'since 3 Mar 2024', '7 days so far'],
    [lasting('2024-03-03', '2024-03-03', true), 'since 3 Mar 2024', '1 day so far'],
  ])('says when %o was', (when, text, lasted) => {
    expect(whenText(when, FORMATS)).toBe(text);
    expect(lastedText(when)).toBe(lasted);
  });

  it.each([
    ['spike', 'up', 'Spike on 3 Mar 2024'],
    ['level_shift', 'up', 'Higher level on 3 Mar 2024'],
    ['level_shift', 'down', 'Lower level on 3 Mar 2024'],
    ['drift', 'up', 'Slow drift upwards on 3 Mar 2024'],
    ['drop', 'down', 'Drop on 3 Mar 2024'],
    ['new', 'up', 'New cost on 3 Mar 2024'],
    ['vanished', 'down', 'Vanished cost on 3 Mar 2024'],
  ] as const)('says what a %s %s is', (kind, direction, text) => {
    expect(headlineText({ kind, direction, ...lasting('2024-03-03', '2024-03-03') }, FORMATS)).toBe(text);
  });
});
