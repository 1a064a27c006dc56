import { array, assert, boolean, constantFrom, integer, property, record, shuffledSubarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byRisk, type Member, mayBegin, type Ranked, stoppedBecause } from './batch.ts';
import { isRunning, isWaiting, type State } from './workflow.ts';

/** Which member is looked at, and how one that runs goes on. */
const turn = record({ index: integer({ min: 0, max: 11 }), goes_well: boolean(), begins: boolean() });
const batch = record({
  canaries: integer({ min: 1, max: 4 }),
  at_once: integer({ min: 1, max: 4 }),
  size: integer({ min: 1, max: 12 }),
  /** Members that people have taken back before. */
  taken_back: shuffledSubarray([...Array(12).keys()], { maxLength: 3 }),
});
type Turn = { index: number; goes_well: boolean; begins: boolean };

const membersOf = (size: number, taken_back: readonly number[]): Member[] =>
  Array.from({ length: size }, (_, place) => ({
    id: `member ${place}`,
    place,
    state: taken_back.includes(place) ? 'cancelled' : 'scheduled',
  }));

const AFTER: Partial<Record<State, readonly [well: State, badly: State]>> = {
  executing: ['verifying', 'failed'],
  verifying: ['completed', 'rolling_back'],
  rolling_back: ['rolled_back', 'rollback_failed'],
};

describe('a batch, whoever looks when', () => {
  it('runs its first alone, so many at a time after that, and nothing after a failure', () => {
    let [begun, failures] = [0, 0];
    assert(
      property(
        batch,
        array(turn, { minLength: 10, maxLength: 80 }),
        ({ canaries, at_once, size, taken_back }, turns: Turn[]) => {
          const members = membersOf(size, taken_back);
          let has_failed = false;
          for (const { index, goes_well, begins } of turns) {
            const member = members[index % size]!;
            const [well, badly] = AFTER[member.state] ?? [];
            if (well && badly && !begins) {
              member.state = goes_well ? well : badly;
              has_failed ||= !goes_well;
              failures += Number(!goes_well);
            }
            if (member.state !== 'scheduled' || !begins) continue;
            const verdict = mayBegin({ canaries, at_once }, members, member.id);
            if (!verdict.may) {
              expect(verdict.for_good).toBe(has_failed);
              continue;
            }
            begun += 1;
            expect(has_failed).toBe(false);
            const running = members.filter(({ state }) => isRunning(state));
            expect(running.length).toBeLessThan(at_once);
            // Who was taken back shows nothing: the next goes alone in that place.
            const first = members.filter(({ state }) => state !== 'cancelled').slice(0, canaries);
            const earlier = first.filter(({ place }) => place < member.place);
            expect(earlier.every(({ state }) => state === 'completed')).toBe(true);
            if (first.includes(member)) expect(running).toEqual([]);
            member.state = 'executing';
          }
          const is_waiting = members.some(({ state }) => isWaiting(state));
          expect(stoppedBecause({ canaries, at_once }, members) !== null).toBe(has_failed && is_waiting);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(begun).toBeGreaterThan(1_000);
    expect(failures).toBeGreaterThan(100);
  });

  it('comes to its end where all goes well', () => {
    assert(
      property(batch, ({ canaries, at_once, size, taken_back }) => {
        const members = membersOf(size, taken_back);
        for (let round = 0; round <= size; round++) {
          for (const member of members)
            if (member.state === 'scheduled' && mayBegin({ canaries, at_once }, members, member.id).may)
              member.state = 'executing';
          for (const member of members) if (member.state === 'executing') member.state = 'completed';
        }
        expect(members.filter(({ state }) => state === 'scheduled')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is in one order, the least risky first', () => {
    const ranked = record({
      id: integer({ min: 0, max: 50 }).map(String),
      risk: constantFrom('low', 'medium', 'high'),
      destructive: boolean(),
      monthly_savings: constantFrom(null, 0, 1, 20),
    });
    assert(
      property(array(ranked, { maxLength: 12 }), (all: Ranked[]) => {
        const distinct = [...new Map(all.map((one) => [one.id, one])).values()];
        const sorted = distinct.toSorted(byRisk);
        expect(distinct.toReversed().toSorted(byRisk)).toEqual(sorted);
        const levels = sorted.map(({ risk }) => ['low', 'medium', 'high'].indexOf(risk));
        expect(levels).toEqual(levels.toSorted((one, other) => one - other));
      }),
    );
    const of = (id: string, more: Partial<Ranked>): Ranked => ({
      id,
      risk: 'low',
      destructive: false,
      monthly_savings: 1,
      ...more,
    });
    const sorted = [
      of('unknown', { monthly_savings: null }),
      of('high', { risk: 'high', monthly_savings: 0 }),
      of('destroys', { destructive: true, monthly_savings: 0 }),
      of('large', { monthly_savings: 9 }),
      of('small', {}),
    ].toSorted(byRisk);
    expect(sorted.map(({ id }) => id)).toEqual(['small', 'large', 'unknown', 'destroys', 'high']);
  });
});
