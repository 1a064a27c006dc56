import { describe, expect, it } from 'vitest';
import { azureCredentials } from './credentials.ts';

const PRINCIPAL = {
  tenant_id: '11111111-1111-4111-8111-111111111111',
  client_id: '22222222-2222-4222-8222-222222222222',
  client_secret: 'the~value.of-a_client-secret',
};
const SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';
const OTHER = '44444444-4444-4444-8444-444444444444';

describe('credentials', () => {
  const mistakes = (value: unknown): string[] =>
    azureCredentials.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

  it.each([
    { subscription_id: SUBSCRIPTION },
    { management_group_id: 'platform' },
    { billing_account_id: '8611537' },
    { billing_account_id: `${SUBSCRIPTION}:${OTHER}_2019-05-31`, billing_profile_id: 'IM4X-4HIU-BG7-PGB' },
  ])('name one scope: %j', (scope) => expect(mistakes({ ...PRINCIPAL, ...scope })).toEqual([]));

  it('list all that is wrong at once', () => {
    expect(mistakes({ tenant_id: 'x', client_id: PRINCIPAL.client_id, client_secret: 'short', extra: 1 })).toEqual([
      'tenant_id: must be the directory (tenant) id (a GUID)',
      'client_secret: must be the value of a client secret',
      expect.stringContaining('extra'),
      'subscription_id: give a subscription, a management group or a billing account',
    ]);
    expect(mistakes({ ...PRINCIPAL, subscription_id: SUBSCRIPTION, management_group_id: 'x' })).toEqual([
      'management_group_id: only one scope can be connected, and subscription_id is given already',
    ]);
    expect(mistakes({ ...PRINCIPAL, billing_account_id: '8611537', billing_profile_id: 'ABC' })).toEqual([
      'billing_profile_id: only accounts of a Microsoft Customer Agreement have profiles',
    ]);
  });
});
