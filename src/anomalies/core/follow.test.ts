import { describe, expect, it } from 'vitest';
import { always, during, judged, START } from '../../../test/support/incidents.ts';
import { addDays, daysBetween } from '../../platform/core/dates.ts';
import {
  continuingIncidents,
  type FollowedWindow,
  findWithKnown,
  followIncidents,
  type KnownIncident,
  type KnownPattern,
} from './follow.ts';
import { type FoundIncident, findIncidents } from './incidents.ts';

const date = (day: number): string => addDays(START, day);

const FOUND: FoundIncident = {
  currency: 'USD',
  scope: { account: 'a', service: 'x' },
  scope_key: 'account=a&service=x',
  title: 'a · x',
  kind: 'spike',
  direction: 'up',
  severity: 'medium',
  started_on: date(100),
  last_day: date(102),
  is_ongoing: true,
  first_alarm_on: date(100),
  last_alarm_on: date(102),
  expected: 300,
  actual: 640,
  impact: 340,
  peak_per_day: 120,
  series: { start: date(58), actual: [], expected: [], lower: [], upper: [] },
  alarms: [
    {
      scope_key: 'account=a&service=x',
      title: 'a · x',
      first_day: date(100),
      last_day: date(102),
      days: 3,
      impact: 340,
    },
  ],
  explanation: ['Apr 15, 2026 cost 220.00 USD where 100.00 USD were expected.'],
};

const known = (changes: Partial<KnownIncident> = {}): KnownIncident => ({
  id: '1',
  status: 'open',
  resolved_through: null,
  series_start: date(100),
  series_actual: [210, 210, 220],
  ...FOUND,
  ...changes,
});
const found = (changes: Partial<FoundIncident> = {}): FoundIncident => ({ ...FOUND, ...changes });
const pattern = (changes: Partial<KnownPattern> = {}): KnownPattern => ({
  id: 'p',
  currency: 'USD',
  scope: FOUND.scope,
  scope_key: FOUND.scope_key,
  direction: 'up',
  up_to_per_day: 150,
  ...changes,
});
/** The costs of the slice from day 100 on, as they are now. */
const window = (amounts = [210, 210, 220], patterns: KnownPattern[] = []): FollowedWindow => ({
  judged_from: date(60),
  judged_through: date(110),
  patterns,
  severities_slide: true,
  announced: [],
  start: date(100),
  amounts: new Map([[FOUND.scope_key, Float64Array.from(amounts)]]),
});
const told = (before: KnownIncident[], now: FoundIncident[], seen = window()): unknown[] =>
  followIncidents(before, now, seen).map((change) => [
    change.change,
    'entries' in change ? change.entries.map(({ kind, text }) => `${kind}: ${text}`) : [],
  ]);

describe('what was not known', () => {
  it('is new, and said with its first reason', () => {
    expect(told([], [found()])).toEqual([
      ['new', ['detected: Apr 15, 2026 cost 220.00 USD where 100.00 USD were expected.']],
    ]);
  });

  it('is new beside another in another currency, direction, place or time', () => {
    for (const other of [
      { currency: 'EUR' },
      { direction: 'down' as const },
      { scope: { account: 'b' }, scope_key: 'account=b', alarms: [] },
      {
        started_on: date(70),
        last_day: date(80),
        is_ongoing: false,
        status: 'resolved' as const,
        resolved_through: date(60),
      },
    ])
      expect(
        told([known({ ...other, status: other.status ?? 'acknowledged', alarms: [] })], [found()])[0],
      ).toMatchObject(['new', {}]);
  });

  it.each([
    ['as large as normal', {}, 'suppressed'],
    ['larger than normal', { up_to_per_day: 119 }, 'new'],
    ['within costs that are normal', { scope: { service: 'x' }, scope_key: 'service=x' }, 'suppressed'],
    ['beside costs that are normal', { scope: { service: 'y' }, scope_key: 'service=y' }, 'new'],
    ['when all costs may deviate as much', { scope: {}, scope_key: '' }, 'new'],
    ['in the other direction', { direction: 'down' as const }, 'new'],
    ['in another currency', { currency: 'EUR' }, 'new'],
  ])('%s', (_, changes, expected) => {
    const changes_of = followIncidents([], [found()], window(undefined, [pattern(changes)]));
    expect(changes_of).toMatchObject([{ change: expected, ...(expected === 'suppressed' ? { pattern_id: 'p' } : {}) }]);
  });
});

