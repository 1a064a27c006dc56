import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { createAnalysis } from '../src/platform/server/analysis.ts';
import { checkExpressions } from '../src/policies/core/expressions.ts';
import type { SubjectFacts } from '../src/policies/core/facts.ts';
import type { PastSubject } from '../src/policies/core/simulate.ts';
import { type JudgeRequest, judgeTask, simulateTask } from '../src/policies/server/evaluate-task.ts';

const analysis = createAnalysis({ ML_SIDECAR_URL: undefined }, pino({ level: 'silent' }));
afterAll(() => analysis.stop());

const NOW = '2026-11-26T12:00:00Z';
const tagged = (count: number, length = 20): SubjectFacts => ({
  now: NOW,
  tags: Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'a'.repeat(length)])),
  resource: { id: 'i-1', name: 'web-1', age_days: 3, attributes: {} },
});
const policy = (must_hold: string, applies_when = '') => ({
  id: must_hold.slice(0, 20),
  subject: 'resource' as const,
  applies_when,
  must_hold,
});
const judge = (request: Pick<JudgeRequest, 'policies' | 'subjects'> & Partial<JudgeRequest>, milliseconds = 60_000) =>
  analysis.run(judgeTask, { policy_ms: 60_000, answer_ms: 60_000, ...request }, AbortSignal.timeout(milliseconds));

describe('expressions of policies in a thread', () => {
  it('judges subjects by several policies, and tells what each names', async () => {
    const answers = await judge({
      policies: [
        policy('resource.age_days > 5'),
        policy('resource.region == "eu"'),
        policy('has(resource.region)', 'size(tags) > 1'),
        policy('resource.nothing'),
      ],
      subjects: [
        { id: 'a', facts: tagged(0) },
        { id: 'b', facts: tagged(2) },
      ],
    });
    expect(answers).toEqual([
      {
        policy_id: 'resource.age_days > ',
        failed: null,
        outcomes: ['broken', 'broken'],
        broken: [0, 1].map((index) => ({ index, facts: [{ path: 'resource.age_days', value: '3' }] })),
        unknown_because: null,
      },
      expect.objectContaining({
        outcomes: ['unknown', 'unknown'],
        broken: [],
        unknown_because: 'resource.region is not known. has(resource.region) asks whether it is.',
      }),
      expect.objectContaining({
        outcomes: ['not_applicable', 'broken'],
        broken: [
          {
            index: 1,
            facts: [expect.objectContaining({ path: 'tags' }), { path: 'resource.region', value: 'not known' }],
          },
        ],
      }),
      expect.objectContaining({ failed: expect.stringMatching(/no fact nothing/), outcomes: [], broken: [] }),
    ]);
  });

  it('ends in time, whatever an expression that may be written takes', async () => {
    const nested = 'tags.all(a, tags.all(b, tags[a] + tags[b] + tags[a] != "x" || tags[a].contains(tags[b])))';
    const slow = policy(Array.from({ length: 5 }, () => nested).join(' && '));
    expect(checkExpressions(slow)).toEqual([]);
    // Threads are ready when the clock begins.
    await judge({ policies: [policy('true')], subjects: [] });
    const subjects = Array.from({ length: 400 }, () => ({ id: 'a', facts: tagged(400, 300) }));
    const before = performance.now();
    await expect(judge({ policies: [slow], subjects }, 400)).rejects.toThrow('aborted due to timeout');
    expect(performance.now() - before).toBeLessThan(10_000);
    // What comes next is not held up by it.
    expect(await judge({ policies: [policy('true')], subjects: [{ id: 'a', facts: tagged(0) }] })).toMatchObject([
      { outcomes: ['kept'] },
    ]);
  });

  it('gives up what takes long by itself, and answers what it has when there is little time left', async () => {
    const slow = { ...policy('tags.all(a, tags.all(b, !tags[a].contains(tags[b] + "b")))'), id: 'slow' };
    const subjects = Array.from({ length: 50 }, () => ({ id: 'a', facts: tagged(200, 300) }));
    const policies = [{ ...policy('true'), id: 'quick' }, slow, { ...policy('false'), id: 'other' }];
    const answers = await judge({ policies, subjects, policy_ms: 20 });
    expect(answers.map(({ policy_id, failed, outcomes }) => [policy_id, failed, outcomes.length])).toEqual([
      ['quick', null, 50],
      ['slow', expect.stringMatching(/^It takes too long\./), 0],
      ['other', null, 50],
    ]);
    const first = await judge({ policies: [slow, ...policies], subjects, policy_ms: 20, answer_ms: 10 });
    expect(first.map(({ policy_id }) => policy_id)).toEqual(['slow']);
  });

  it('judges whole inventories in little time', async () => {
    const subjects = Array.from({ length: 5_000 }, () => ({ id: 'a', facts: tagged(10) }));
    const before = performance.now();
    const [answer] = await judge({
      policies: [policy('["owner", "key-3"].all(key, key in tags) && resource.name.matches("^(?:web|api)-[0-9]+$")')],
      subjects,
    });
    expect(answer!.broken).toHaveLength(5_000);
    expect(performance.now() - before).toBeLessThan(20_000);
  });

  it('simulates 90 days of many resources', async () => {
    const subjects: PastSubject[] = Array.from({ length: 500 }, (_, index) => ({
      subject_id: `i-${index}`,
      subject_name: `web-${index}`,
      link: null,
      account_id: '1',
      account_name: null,
      owner: null,
      facts: { ...tagged(3), cost: { monthly_cost: 1, currency: 'USD' } },
      there_from: '2026-01-01',
      there_until: null,
      daily: {
        currency: 'USD',
        first_date: '2026-07-01',
        effective: Array.from({ length: 148 }, () => '1.25').join(','),
      },
    }));
    const simulation = await analysis.run(
      simulateTask,
      { policy: policy('cost.monthly_cost < 30.0'), start: '2026-08-28', end: '2026-11-26', subjects, notes: [] },
      AbortSignal.timeout(20_000),
    );
    expect(simulation).toMatchObject({ subjects: 500, broken: 500, broken_on_any_day: 500 });
    expect(simulation.cost).toEqual([{ amount: 500 * 90 * 1.25, currency: 'USD' }]);
    expect(simulation.days).toHaveLength(90);
  });
});
