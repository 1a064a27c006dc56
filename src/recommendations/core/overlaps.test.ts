import { array, assert, constantFrom, integer, option, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestSet, type Overlapping } from './overlaps.ts';
import { COMPONENTS } from './types.ts';

type Claimed = Overlapping['claims'][number]['component'];
const finding = (
  identity: string,
  saving: number | null,
  ...claims: [resource: string, component: Claimed][]
): Overlapping => ({
  identity,
  saving: saving === null ? null : String(saving),
  currency: saving === null ? null : 'USD',
  claims: claims.map(([resource_id, component]) => ({ resource_id, component })),
});
const chosen = (...findings: Overlapping[]): string[] => [...bestSet(findings).chosen].toSorted();

describe('the best set of findings', () => {
  it('has the better one of alternatives', () => {
    const [resize, stop] = [finding('resize', 40, ['i-1', 'compute']), finding('stop', 90, ['i-1', 'compute'])];
    expect(chosen(resize, stop)).toEqual(['stop']);
    expect(bestSet([resize, stop]).conflicts).toEqual(
      new Map([
        ['resize', ['stop']],
        ['stop', ['resize']],
      ]),
    );
  });

  it('has all that can be done together, rather than the largest', () => {
    const [all, compute, storage] = [
      finding('delete', 100, ['db-1', 'all']),
      finding('resize', 60, ['db-1', 'compute']),
      finding('shrink', 50, ['DB-1', 'storage']),
    ];
    expect(chosen(all, compute, storage)).toEqual(['resize', 'shrink']);
    expect(chosen(all, compute, finding('shrink', 30, ['db-1', 'storage']))).toEqual(['delete']);
  });

  it('tells of resources that one finding takes hold of together', () => {
    const both = finding('delete both', 30, ['vol-1', 'all'], ['vol-2', 'all']);
    expect(chosen(both, finding('a', 10, ['vol-1', 'iops']), finding('b', 15, ['vol-2', 'storage']))).toEqual([
      'delete both',
    ]);
    expect(chosen(both, finding('a', 20, ['vol-1', 'iops']), finding('b', 15, ['vol-2', 'storage']))).toEqual([
      'a',
      'b',
    ]);
  });

  it('never gives up a known saving for an unknown one, and leaves out what costs more', () => {
    const unknown = finding('unknown', null, ['i-1', 'all']);
    expect(chosen(unknown, finding('small', 0.01, ['i-1', 'compute']))).toEqual(['small']);
    expect(chosen(unknown, finding('dearer', -5, ['i-1', 'compute']))).toEqual(['unknown']);
    expect(chosen(finding('dearer', -5), finding('nothing', 0))).toEqual(['nothing']);
  });

  it('chooses by name among equals, in whatever order they come', () => {
    const equals = ['b', 'a', 'c'].map((name) => finding(name, 10, ['i-1', 'compute']));
    expect(chosen(...equals)).toEqual(['a']);
    expect(chosen(...equals.toReversed())).toEqual(['a']);
  });

  it('does not compare amounts in several currencies: the one with most findings goes first', () => {
    const euros = { ...finding('euros', 1_000, ['i-1', 'all']), currency: 'EUR' };
    const dollars = [finding('a', 10, ['i-1', 'compute']), finding('b', 10, ['i-2', 'compute'])];
    expect(chosen(euros, ...dollars)).toEqual(['a', 'b']);
  });

  it('says how much better a set could be where it did not try all', () => {
    // A chain: each shares a volume with the next.
    const chain = Array.from({ length: 41 }, (_, index) =>
      finding(`f${index}`, index % 2 === 0 ? 10 : 11, [`vol-${index}`, 'all'], [`vol-${index + 1}`, 'all']),
    );
    const { chosen: taken, at_most_more } = bestSet(chain);
    expect(taken.size).toBe(20);
    // 220 is found, 21 × 10 = 210 is less; the bound is what pairs of neighbours allow.
    expect(Number(at_most_more['USD'] ?? 0)).toBeLessThanOrEqual(21 * 11 - 220);
    expect(bestSet(chain.slice(0, 20)).at_most_more).toEqual({});
  });
});

const claim = record({
  resource_id: constantFrom('r1', 'r2', 'r3', 'R1'),
  component: constantFrom(...COMPONENTS.slice(0, 3), 'all' as const),
});
const some = array(
  record({
    saving: option(integer({ min: -20, max: 100 }).map(String)),
    claims: array(claim, { maxLength: 3 }),
  }),
  { maxLength: 11 },
).map((all) =>
  all.map(
    (one, index): Overlapping => ({ ...one, identity: `f${index}`, currency: one.saving === null ? null : 'USD' }),
  ),
);

const conflict = (a: Overlapping, b: Overlapping): boolean =>
  a.claims.some((one) =>
    b.claims.some(
      (other) =>
        one.resource_id.toLowerCase() === other.resource_id.toLowerCase() &&
        (one.component === other.component || one.component === 'all' || other.component === 'all'),
    ),
  );
const weight = (all: Overlapping[]): number => all.reduce((sum, { saving }) => sum + Number(saving ?? 0), 0);

/** The most that any set without conflicts saves, by trying every one. */
function bruteForce(findings: Overlapping[]): number {
  let best = 0;
  for (let mask = 0; mask < 1 << findings.length; mask++) {
    const set = findings.filter((_, index) => (mask >> index) & 1);
    if (set.every((one, index) => set.slice(index + 1).every((other) => !conflict(one, other))))
      best = Math.max(best, weight(set));
  }
  return best;
}

describe('for arbitrary findings the best set', () => {
  it('saves as much as any, and has no conflict', () => {
    assert(
      property(some, (findings) => {
        const { chosen: taken, at_most_more } = bestSet(findings);
        const set = findings.filter(({ identity }) => taken.has(identity));
        for (const [index, one] of set.entries())
          for (const other of set.slice(index + 1)) expect(conflict(one, other)).toBe(false);
        expect(weight(set)).toBe(bruteForce(findings));
        expect(at_most_more).toEqual({});
      }),
    );
  });

  it('tells exactly the conflicts', () => {
    assert(
      property(some, (findings) => {
        const { conflicts } = bestSet(findings);
        for (const one of findings) {
          const expected = findings
            .filter((other) => other !== one && conflict(one, other))
            .map(({ identity }) => identity);
          expect(conflicts.get(one.identity)).toEqual(expected.toSorted());
        }
      }),
    );
  });

  it('is the same in any order', () => {
    assert(
      property(some, (findings) => {
        expect(bestSet(findings.toReversed()).chosen).toEqual(bestSet(findings).chosen);
      }),
    );
  });
});

it('takes little time for many that hang together', () => {
  const many = Array.from({ length: 2_000 }, (_, index) =>
    finding(`f${index}`, (index * 7_919) % 1_009, [`r${index}`, 'all'], [`r${(index * 31) % 2_000}`, 'compute']),
  );
  const started = performance.now();
  const { chosen: taken, conflicts } = bestSet(many);
  for (const identity of taken) for (const other of conflicts.get(identity)!) expect(taken.has(other)).toBe(false);
  expect(performance.now() - started).toBeLessThan(10_000);
});