describe('what was known', () => {
  it('is updated without a word while it goes on', () => {
    expect(told([known()], [found({ last_day: date(103), impact: 460 })])).toEqual([['updated', []]]);
  });

  it.each([
    ['has ended', {}, { is_ongoing: false }, ['ended: It ended on Apr 17, 2026. Its impact was 340.00 USD.']],
    [
      'is normal now',
      {},
      { is_ongoing: false, last_day: date(132) },
      ['ended: 30 days have passed since its last alarm: these costs count as normal now. Its impact was 340.00 USD.'],
    ],
    [
      'goes on after all',
      { is_ongoing: false },
      { last_day: date(104) },
      ['changed: It goes on: Apr 19, 2026 was out of the ordinary too.'],
    ],
    [
      'is more severe',
      {},
      { severity: 'high' as const, impact: 5_200 },
      ['changed: Its severity is high, it was medium: the impact is 5,200.00 USD.'],
    ],
    ['began before', {}, { started_on: date(99) }, ['changed: It began on Apr 14, 2026, not on Apr 15, 2026.']],
    [
      'is narrower',
      { scope: { account: 'a' }, scope_key: 'account=a', title: 'a' },
      {},
      ['changed: It is about “a · x”, by what is known now: it was reported for “a”.'],
    ],
  ])('%s', (_, before, now, entries) => {
    expect(told([known(before)], [found(now)])).toEqual([['updated', entries]]);
  });

  it('says what a restatement changed', () => {
    expect(told([known()], [found({ impact: 120.5 })], window([210, -9.5, 220]))).toEqual([
      [
        'updated',
        ['restated: Costs of Apr 16, 2026 were restated by -219.50 USD: the impact is 120.50 instead of 340.00.'],
      ],
    ]);
  });

  it('keeps its severity while its impact is the same, whatever the spend has become', () => {
    const [change] = followIncidents([known()], [found({ severity: 'high', is_ongoing: false })], window());
    expect(change).toMatchObject({ change: 'updated', found: { severity: 'medium' }, entries: [{ kind: 'ended' }] });
    const explanation = ['Its severity is high for 340.00 USD: medium begins at 10.00 USD.'];
    const [kept] = followIncidents([known()], [found({ severity: 'high', explanation })], window());
    expect(kept).toMatchObject({
      found: { explanation: [expect.stringMatching(/^Its severity is medium for 340.00 USD, as it was/)] },
    });
    const own = { ...window(), severities_slide: false };
    expect(followIncidents([known()], [found({ severity: 'high', explanation })], own)).toMatchObject([
      { found: { severity: 'high', explanation }, entries: [{ kind: 'changed' }] },
    ]);
  });

  it('is left alone once it is over and its days are all there', () => {
    const over = { is_ongoing: false };
    const months = { series_actual: [210, 210, 220, ...Array.from({ length: 57 }, () => 100)] };
    expect(followIncidents([known({ ...over, ...months })], [found(over)], window())).toEqual([]);
    expect(followIncidents([known(over)], [found(over)], window())).toMatchObject([{ change: 'updated' }]);
    expect(followIncidents([known({ ...over, ...months })], [found({ ...over, impact: 350 })], window())).toMatchObject(
      [{ change: 'updated' }],
    );
  });

  it('keeps the alarms from before the judged days', () => {
    const early = { scope_key: 'service=x', title: 'x', first_day: date(50), last_day: date(53), days: 4, impact: 400 };
    const before = known({
      started_on: date(50),
      alarms: [early, { ...FOUND.alarms[0]!, first_day: date(55), days: 8 }],
    });
    const [change] = followIncidents([before], [found({ started_on: date(50) })], window());
    expect(change).toMatchObject({
      change: 'updated',
      found: { alarms: [early, { scope_key: FOUND.scope_key, first_day: date(55), last_day: date(102), days: 8 }] },
    });
  });

  it('is matched where it is most the same', () => {
    const wide = known({ id: '2', scope: { account: 'a' }, scope_key: 'account=a', alarms: [] });
    const changes = followIncidents([wide, known()], [found()], window());
    expect(changes).toMatchObject([
      { change: 'updated', id: '1' },
      { change: 'withdrawn', id: '2', entries: [{ text: 'It is one with “a · x”, which began on Apr 15, 2026.' }] },
    ]);
  });
});

