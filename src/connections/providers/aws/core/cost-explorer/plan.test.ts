import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FoundValues, overviewQuestions, planReading, type ReadingPlan } from './plan.ts';

const named = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const values = (accounts: number, services: number, tags = 0, free: string[] = []): FoundValues =>
  Object.fromEntries(
    Object.entries({ account: accounts, service: services, tag: tags })
      .filter(([, count]) => count > 0)
      .map(([name, count]) => [name, { with_cost: named(name, count), free: free.includes(name) ? ['free'] : [] }]),
  );

/** What is asked for, in short: the number of questions, what is fixed in them, and what they are grouped by. */
function summary(plan: ReadingPlan): string {
  if (plan.kind === 'known') return `known along ${plan.along}`;
  if (plan.kind === 'pairs') return `pairs of ${plan.pair.join(', ')}, then by ${plan.by.join(', ')}`;
  const [{ where, by }] = plan.questions as [(typeof plan.questions)[number]];
  return `${plan.questions.length} for each ${Object.keys(where).join(', ') || '-'} by ${by.join(', ')}`;
}

describe('the plan of reading one record type', () => {
  it.each([
    ['Usage', values(1, 30), '1 for each - by service, usage_type'],
    ['Usage', values(3, 30), '3 for each account by service, usage_type'],
    ['SavingsPlanCoveredUsage', values(40, 2), '2 for each service by account, usage_type'],
    ['SavingsPlanNegation', values(40, 2), '2 for each service by account, usage_type'],
    ['Usage', values(1, 1), '1 for each - by usage_type'],
    ['Usage', values(1, 30, 5), '5 for each tag by service, usage_type'],
    ['Usage', values(9, 30, 5), 'pairs of tag, account, then by service, usage_type'],
    ['Usage', values(9, 30, 1), '9 for each account by service, usage_type'],
    ['Usage', values(1, 30, 0, ['account']), '1 for each account by service, usage_type'],
    ['Usage', values(1, 30, 5, ['account', 'tag']), '5 for each account, tag by service, usage_type'],
    ['Usage', values(3, 30, 0, ['account', 'service']), '3 for each account by service, usage_type'],
    ['Refund', values(1, 9, 0, ['account']), '1 for each - by account, service'],
    ['Refund', values(1, 1, 0, ['account']), 'known along account'],
    ['Tax', values(1, 1), 'known along service'],
    ['Tax', values(20, 1), 'known along account'],
    ['RIFee', values(1, 4), 'known along service'],
    ['Credit', values(20, 4), '1 for each - by service, account'],
    ['Credit', values(20, 4, 3), '3 for each tag by service, account'],
    ['A type that is new', values(20, 4), '1 for each - by service, account'],
  ])('%s of %o: %s', (record_type, with_cost, expected) => {
    expect(summary(planReading(record_type, with_cost))).toBe(expected);
  });

  it('asks for nothing where nothing has cost', () => {
    const found = { account: { with_cost: ['a'], free: [] }, service: { with_cost: [], free: ['s'] } };
    expect(planReading('Usage', found)).toEqual({ kind: 'questions', questions: [] });
  });

  it('never groups by more than two, and tells every charge from every other', () => {
    const count = fc.integer({ min: 1, max: 5 });
    const property = fc.property(
      fc.constantFrom('Usage', 'Credit'),
      count,
      count,
      fc.integer({ min: 0, max: 5 }),
      (type, a, s, t) => {
        const with_cost = values(a, s, t);
        const plan = planReading(type, with_cost);
        const fixed =
          plan.kind === 'pairs' ? plan.pair : plan.kind === 'questions' ? Object.keys(plan.questions[0]!.where) : [];
        const by = plan.kind === 'pairs' ? plan.by : plan.kind === 'questions' ? plan.questions[0]!.by : [plan.along];
        expect(by.length).toBeLessThanOrEqual(2);
        const single = Object.entries(with_cost)
          .filter(([, { with_cost: list }]) => list.length === 1)
          .map(([name]) => name);
        const told = new Set<string>([...fixed, ...by, ...single]);
        expect(
          [...Object.keys(with_cost), ...(type === 'Usage' ? ['usage_type'] : [])].filter((name) => !told.has(name)),
        ).toEqual([]);
      },
    );
    fc.assert(property);
  });
});

it('a month begins by asking what has cost, of the account only where there may be several', () => {
  const along = (only: string | null, has_tag: boolean) => overviewQuestions(only, has_tag).map((one) => one.along);
  expect(along(null, false)).toEqual(['service', 'account']);
  expect(along('1', false)).toEqual(['service']);
  expect(along(null, true)).toEqual(['service', 'account', 'tag']);
  expect(overviewQuestions('1', false)[0]?.question).toEqual({
    record_type: null,
    where: {},
    by: ['record_type', 'service'],
  });
});
