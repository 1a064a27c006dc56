import { array, assert, boolean, constantFrom, integer, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedCommands } from './allowed.ts';
import {
  type Command,
  type Course,
  commandsFrom,
  follow,
  isRunning,
  type Person,
  proposed,
  STATES,
  type State,
} from './workflow.ts';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-11-26T00:00:00Z');
const at = (hours: number): string => new Date(START + hours * HOUR_MS).toISOString();
/** Proposals lapse then; what is completed can be undone so long. */
const EXPIRES = 48;
const UNDO_HOURS = 24;

const PEOPLE = ['ada', 'grace', 'mary', 'joan'];
const person = oneof(
  constantFrom(...PEOPLE).map((id): Person => ({ kind: 'user', id, name: id })),
  constantFrom<Person>(
    { kind: 'api_key', id: 'pipeline', name: 'pipeline' },
    { kind: 'system', id: null, name: 'FinOpsMind' },
  ),
);
const NAMES = [...new Set(STATES.flatMap(commandsFrom))];
/** They lead on to nothing: any command may be one of them. */
const ENDING: ReadonlySet<Command['command']> = new Set(['reject', 'cancel', 'expire']);
/** One command: any, or, so that changes come to their end as well, one of those that lead on from where they are. */
const move = record({
  leads_on: constantFrom(true, true, false),
  pick: integer({ min: 0, max: 1_000 }),
  by: person,
  for: integer({ min: 0, max: 12 }).map(at),
  undo_until: constantFrom(null, at(UNDO_HOURS), at(4 * UNDO_HOURS)),
  hours: integer({ min: 0, max: 5 }),
});
interface Move {
  leads_on: boolean;
  pick: number;
  by: Person;
  for: string;
  undo_until: string | null;
  hours: number;
}
function commandOf({ leads_on, pick, by, for: begins, undo_until }: Move, state: State): Command {
  const known = commandsFrom(state).filter((name) => !ENDING.has(name));
  const names = leads_on && known.length > 0 ? known : NAMES;
  const command = names[pick % names.length]!;
  if (command === 'approve') return { command, by };
  if (command === 'execute') return { command, for: begins };
  return command === 'complete' ? { command, undo_until } : { command };
}
const start = record({
  requirement: record({ approvals: integer({ min: 0, max: 3 }), four_eyes: boolean(), rule: constantFrom('A rule') }),
  proposed_by_id: constantFrom(...PEOPLE, null),
  is_reversible: boolean(),
}).map((about) => proposed({ ...about, expires_at: at(EXPIRES) }));

interface Moved {
  before: Course;
  command: Command;
  after: Course;
  now: string;
}
/** What becomes of a change by commands that come one after the other; those that were refused are left out. */
function play(first: Course, moves: readonly Move[]): Moved[] {
  let course = first;
  let hours = 0;
  const moved: Moved[] = [];
  for (const one of moves) {
    hours += one.hours;
    const command = commandOf(one, course.state);
    const outcome = follow(course, command, at(hours));
    if (!outcome.ok) {
      expect(outcome.because).toMatch(/^[A-Z].*\.$/);
      continue;
    }
    moved.push({ before: course, command, after: outcome.course, now: at(hours) });
    course = outcome.course;
  }
  return moved;
}
const RUNS = { numRuns: 1_500 };
/** Long enough that changes are carried out in many of the plays. */
const moves = array(move, { minLength: 5, maxLength: 40 });
const entered = (moved: readonly Moved[], state: State): Moved[] =>
  moved.filter(({ before, after }) => before.state !== state && after.state === state);

