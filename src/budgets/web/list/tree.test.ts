import { describe, expect, it } from 'vitest';
import type { Budget } from '../../core/contract.ts';
import { treeRows } from './tree.ts';

const budget = (id: string, parent_id: string | null = null): Budget => ({ id, parent_id, name: id }) as Budget;
const compare = (one: Budget, other: Budget): number => one.name.localeCompare(other.name);
const lines = (budgets: Budget[], wish: Partial<Parameters<typeof treeRows>[1]> = {}): string[] =>
  treeRows(budgets, { is_wanted: () => true, closed: new Set(), compare, ...wish }).map(
    ({ budget: { id }, depth, is_open }) =>
      `${'  '.repeat(depth)}${is_open === null ? '' : is_open ? '- ' : '+ '}${id}`,
  );

describe('the tree of budgets', () => {
  const ALL = [budget('shop', 'all'), budget('web', 'shop'), budget('all'), budget('data', 'all'), budget('alone')];

  it('has each below what it is a part of, in order', () => {
    expect(lines(ALL)).toEqual(['- all', '  data', '  - shop', '    web', 'alone']);
  });

  it('shows a budget for itself whose parent is not among them', () => {
    expect(lines([budget('web', 'shop')])).toEqual(['web']);
  });

  it('hides what is below those that are closed, and says that there is something', () => {
    expect(lines(ALL, { closed: new Set(['shop']) })).toEqual(['- all', '  data', '  + shop', 'alone']);
    expect(lines(ALL, { closed: new Set(['all']) })).toEqual(['+ all', 'alone']);
  });

  it('keeps with those that are looked for what they are parts of', () => {
    expect(lines(ALL, { is_wanted: ({ id }) => id === 'web' })).toEqual(['- all', '  - shop', '    web']);
    expect(lines(ALL, { is_wanted: () => false })).toEqual([]);
  });
});
