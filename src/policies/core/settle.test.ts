import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compliancePercent, sumCounts } from './compliance.ts';
import { OUTCOMES } from './policy.ts';
import {
  countByPlace,
  type Exception,
  exceptionsOn,
  type Judged,
  type KnownViolation,
  type Move,
  settle,
} from './settle.ts';

const TODAY = '2026-03-10';
const judged = (subject_id: string, outcome: Judged['outcome'], more: Partial<Judged> = {}): Judged => ({
  subject_id,
  account_id: 'a',
  owner: null,
  outcome,
  ...more,
});
const known = (subject_id: string, state: KnownViolation['state'] = 'open'): KnownViolation => ({
  id: `id of ${subject_id}`,
  subject_id,
  state,
});
const except = (more: Partial<Exception>): Exception => ({
  policy_id: 'p',
  subject_id: null,
  account_id: null,
  reason: 'A test',
  created_by: 'Ada',
  expires_on: '2026-04-01',
  ...more,
});
const nothing = exceptionsOn([], TODAY);
const moves = (all: readonly Move[]) => all.map(({ move, subject_id }) => `${move} ${subject_id}`);

describe('what becomes of violations', () => {
  it.each([
    ['broken, not known before', [], [judged('x', 'broken')], ['found x']],
    ['still broken', [known('x')], [judged('x', 'broken')], ['seen x']],
    ['still broken, and acknowledged', [known('x', 'acknowledged')], [judged('x', 'broken')], ['seen x']],
    ['kept again', [known('x')], [judged('x', 'kept')], ['resolved x']],
    ['not asked any more', [known('x')], [judged('x', 'not_applicable')], ['resolved x']],
    ['gone', [known('x')], [], ['resolved x']],
    ['not known now', [known('x')], [judged('x', 'unknown')], []],
    ['never known', [], [judged('x', 'unknown')], []],
    ['without its exception', [known('x', 'excepted')], [judged('x', 'broken')], ['reopened x']],
  ] as const)('%s', (_, before, now, wanted) => {
    expect(moves(settle(before, now, nothing))).toEqual(wanted);
  });

  it('follows exceptions of a subject, or of its account, until their day', () => {
    const by_subject = exceptionsOn([except({ subject_id: 'x', expires_on: '2026-03-11' })], TODAY);
    expect(settle([known('x')], [judged('x', 'broken')], by_subject)).toMatchObject([{ move: 'excepted' }]);
    expect(settle([], [judged('x', 'broken')], by_subject)).toMatchObject([
      { move: 'found', exception: { reason: 'A test' } },
    ]);
    expect(settle([known('x', 'excepted')], [judged('x', 'broken')], by_subject)).toMatchObject([{ move: 'seen' }]);
    const ends = ['2026-04-01', '2026-05-01', '2026-03-20'].map((expires_on) =>
      except({ subject_id: 'x', expires_on }),
    );
    expect(exceptionsOn(ends, TODAY)(judged('x', 'broken'))).toMatchObject({ expires_on: '2026-05-01' });
    const by_account = exceptionsOn([except({ account_id: 'a' })], TODAY);
    expect(by_account({ subject_id: 'y', account_id: 'a' })).not.toBeNull();
    expect(by_account({ subject_id: 'y', account_id: 'b' })).toBeNull();
    expect(by_account({ subject_id: 'y', account_id: null })).toBeNull();
    expect(exceptionsOn([except({ subject_id: 'x', expires_on: TODAY })], TODAY)(judged('x', 'broken'))).toBeNull();
  });

  it('gives every violation one move at most, and counts every subject that it is about once', () => {
    const subject = fc.constantFrom('a', 'b', 'c', 'd');
    const outcomes = fc.uniqueArray(fc.record({ subject, outcome: fc.constantFrom(...OUTCOMES) }), {
      selector: (one) => one.subject,
    });
    const state = fc.constantFrom('open' as const, 'acknowledged' as const, 'excepted' as const);
    const before = fc.uniqueArray(fc.record({ subject, state }), { selector: (one) => one.subject });
    const excepted = fc.uniqueArray(subject);
    fc.assert(
      fc.property(outcomes, before, excepted, (now, then, ids) => {
        const all = now.map((one) => judged(one.subject, one.outcome));
        const covering = exceptionsOn(
          ids.map((subject_id) => except({ subject_id })),
          TODAY,
        );
        const made = settle(
          then.map((one) => known(one.subject, one.state)),
          all,
          covering,
        );
        expect(new Set(made.map(({ subject_id }) => subject_id)).size).toBe(made.length);
        for (const { move, subject_id } of made) {
          const outcome = now.find((one) => one.subject === subject_id)?.outcome;
          expect(outcome).not.toBe('unknown');
          expect(move === 'resolved').toBe(outcome !== 'broken');
        }
        const counts = sumCounts(countByPlace(all, covering));
        const about = now.filter(({ outcome }) => outcome !== 'not_applicable').length;
        expect(counts.kept + counts.broken + counts.excepted + counts.unknown).toBe(about);
      }),
    );
  });
});

describe('compliance', () => {
  it('is counted by account and owner', () => {
    const covering = exceptionsOn([except({ subject_id: 'w' })], TODAY);
    const all = [
      judged('x', 'kept', { owner: 'ada' }),
      judged('y', 'broken', { owner: 'ada' }),
      judged('z', 'unknown'),
      judged('w', 'broken'),
      judged('v', 'not_applicable'),
    ];
    expect(countByPlace(all, covering)).toEqual([
      { account_id: 'a', owner: 'ada', kept: 1, broken: 1, excepted: 0, unknown: 0 },
      { account_id: 'a', owner: '', kept: 0, broken: 0, excepted: 1, unknown: 1 },
    ]);
  });

  it('is of what is kept or broken alone, and of nothing not known', () => {
    expect(compliancePercent({ kept: 3, broken: 1 })).toBe(75);
    expect(compliancePercent({ kept: 0, broken: 0 })).toBeNull();
  });
});
