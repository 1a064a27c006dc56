import { expect, it } from 'vitest';
import { explorerSearch } from './explorer-link.ts';

it('the rows behind a number are those that count, without refunds and corrections', () => {
  const days = { first_day: '2026-06-02', last_day: '2026-06-03' };
  expect(explorerSearch({ scope: { service: 'Amazon S3' }, currency: 'USD', ...days })).toMatchObject({
    start: '2026-06-02',
    end: '2026-06-04',
    currency: 'USD',
    group_by: 'account',
    service: ['Amazon S3'],
    not_charge_category: ['Adjustment'],
  });
});