describe('what was known and is not found any more', () => {
  it('is withdrawn, with the restatement', () => {
    expect(told([known()], [], window([100, 100, 100]))).toEqual([
      [
        'withdrawn',
        [
          'withdrawn: Costs of Apr 15, 2026 to Apr 17, 2026 were restated by -340.00 USD: they are no longer out of the ordinary.',
        ],
      ],
    ]);
  });

  it('is withdrawn where nothing but the judgement changed', () => {
    expect(told([known({ status: 'acknowledged' })], [])).toEqual([
      [
        'withdrawn',
        [
          'withdrawn: The costs of Apr 15, 2026 to Apr 17, 2026 were judged again, with all that is known now: they are not out of the ordinary.',
        ],
      ],
    ]);
  });

  it('is one with another that holds it', () => {
    const wide = known({ id: '2', scope: { account: 'a' }, scope_key: 'account=a', title: 'a' });
    const changes = followIncidents(
      [known(), wide],
      [found({ scope: { account: 'a' }, scope_key: 'account=a', title: 'a' })],
      window(),
    );
    expect(changes).toMatchObject([
      { change: 'updated', id: '2' },
      { change: 'withdrawn', id: '1', entries: [{ text: 'It is one with “a”, which began on Apr 15, 2026.' }] },
    ]);
  });

  it.each([
    ['was dealt with', { status: 'resolved' as const, resolved_through: date(105) }],
    ['was called normal', { status: 'expected' as const }],
    ['is withdrawn already', { status: 'withdrawn' as const }],
    ['alarmed before the judged days', { alarms: [{ ...FOUND.alarms[0]!, first_day: date(59) }] }],
  ])('stays as it is when it %s', (_, before) => {
    expect(followIncidents([known(before)], [], window())).toEqual([]);
  });
});

describe('what was known and alarms no longer', () => {
  /** Found without an alarm of its own only where it is told of: with `left` a day of what it was. */
  const finder =
    (left: number) =>
    (continuing: readonly { started_on: string }[]): FoundIncident[] =>
      continuing.map(({ started_on }) => found({ started_on, peak_per_day: left }));

  it('is still found while half of its worst day is left', () => {
    expect(findWithKnown([known()], window(), finder(60))).toMatchObject([{ started_on: FOUND.started_on }]);
    expect(findWithKnown([known()], window(), finder(59))).toEqual([]);
  });

  it('is not looked for where people have dealt with it, or it is part of another', () => {
    expect(findWithKnown([known({ status: 'resolved', resolved_through: date(105) })], window(), finder(120))).toEqual(
      [],
    );
    const wide = found({ scope: { account: 'a' }, scope_key: 'account=a' });
    expect(findWithKnown([known()], window(), () => [wide])).toEqual([wide]);
  });
});

describe('what was known and is announced since', () => {
  const announced = [{ found: found(), event: 'A sale' }];
  it('is withdrawn, with the event', () => {
    const text = 'The calendar announces it now, as “A sale”: it is as planned, and no larger.';
    for (const changes of [{}, { alarms: [{ ...FOUND.alarms[0]!, first_day: date(50) }] }])
      expect(told([known(changes)], [], { ...window(), announced })).toEqual([['withdrawn', [`withdrawn: ${text}`]]]);
  });

  it('stays where people have dealt with it', () => {
    expect(told([known({ status: 'expected' })], [], { ...window(), announced })).toEqual([]);
  });
});