describe('whatever is commanded, in whatever order', () => {
  it('nothing is carried out without the approvals that its rule asks for, of different people', () => {
    let begun = 0;
    assert(
      property(start, moves, (first, commands) => {
        for (const { after } of entered(play(first, commands), 'executing')) {
          begun += 1;
          const by = after.approvals.map(({ by_id }) => by_id);
          expect(new Set(by).size).toBe(by.length);
          expect(by.length).toBeGreaterThanOrEqual(after.requirement.approvals);
          if (after.requirement.four_eyes) expect(by).not.toContain(after.proposed_by_id);
          expect(by.every((id) => PEOPLE.includes(id))).toBe(true);
          expect(after.requirement).toEqual(first.requirement);
          for (const approval of after.approvals) expect(approval.at < after.expires_at).toBe(true);
        }
      }),
      RUNS,
    );
    expect(begun).toBeGreaterThan(100);
  });

  it('nothing is carried out twice, nor before its time, nor after it was taken back', () => {
    assert(
      property(start, moves, (first, commands) => {
        const moved = play(first, commands);
        const begun = entered(moved, 'executing');
        expect(begun.length).toBeLessThanOrEqual(1);
        for (const { before, now } of begun) {
          expect(before.state).toBe('scheduled');
          expect(before.scheduled_for! <= now).toBe(true);
        }
        const ended = moved.findIndex(({ after }) => ['rejected', 'cancelled', 'expired'].includes(after.state));
        if (ended >= 0) expect(moved.slice(ended + 1)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('it is undone only what was changed, can be undone, and as long as it can', () => {
    let undone = 0;
    assert(
      property(start, moves, (first, commands) => {
        for (const { before, now } of entered(play(first, commands), 'rolling_back')) {
          undone += 1;
          expect(before.is_reversible).toBe(true);
          expect(before.has_changed || before.state === 'rollback_failed').toBe(true);
          if (before.state === 'completed') expect(before.undo_until === null || now < before.undo_until).toBe(true);
        }
      }),
      RUNS,
    );
    expect(undone).toBeGreaterThan(50);
  });

  it('what somebody wants to be stopped is never called completed', () => {
    assert(
      property(start, moves, (first, commands) => {
        for (const { before } of entered(play(first, commands), 'completed')) expect(before.stop_requested).toBe(false);
      }),
      RUNS,
    );
  });

  it('proposals lapse only when their time is over, and are not let begin after that', () => {
    assert(
      property(start, moves, (first, commands) => {
        for (const { before, command: given, now } of play(first, commands)) {
          if (given.command === 'expire') expect(now >= before.expires_at).toBe(true);
          if (given.command === 'execute' && before.state === 'approved') expect(now < before.expires_at).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('there is always a way on, but at an end', () => {
    const ends: State[] = ['rejected', 'cancelled', 'expired', 'rolled_back'];
    for (const state of STATES) expect(commandsFrom(state).length === 0, state).toBe(ends.includes(state));
    const executor: Command[] = [
      { command: 'begin' },
      { command: 'verify' },
      { command: 'complete', undo_until: null },
      { command: 'fail' },
      { command: 'undone' },
      { command: 'undo_failed' },
      { command: 'expire' },
    ];
    assert(
      property(start, moves, (first, commands) => {
        const course = play(first, commands).at(-1)?.after ?? first;
        const much_later = new Date(START + 10_000 * HOUR_MS).toISOString();
        // Nothing depends on people: what runs can end, what waits can begin or lapse.
        const leads_on = executor.some((one) => follow(course, one, much_later).ok);
        expect(leads_on).toBe(isRunning(course.state) || ['proposed', 'approved', 'scheduled'].includes(course.state));
      }),
      RUNS,
    );
  });

  it('what a person is told that they may do, they may', () => {
    const asker = record({ id: constantFrom(...PEOPLE), role: constantFrom('admin', 'member', 'viewer') });
    assert(
      property(start, moves, asker, integer({ min: 0, max: 200 }), (first, commands, by, hours) => {
        const course = play(first, commands).at(-1)?.after ?? first;
        const who: Person = { kind: 'user', id: by.id, name: by.id };
        for (const one of allowedCommands(course, { ...who, role: by.role }, at(hours))) {
          expect(one.allowed).toBe(one.because === null);
          if (!one.allowed) continue;
          const given: Command =
            one.command === 'approve'
              ? { command: 'approve', by: who }
              : one.command === 'execute'
                ? { command: 'execute', for: at(hours) }
                : { command: one.command };
          expect(follow(course, given, at(hours)).ok).toBe(true);
          expect(by.role).not.toBe('viewer');
          if (['approve', 'reject'].includes(one.command)) expect(by.role).toBe('admin');
          if (one.command === 'cancel') expect(by.role === 'admin' || by.id === course.proposed_by_id).toBe(true);
        }
      }),
      RUNS,
    );
  });
});

// However a change came to be in these states: what is stored is not trusted.
it.each([
  ['approved', { command: 'execute', for: at(1) }],
  ['scheduled', { command: 'execute', for: at(1) }],
  ['scheduled', { command: 'begin' }],
] as const)('what is %s without all of its approvals goes no further', (state, command) => {
  const requirement = { approvals: 2, four_eyes: true, rule: 'Two' };
  const course: Course = {
    ...proposed({ requirement, proposed_by_id: 'mary', is_reversible: true, expires_at: at(EXPIRES) }),
    state,
    scheduled_for: at(1),
  };
  const by = (by_id: string) => ({ by_id, by: by_id, at: at(0) });
  const outcome = (...ids: string[]) => follow({ ...course, approvals: ids.map(by) }, command, at(2)).ok;
  expect([outcome(), outcome('ada'), outcome('ada', 'ada'), outcome('ada', 'grace')]).toEqual([
    false,
    false,
    false,
    true,
  ]);
});
