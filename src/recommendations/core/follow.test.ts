import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../platform/core/dates.ts';
import type { Status } from './contract.ts';
import { type Followed, follow, RESOURCE_GONE, type Said, type Spoken, WENT_AWAY } from './follow.ts';

const DAY = '2026-11-20';
const spoken = (day: string, read_on: string | null = day): Spoken => ({ now: new Date(`${day}T03:00:00Z`), read_on });
const found: Said & { outcome: 'found' } = { outcome: 'found', title: 'Stop it', saving: '100', currency: 'USD' };
const untold: Said = { outcome: 'untold', because: 'Nothing was measured.' };
const excluded: Said = { outcome: 'excluded', because: 'It is needed for audits.' };

const standing = (more: Partial<Followed> = {}): Followed => ({
  status: 'open',
  snoozed_until: null,
  dismissal_reason: null,
  status_before: null,
  implemented_on: null,
  resolved_on: null,
  title: 'Stop it',
  saving: '100',
  currency: 'USD',
  stale_because: null,
  first_found_at: '2026-11-01T03:00:00.000Z',
  ...more,
});

describe('a recommendation', () => {
  it('begins as new, and is told', () => {
    const step = follow(null, found, spoken(DAY));
    expect(step).toMatchObject({ state: { status: 'new', saving: '100' }, event: 'found', takes_finding: true });
    expect(step.entries).toEqual([{ kind: 'found', text: null }]);
  });

  it.each<Said>([{ outcome: 'fine' }, { outcome: 'gone' }, excluded, untold])('does not begin where %s', (said) => {
    expect(follow(null, said, spoken(DAY))).toEqual({ state: null, entries: [], event: null, takes_finding: false });
  });

  it.each([
    ['2026-11-26', 'new'],
    ['2026-11-27', 'open'],
  ])('found first on 20 November is on %s %s', (day, status) => {
    const first = follow(null, found, spoken('2026-11-20')).state;
    expect(follow(first, found, spoken(day))).toMatchObject({ state: { status }, entries: [], event: null });
    expect(follow(first, untold, spoken(day)).state?.status).toBe(status);
  });

  it.each<[Said, string]>([
    [{ outcome: 'fine' }, WENT_AWAY],
    [{ outcome: 'gone' }, RESOURCE_GONE],
    [excluded, 'It is needed for audits.'],
  ])('is resolved where %o, and history says why', (said, text) => {
    for (const status of ['new', 'open', 'accepted', 'snoozed'] as const) {
      const step = follow(standing({ status, snoozed_until: '2027-01-01' }), said, spoken(DAY));
      expect(step).toEqual({
        state: standing({ status: 'resolved', status_before: status, resolved_on: DAY }),
        entries: [{ kind: 'resolved', text }],
        event: 'resolved',
        takes_finding: false,
      });
    }
    expect(follow(standing({ status: 'dismissed' }), said, spoken(DAY))).toMatchObject({
      state: { status: 'resolved', status_before: 'dismissed' },
      event: null,
    });
  });

  it.each<[Status, Status, string | null]>([
    ['accepted', 'open', 'found'],
    ['snoozed', 'open', 'found'],
    ['new', 'open', 'found'],
    ['dismissed', 'dismissed', null],
  ])('that was %s when it was resolved comes back as %s', (status_before, status, event) => {
    const before = standing({
      status: 'resolved',
      status_before,
      resolved_on: '2026-11-10',
      dismissal_reason: status_before === 'dismissed' ? 'needed' : null,
    });
    const step = follow(before, { ...found, saving: '80' }, spoken(DAY));
    expect(step.state).toMatchObject({ status, status_before: null, resolved_on: null, saving: '80' });
    expect(step.state?.dismissal_reason).toBe(before.dismissal_reason);
    expect(step).toMatchObject({ event, takes_finding: true });
    expect(step.entries).toHaveLength(1);
  });

  it.each([
    ['2026-11-19', 'snoozed', []],
    ['2026-11-20', 'open', [{ kind: 'woken', text: null }]],
  ])('put off until 20 November is on %s %s', (day, status, entries) => {
    const before = standing({ status: 'snoozed', snoozed_until: '2026-11-20' });
    for (const said of [found, untold])
      expect(follow(before, said, spoken(day))).toMatchObject({ state: { status }, entries });
  });

  it.each([
    ['too early', '2026-11-16', '2026-11-16', 'implemented'],
    ['not looked at since', '2026-11-20', '2026-11-10', 'implemented'],
    ['never looked at', '2026-11-20', null, 'implemented'],
    ['still there after a week', '2026-11-17', '2026-11-17', 'open'],
  ])('said to be done on 10 November, but found: %s', (_, day, read_on, status) => {
    const before = standing({ status: 'implemented', implemented_on: '2026-11-10' });
    const step = follow(before, { ...found, saving: '5' }, spoken(day, read_on));
    expect(step.state?.status).toBe(status);
    // What it promised stays while it counts as done.
    expect(step.state?.saving).toBe(status === 'open' ? '5' : '100');
    expect(step.takes_finding).toBe(status === 'open');
    expect(step.entries.map(({ kind }) => kind)).toEqual(status === 'open' ? ['reopened'] : []);
  });

  it.each<Said>([{ outcome: 'fine' }, { outcome: 'gone' }, excluded])('that is done stays so where %o', (said) => {
    const before = standing({ status: 'implemented', implemented_on: '2026-11-10' });
    expect(follow(before, said, spoken(DAY))).toEqual({
      state: before,
      entries: [],
      event: null,
      takes_finding: false,
    });
  });

  it('that could not be judged stays as it was, and says why until it is judged again', () => {
    const step = follow(standing(), untold, spoken(DAY));
    expect(step).toMatchObject({ state: standing({ stale_because: 'Nothing was measured.' }), entries: [] });
    expect(follow(step.state, found, spoken(DAY)).state).toEqual(standing());
  });

  it.each([
    ['104.9', 'USD', 'Stop it', null],
    ['95', 'USD', 'Stop it', null],
    ['105.1', 'USD', 'Stop it', 'It saves 105.10 USD a month; it was 100.00 USD.'],
    ['-100', 'USD', 'Stop it', 'It saves -100.00 USD a month; it was 100.00 USD.'],
    ['100', 'EUR', 'Stop it', 'It saves 100.00 EUR a month; it was 100.00 USD.'],
    ['100', 'USD', 'Delete it', 'It is now: Delete it.'],
    [null, null, 'Stop it', "What it saves can't be told any more."],
  ])('that saves %s %s and says "%s" is another: %s', (saving, currency, title, text) => {
    const step = follow(standing(), { outcome: 'found', saving, currency, title }, spoken(DAY));
    expect(step.entries).toEqual(text === null ? [] : [{ kind: 'changed', text }]);
    expect(step).toMatchObject({ state: { saving, currency, title }, takes_finding: true, event: null });
  });
});

