import { describe, expect, it } from 'vitest';
import { withKeptSecret } from './kept-secret.ts';

const KEYS = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'the-secret-of-the-keys', region: 'eu-central-1' };
const PRINCIPAL = { tenant_id: 'aa-1', client_id: 'bb-2', client_secret: 'the-secret', subscription_id: 'cc-3' };
const ROLE = { assume_role_arn: 'arn:aws:iam::123456789012:role/finopsmind' };
const { access_key_id } = KEYS;

describe('a secret that is left out', () => {
  it.each([
    ['of the same access key', KEYS, { access_key_id, cost_allocation_tag: 'team' }, { secret_key: KEYS.secret_key }],
    [
      'of the same application, in any case',
      PRINCIPAL,
      { tenant_id: 'AA-1', client_id: 'bb-2', management_group_id: 'root' },
      { client_secret: PRINCIPAL.client_secret },
    ],
  ])('stays: %s', (_, kept, given, secret) => {
    expect(withKeptSecret(given, kept)).toEqual({ ...given, ...secret });
  });

  it.each([
    ['of another access key', KEYS, { access_key_id: 'AKIAI44QH8DHBEXAMPLE' }],
    ['of another directory', PRINCIPAL, { tenant_id: 'dd-4', client_id: 'bb-2' }],
    ['of nobody', PRINCIPAL, { client_id: 'bb-2' }],
    ['of a way in that has none', KEYS, ROLE],
    ['that is not there', ROLE, { access_key_id }],
    ['of a connection without credentials', null, { access_key_id }],
  ])('does not stay: %s', (_, kept, given) => {
    expect(withKeptSecret(given, kept)).toEqual(given);
  });

  it('does not stand in for one that is given, even an empty one', () => {
    for (const secret_key of ['another-secret', ''])
      expect(withKeptSecret({ access_key_id, secret_key }, KEYS)).toEqual({ access_key_id, secret_key });
  });
});
