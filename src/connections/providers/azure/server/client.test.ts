import { describe, expect, it } from 'vitest';
import { nextPath } from './client.ts';

describe('the next page', () => {
  it('is one of Resource Manager, since the token goes there', () => {
    const link = 'https://management.azure.com/subscriptions?$skiptoken=2';
    expect(nextPath({ nextLink: link })).toBe('/subscriptions?$skiptoken=2');
    expect(nextPath({ properties: { nextLink: null } })).toBeNull();
    expect(() => nextPath({ nextLink: 'https://elsewhere.example.com/subscriptions' })).toThrow('not its own');
  });
});
