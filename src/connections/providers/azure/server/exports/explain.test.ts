import { expect, it } from 'vitest';
import { NeedsAttentionError } from '../../../../server/provider.ts';
import { AzureError } from '../errors.ts';
import { explainedContainer } from './explain.ts';

const PLACE = { storage_account_id: '/subscriptions/1/storageAccounts/costs', container: 'exports' };
const explained = (error: unknown): Error => explainedContainer(error, PLACE, 'a/b.csv', new Date('2026-09-01'));

it('a storage account that is gone is for people to mend', () => {
  const error = explained(Object.assign(new Error('getaddrinfo ENOTFOUND costs.blob'), { code: 'ENOTFOUND' }));
  expect(error).toBeInstanceOf(NeedsAttentionError);
  expect(error.message).toContain('container exports of the storage account costs');
});

it.each([408, 500, 503])('an answer of %s is left to a retry', (status) => {
  const error = new AzureError(status, 'ServerBusy', 'Busy.');
  expect(explained(error)).toBe(error);
});