/** What people may do, as the API allows it. */
type Choice = 'open' | 'accepted' | 'snoozed' | 'dismissed' | 'implemented';

function choose(state: Followed, choice: Choice, day: string): Followed {
  if (state.status === 'resolved' || (choice === 'open' && state.status === 'new')) return state;
  return {
    ...state,
    status: choice,
    snoozed_until: choice === 'snoozed' ? addDays(day, 3) : null,
    dismissal_reason: choice === 'dismissed' ? 'needed' : null,
    implemented_on: choice === 'implemented' ? day : null,
  };
}

const said: fc.Arbitrary<Said> = fc.oneof(
  fc.record({
    outcome: fc.constant('found' as const),
    title: fc.constantFrom('Stop it', 'Delete it'),
    saving: fc.constantFrom('100', '101', '200', null),
    currency: fc.constant('USD'),
  }),
  fc.constantFrom<Said>({ outcome: 'fine' }, { outcome: 'gone' }, excluded, untold),
);
const event = fc.oneof(
  fc.record({ kind: fc.constant('run' as const), said, days: fc.nat({ max: 5 }), was_read: fc.boolean() }),
  fc.record({
    kind: fc.constant('choice' as const),
    choice: fc.constantFrom<Choice>('open', 'accepted', 'snoozed', 'dismissed', 'implemented'),
  }),
);

/** Where a recommendation is after runs and choices, and the day it is then. */
function play(events: readonly (typeof event extends fc.Arbitrary<infer E> ? E : never)[]) {
  let state: Followed | null = null;
  let day = '2026-01-01';
  for (const one of events) {
    if (one.kind === 'choice') state = state && choose(state, one.choice, day);
    else {
      day = addDays(day, one.days);
      state = follow(state, one.said, spoken(day, one.was_read ? day : null)).state;
    }
  }
  return { state, day };
}

const ACTIVE: readonly Status[] = ['new', 'open', 'accepted'];

describe('whatever runs and people do', () => {
  it('the same said again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), said, (events, last) => {
        const { state, day } = play(events);
        const once = follow(state, last, spoken(day));
        const twice = follow(once.state, last, spoken(day));
        expect(twice.state).toEqual(once.state);
        expect(twice.entries).toEqual([]);
        expect(twice.event).toBeNull();
      }),
    );
  });

  it('what goes on being found waits for somebody in the end, unless somebody dismissed it', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const { state, day } = play(events);
        const once = follow(state, found, spoken(day));
        const { state: later } = follow(once.state, found, spoken(addDays(day, 8)));
        expect([...ACTIVE, 'dismissed']).toContain(later?.status);
        if (later?.status === 'dismissed') expect(later.dismissal_reason).toBe('needed');
        expect(later).toMatchObject({
          status_before: null,
          resolved_on: null,
          snoozed_until: null,
          implemented_on: null,
        });
      }),
    );
  });

  it('what is gone ends, and states hold what belongs to them and nothing else', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const { state, day } = play(events);
        if (!state) return;
        expect(state.snoozed_until !== null).toBe(state.status === 'snoozed');
        expect(state.implemented_on !== null).toBe(state.status === 'implemented');
        expect(state.resolved_on !== null).toBe(state.status === 'resolved');
        expect(state.status_before !== null).toBe(state.status === 'resolved');
        expect(['resolved', 'implemented']).toContain(follow(state, { outcome: 'gone' }, spoken(day)).state?.status);
      }),
    );
  });
});
