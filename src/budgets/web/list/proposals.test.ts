import { expect, it } from 'vitest';
import { proposalsOf } from './proposals.ts';

const item = (name: string, percentage: number, label: string | null = null) => ({
  name,
  label,
  amount: percentage * 10,
  percentage,
});
const services = { dimension: 'service', items: [item('Amazon EC2', 70), item('Amazon S3', 30)] } as const;

it('all costs are proposed, and the accounts that cost most, by their names', () => {
  const items = [item('1', 50, 'Shop'), item('2', 30), item('', 10), item('3', 5), item('4', 3.5), item('5', 1.5)];
  expect(proposalsOf({ dimension: 'account', items }, services).map(({ name }) => name)).toEqual([
    'All costs',
    'Shop',
    '2',
    '3',
  ]);
});

it('services are proposed where there is one account, and credits never', () => {
  const accounts = { dimension: 'account', items: [item('1', 100)] } as const;
  expect(proposalsOf(accounts, services)).toEqual([
    { name: 'All costs', filters: [] },
    { name: 'Amazon EC2', filters: [{ grouping: 'service', values: ['Amazon EC2'], exclude: false }] },
    { name: 'Amazon S3', filters: [{ grouping: 'service', values: ['Amazon S3'], exclude: false }] },
  ]);
  const refund = { ...item('Refunds', 40), amount: -4 };
  expect(proposalsOf(accounts, { dimension: 'service', items: [refund] })).toHaveLength(1);
});
