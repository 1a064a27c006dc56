import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CloudAnswer } from '../../connections/core/cloud-call.ts';
import type { Standing, Step } from './action.ts';
import { afterCall, afterLook, afterOperation, type Move, type StepProgress } from './execute.ts';

const T0 = Date.parse('2026-03-01T10:00:00Z');
const at = (seconds: number): Date => new Date(T0 + seconds * 1_000);

const ok = (body: unknown = null, operation: string | null = null): CloudAnswer => ({ ok: true, body, operation });
const failed = (meaning: Extract<CloudAnswer, { ok: false }>['meaning'], code = 'Code'): CloudAnswer => ({
  ok: false,
  meaning,
  code,
  message: 'It says so.',
  permission: null,
});

const STOP = { cloud: 'aws', service: 'ec2', operation: 'StopInstances', region: 'eu-central-1', input: {} } as const;
/** A step whose look answers the standing itself; what is gone is done. */
const step: Step = {
  id: 'stop',
  title: 'Stop the instance',
  look: { ...STOP, operation: 'DescribeInstances' },
  judge: (answer) => (answer.ok ? (answer.body as Standing) : { at: 'done', kept: { gone: 'yes' } }),
  call: STOP,
  timeout_seconds: 600,
  passing_refusals: ['IncorrectInstanceState'],
};
const waiting: Step = { ...step, call: null };

const seen = (standing: Standing): CloudAnswer => ok(standing);
const TODO = seen({ at: 'todo' });

const progress = (told: Partial<StepProgress> = {}): StepProgress => ({
  started_at: at(0).toISOString(),
  calls_made: 0,
  called_at: null,
  last_answer: null,
  ...told,
});
/** Called so many times, the last time `seconds` after the start. */
const called = (seconds: number, last_answer: CloudAnswer | null = null, calls_made = 1): StepProgress =>
  progress({ calls_made, called_at: at(seconds).toISOString(), last_answer });

describe('after a look', () => {
  it.each<[string, Step, CloudAnswer, StepProgress, number, Partial<Move>]>([
    ['nothing of it is there', step, TODO, progress(), 0, { move: 'call' }],
    ['it is done', step, seen({ at: 'done', kept: { id: '1' } }), progress(), 0, { move: 'done', kept: { id: '1' } }],
    ['it is done, and late', step, seen({ at: 'done' }), progress(), 6_000, { move: 'done', kept: {} }],
    ['what it is about is gone', step, failed('gone'), progress(), 0, { move: 'done', kept: { gone: 'yes' } }],
    [
      'it can’t be done',
      step,
      seen({ at: 'impossible', because: 'No.' }),
      progress(),
      0,
      { move: 'fail', because: 'No.' },
    ],
    [
      'it goes on',
      step,
      seen({ at: 'under_way', message: '40 %' }),
      called(0),
      5,
      { move: 'wait', seconds: 1, message: '40 %' },
    ],
    [
      'it goes on for a while',
      step,
      seen({ at: 'under_way', message: '' }),
      called(0),
      30,
      { move: 'wait', seconds: 3 },
    ],
    [
      'it goes on for minutes',
      step,
      seen({ at: 'under_way', message: '' }),
      called(0),
      300,
      { move: 'wait', seconds: 15 },
    ],
    [
      'it nearly took too long',
      step,
      seen({ at: 'under_way', message: '' }),
      called(0),
      595,
      { move: 'wait', seconds: 5 },
    ],
    [
      'it took too long',
      step,
      seen({ at: 'under_way', message: '40 %' }),
      called(0),
      600,
      { move: 'fail', because: 'It was not done within 10 minutes. Seen last: 40 %' },
    ],
    ['the cloud does not show it yet', step, TODO, called(0, ok()), 14, { move: 'wait' }],
    ['the process ended before an answer', step, TODO, called(0), 14, { move: 'wait' }],
    ['the cloud shows nothing for long', step, TODO, called(0, ok()), 15, { move: 'call' }],
    ['the cloud never shows it', step, TODO, called(40, ok(), 3), 60, { move: 'fail' }],
    [
      'the cloud says each time that something is gone',
      step,
      TODO,
      called(40, failed('gone', 'InvalidSnapshot.NotFound'), 3),
      60,
      {
        move: 'fail',
        because:
          'It was asked for 3 times, and the cloud still shows nothing of it. It answered last: InvalidSnapshot.NotFound: It says so.',
      },
    ],
    [
      'the cloud says why it does not stay so',
      step,
      seen({ at: 'todo', seen: 'Its key can’t be used.' }),
      called(40, ok(), 3),
      60,
      {
        move: 'fail',
        because: 'It was asked for 3 times, and the cloud still shows nothing of it. Its key can’t be used.',
      },
    ],
    ['the call was throttled', step, TODO, called(0, failed('throttled')), 1, { move: 'call' }],
    ['the call was throttled often', step, TODO, called(99, failed('throttled'), 9), 100, { move: 'call' }],
    ['the call was throttled until the end', step, TODO, called(599, failed('throttled'), 9), 600, { move: 'fail' }],
    [
      'it was refused for now',
      step,
      TODO,
      called(0, failed('refused', 'IncorrectInstanceState'), 9),
      14,
      { move: 'wait' },
    ],
    [
      'it was refused for a while',
      step,
      TODO,
      called(0, failed('refused', 'IncorrectInstanceState'), 9),
      15,
      { move: 'call' },
    ],
    [
      'it was refused until the end',
      step,
      TODO,
      called(590, failed('refused', 'IncorrectInstanceState'), 9),
      600,
      { move: 'fail' },
    ],
    ['it only waits', waiting, TODO, progress(), 0, { move: 'wait', seconds: 1 }],
    ['it only waits, too long', waiting, TODO, progress(), 600, { move: 'fail' }],
    ['it may not be looked at', step, failed('denied'), progress(), 0, { move: 'fail', because: 'It says so.' }],
    ['a look is refused', step, failed('refused'), progress(), 0, { move: 'fail' }],
    ['a look is throttled', step, failed('throttled'), progress(), 0, { move: 'wait' }],
    ['a look is not answered', step, failed('unclear'), progress(), 0, { move: 'wait' }],
    ['no look was ever answered', step, failed('unclear'), progress(), 600, { move: 'fail' }],
  ])('%s', (_, what, answer, how_far, seconds, move) => {
    expect(afterLook(what, answer, how_far, at(seconds))).toMatchObject(move);
  });
});

