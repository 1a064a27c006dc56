import { describe, expect, it } from 'vitest';
import { placeFrom, searchOfStep } from './steps.ts';
import { wayOf } from './ways.ts';

describe('the place in the wizard', () => {
  it.each([
    [{}, false, 'cloud'],
    [{ step: 'prepare' }, false, 'cloud'],
    [{ cloud: 'aws', way: 'keys' }, false, 'cloud'],
    [{ cloud: 'aws', way: 'keys', step: 'prepare' }, false, 'prepare'],
    [{ cloud: 'azure', way: 'keys', step: 'prepare' }, false, 'cloud'],
    [{ cloud: 'aws', way: 'keys', step: 'nonsense' }, false, 'cloud'],
    [{ cloud: 'aws', way: 'keys', step: 'save' }, false, 'credentials'],
    [{ cloud: 'aws', way: 'keys', step: 'save' }, true, 'save'],
    [{ cloud: 'aws', way: 'keys', step: 'sync' }, true, 'cloud'],
    [{ step: 'sync', id: '1' }, false, 'sync'],
  ] as const)('reads %j (can save: %s) as %s', (search, can_save, step) => {
    expect(placeFrom(search, can_save).step).toBe(step);
  });

  it('comes back from its own address', () => {
    const way = wayOf('aws', 'keys');
    for (const step of ['cloud', 'prepare', 'credentials'] as const)
      expect(placeFrom(searchOfStep(step, way), false)).toMatchObject({ step, way });
  });
});
