import { expect, it } from 'vitest';
import { scopeOf } from './scope.ts';

const PRINCIPAL = { tenant_id: 't', client_id: 'c', client_secret: 's' };
const ACCOUNT = '33333333-3333-4333-8333-33333333abcd:44444444-4444-4444-8444-44444444abcd_2019-05-31';

it.each([
  [{ subscription_id: '33333333-3333-4333-8333-33333333ABCD' }, '/subscriptions/33333333-3333-4333-8333-33333333abcd'],
  [{ management_group_id: 'Platform' }, '/providers/Microsoft.Management/managementGroups/platform'],
  [{ billing_account_id: '8611537' }, '/providers/Microsoft.Billing/billingAccounts/8611537'],
  [
    { billing_account_id: ACCOUNT.toUpperCase(), billing_profile_id: 'im4x-4hiu-bg7-pgb' },
    `/providers/Microsoft.Billing/billingAccounts/${ACCOUNT}/billingProfiles/IM4X-4HIU-BG7-PGB`,
  ],
])('the scope of %j is spelled in one way', (scope, path) => {
  expect(scopeOf({ ...PRINCIPAL, ...scope }).path).toBe(path);
});
