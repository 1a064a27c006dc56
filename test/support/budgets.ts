import { expect } from 'vitest';
import type { Budget } from '../../src/budgets/core/contract.ts';
import type { TestServer } from './app.ts';

export const fixed = (amount: number) => ({ kind: 'fixed', amount });
/** A budget that says nothing but what it must. */
export const PLAIN = { name: 'Everything', period: 'month', amount: fixed(9_000), currency: 'USD' };

/** What tests ask the server, which may be started later, about budgets. */
export const budgetsOf = (serverOf: () => TestServer) => ({
  create: async (token: string, body: object): Promise<Budget> => {
    const answer = await serverOf().call('POST', '/budgets', { token, body: { ...PLAIN, ...body } });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body;
  },
  /** All of them, oldest first. */
  budgets: async (token: string): Promise<Budget[]> => {
    const answer = await serverOf().call('GET', '/budgets?limit=500', { token });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.items;
  },
});