describe('what people have decided', () => {
  it('stands while nothing new happens', () => {
    expect(
      told([known({ status: 'resolved', resolved_through: date(104) })], [found({ last_day: date(108) })]),
    ).toEqual([['updated', []]]);
  });

  it('is undone when it alarms again', () => {
    const before = known({ status: 'resolved', resolved_through: date(104) });
    expect(told([before], [found({ last_day: date(106), last_alarm_on: date(106) })])).toEqual([
      ['reopened', ['reopened: Apr 21, 2026 alarmed again, 2 days after the last day known when it was resolved.']],
    ]);
  });

  it('is undone when it comes back within 30 days', () => {
    const before = known({ status: 'resolved', resolved_through: date(104), is_ongoing: false });
    const back = (day: number) =>
      found({
        started_on: date(day),
        first_alarm_on: date(day),
        last_alarm_on: date(day + 1),
        last_day: date(day + 1),
      });
    expect(told([before], [back(120)])).toEqual([
      [
        'reopened',
        [
          'reopened: May 6, 2026 alarmed again, 17 days after the last day known when it was resolved. Before, it lasted from Apr 15, 2026 to Apr 17, 2026 and its impact was 340.00 USD.',
          'changed: It began on May 5, 2026, not on Apr 15, 2026.',
          'changed: It goes on: May 6, 2026 was out of the ordinary too.',
        ],
      ],
    ]);
    expect(told([before], [back(135)])).toMatchObject([['new', {}]]);
  });

  it('is undone when it exceeds what was called normal', () => {
    const before = known({ status: 'expected' });
    const seen = window(undefined, [pattern()]);
    expect(told([before], [found()], seen)).toEqual([['updated', []]]);
    expect(told([before], [found({ peak_per_day: 200 })], seen)).toEqual([
      ['reopened', ['reopened: A day was 200.00 USD away from what was expected: up to 150.00 USD was called normal.']],
    ]);
  });

  it('is undone when the costs that had been restated are there again', () => {
    expect(told([known({ status: 'withdrawn' })], [found()])).toMatchObject([['reopened', {}]]);
  });

  it('is not undone by what was called normal', () => {
    const back = { started_on: date(120), first_alarm_on: date(120), last_alarm_on: date(121), last_day: date(121) };
    const resolved = known({ status: 'resolved', resolved_through: date(104), is_ongoing: false });
    const seen = window(undefined, [pattern()]);
    expect(told([resolved], [found(back)], seen)).toMatchObject([['suppressed', []]]);
    expect(told([known({ status: 'withdrawn' })], [found()], seen)).toMatchObject([['suppressed', []]]);
    const goes_on = found({ last_day: date(106), last_alarm_on: date(106) });
    expect(told([resolved], [goes_on], seen)).toMatchObject([['updated', {}]]);
  });

  it('stays with what stands, not with what was withdrawn as a part of it', () => {
    const part = known({ id: '2', status: 'withdrawn' });
    const whole = known({ status: 'acknowledged', scope: { service: 'x' }, scope_key: 'service=x', title: 'x' });
    expect(followIncidents([part, whole], [found()], window())).toMatchObject([{ change: 'updated', id: '1' }]);
  });
});

describe('from one run to the next', () => {
  /** Judges the first `days` days, of which those from `from` on, and follows what was known. */
  function run(before: KnownIncident[], days: number, from: number, costs: (day: number) => number): KnownIncident[] {
    const all = ['x', 'y', 'z'].map((service) => ({
      account: 'a',
      service,
      costs: service === 'x' ? costs : always(100),
    }));
    const input = judged(all, days, from);
    const incidents = findIncidents({ ...input, continuing: continuingIncidents(before, date(from)) });
    const changes = followIncidents(before, incidents, {
      judged_from: date(from),
      judged_through: date(days - 1),
      patterns: [],
      severities_slide: true,
      announced: [],
      start: START,
      amounts: new Map(input.slices.map(({ key, amounts }) => [key, amounts])),
    });
    expect(changes.map(({ change }) => change)).toEqual(changes.map(() => (before.length > 0 ? 'updated' : 'new')));
    return changes.map((change) => {
      if (!('found' in change)) throw new Error(`did not expect ${change.change}`);
      const { series, ...stored } = change.found;
      return known({ ...stored, id: '1', series_start: series.start, series_actual: series.actual });
    });
  }

  it('comes to the same in pieces as at once', () => {
    const costs = during(100, 100, 125, 400);
    const at_once = run([], 140, 60, costs);
    let stored: KnownIncident[] = [];
    for (let days = 101; days <= 140; days++) stored = run(stored, days, Math.max(60, days - 10), costs);
    expect(stored).toHaveLength(1);
    const { started_on, last_day, is_ongoing, impact, kind, severity } = at_once[0]!;
    expect(stored[0]).toMatchObject({ started_on, last_day, is_ongoing, kind, severity });
    expect(stored[0]!.impact).toBeCloseTo(impact, 6);
    expect(daysBetween(started_on, last_day)).toBe(24);
  });
});
