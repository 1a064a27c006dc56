import { describe, expect, it } from 'vitest';
import { PROVIDER_STATUSES } from '../core/providers-contract.ts';
import { stateOf } from './state.ts';

const FORMATS = { locale: 'en-US', timezone: 'UTC' };
const PLAIN = { enabled: true, status_message: null, throttled_until: null };

describe('the state of a connection', () => {
  it.each(PROVIDER_STATUSES.map((status) => [status]))('has a word for %s', (status) => {
    expect(stateOf({ ...PLAIN, status }, FORMATS).word).not.toBe('');
  });

  it('says until when the cloud asked to wait', () => {
    const throttled_until = '2026-11-25T14:20:00Z';
    expect(stateOf({ ...PLAIN, status: 'throttled', throttled_until }, FORMATS)).toEqual({
      word: 'Waiting until 2:20 PM',
      tone: 'warn',
      message: 'The cloud asked to wait. The sync goes on by itself then.',
    });
  });

  it('says what to do where something needs attention', () => {
    const status_message = 'The permission ce:GetCostAndUsage is missing.';
    const state = stateOf({ ...PLAIN, status: 'needs_attention', status_message }, FORMATS);
    expect(state).toEqual({ word: 'Needs attention', tone: 'warn', message: status_message });
  });

  it('puts being switched off before everything else', () => {
    expect(stateOf({ ...PLAIN, enabled: false, status: 'failed' }, FORMATS).word).toBe('Switched off');
  });
});