describe('after a call', () => {
  it.each<[string, CloudAnswer, number, Partial<Move> | null]>([
    ['that was taken', ok(), 0, null],
    ['of what is gone', failed('gone'), 0, null],
    ['without a clear answer', failed('unclear'), 0, null],
    ['that was throttled', failed('throttled'), 0, { move: 'wait', seconds: 1 }],
    ['that was refused for now', failed('refused', 'IncorrectInstanceState'), 0, { move: 'wait' }],
    ['that was refused until the end', failed('refused', 'IncorrectInstanceState'), 600, { move: 'fail' }],
    ['that was refused', failed('refused'), 0, { move: 'fail', because: 'The cloud refused it (Code: It says so.).' }],
    ['that may not be made', failed('denied'), 0, { move: 'fail', because: 'It says so.' }],
  ])('%s', (_, answer, seconds, move) => {
    const next = afterCall(step, answer, called(0, answer), at(seconds));
    if (move === null) expect(next).toBeNull();
    else expect(next).toMatchObject(move);
  });
});

describe('by the cloud’s own record of what it has begun', () => {
  it.each<[string, CloudAnswer, Partial<Move> | null]>([
    ['it goes on', ok({ status: 'InProgress' }), { move: 'wait', message: 'InProgress.' }],
    ['it is over', ok({ status: 'Succeeded' }), null],
    ['it is over, and nothing is said', ok(null), null],
    [
      'it has failed',
      ok({ status: 'Failed', error: { code: 'Full', message: 'No room.' } }),
      { move: 'fail', because: 'The cloud began it, and gave up (Full: No room.).' },
    ],
    ['it was given up', ok({ status: 'Canceled' }), { move: 'fail' }],
    ['it is to be asked later', failed('throttled'), { move: 'wait' }],
    ['the record is gone', failed('gone'), null],
  ])('%s', (_, answer, move) => {
    const next = afterOperation(step, answer, called(0, ok()), at(3));
    if (move === null) expect(next).toBeNull();
    else expect(next).toMatchObject(move);
  });
});

/** What a cloud may do with one call: whether it carries it out, after how long that shows, and what it answers. */
const fate = fc.record({
  is_done: fc.boolean(),
  shows_after: fc.integer({ min: 0, max: 12 }),
  answer: fc.constantFrom<CloudAnswer | null>(
    ok(),
    failed('unclear'),
    failed('throttled'),
    failed('refused', 'IncorrectInstanceState'),
    failed('refused'),
    // The process is killed before there is an answer.
    null,
  ),
});
/** Only what was taken, or is not known, may have been carried out. */
const mayBeDone = (answer: CloudAnswer | null): boolean => answer === null || answer.ok || answer.meaning === 'unclear';

describe('a step', () => {
  it('ends, is carried out once where clouds show what they did within the time that is waited, and then is done', () => {
    fc.assert(
      fc.property(fc.array(fate, { minLength: 1, maxLength: 12 }), fc.boolean(), (fates, is_done_before) => {
        let clock = 0;
        let done_at = is_done_before ? 0 : Number.POSITIVE_INFINITY;
        let times_done = 0;
        const how_far = progress();
        const calls: number[] = [];
        for (let turn = 0; turn < 2_000; turn++) {
          const move = afterLook(step, seen({ at: clock >= done_at ? 'done' : 'todo' }), how_far, at(clock));
          let next: Move | null = move;
          if (move.move === 'call') {
            calls.push(clock);
            const { is_done, shows_after, answer } = fates[Math.min(calls.length, fates.length) - 1]!;
            if (is_done && mayBeDone(answer)) {
              times_done += 1;
              done_at = Math.min(done_at, clock + shows_after);
            }
            Object.assign(how_far, {
              calls_made: calls.length,
              called_at: at(clock).toISOString(),
              last_answer: answer,
            });
            next = answer === null ? null : afterCall(step, answer, how_far, at(clock));
          }
          if (next === null) continue;
          if (next.move === 'done') {
            expect(times_done).toBe(is_done_before ? 0 : 1);
            return;
          }
          if (next.move === 'fail') {
            expect(times_done).toBe(0);
            expect(clock).toBeLessThanOrEqual(step.timeout_seconds + 1);
            return;
          }
          if (next.move === 'wait') {
            expect(next.seconds).toBeGreaterThan(0);
            clock += next.seconds;
          }
        }
        throw new Error('It never ends.');
      }),
      { numRuns: 500 },
    );
  });
});
