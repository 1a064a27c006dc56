import { describe, expect, it } from 'vitest';
import { CANDIDATES, LEVEL_CANDIDATE, NAMED_CANDIDATES, WEEK_CANDIDATE } from '../core/models/catalogue.ts';
import { modelText, shortModel } from './model-words.ts';

const FORMATS = { locale: 'en-US', timezone: 'UTC' };

describe('models in words', () => {
  it.each([
    [
      'Trend of four months, damped, calendar × (33 %); Holt-Winters, damped + (22 %); Smoothing, recent calendar + (21 %)',
      'The trend of four months, levelling off',
      'The trend of four months, levelling off (33%); level, trend and weekly rhythm, levelling off (22%); the average of late (21%); others that weigh less (24%). Weekdays and special days of the month are accounted for',
    ],
    [
      'Theta, weekly + (40 %); Reverting, slow, weekly × (30 %); Reverting, weekly × (29 %)',
      'Back to the usual level',
      'Back to the usual level (59%); half the trend of a year (40%). Weekdays are accounted for',
    ],
    ['Last value, plain + (100 %)', 'The same as the last day', 'The same as the last day'],
    ['Sum of its parts', 'Sum of its parts', 'Sum of its parts'],
  ])('says what %j does', (model, short, text) => {
    expect([shortModel(model), modelText(model, FORMATS)]).toEqual([short, text]);
  });

  it('knows every method of the catalogue', () => {
    const all = [...CANDIDATES, LEVEL_CANDIDATE, WEEK_CANDIDATE, ...Object.values(NAMED_CANDIDATES).flat()];
    expect(all.length).toBeGreaterThan(25);
    for (const { name } of all)
      expect(shortModel(name)).not.toMatch(/Holt|Theta|Smoothing|Reverting|damped|[×+]|\d\.\d/);
  });
});
