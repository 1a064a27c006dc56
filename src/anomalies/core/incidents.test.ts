import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { always, type Costs, during, judged, START } from '../../../test/support/incidents.ts';
import { addDays } from '../../platform/core/dates.ts';
import { type FoundIncident, findIncidents, type IncidentInput } from './incidents.ts';

const DAYS = 140;
const date = (day: number): string => addDays(START, day);
/** Accounts a, b and c with services x, y and z each, all at 100 a day; `changed` are by "account service". */
const company = (changed: Record<string, (day: number) => number>): Costs[] =>
  ['a', 'b', 'c'].flatMap((account) =>
    ['x', 'y', 'z'].map((service) => ({
      account,
      service,
      region: account === 'c' ? 'there' : 'here',
      costs: changed[`${account} ${service}`] ?? always(100),
    })),
  );
const found = (costs: Costs[], days = DAYS): FoundIncident[] => findIncidents(judged(costs, days));
const places = (incidents: FoundIncident[]): unknown[] =>
  incidents.map(({ scope, direction, started_on, last_day }) => [scope, direction, started_on, last_day]);
const alarmCount = ({ slices }: IncidentInput): number => slices.reduce((sum, { alarms }) => sum + alarms.length, 0);
const mergedCount = (incidents: FoundIncident[]): number =>
  incidents.reduce((sum, { alarms }) => sum + alarms.reduce((days, alarm) => days + alarm.days, 0), 0);

describe('one cause', () => {
  it('is one incident at the narrowest slice, over all slices that alarmed', () => {
    const [incident, ...others] = found(company({ 'a x': during(100, 100, 103, 500) }));
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      scope: { account: 'a', service: 'x' },
      kind: 'spike',
      direction: 'up',
      started_on: date(100),
      last_day: date(102),
      is_ongoing: false,
      first_alarm_on: date(100),
      last_alarm_on: date(102),
      expected: 300,
      actual: 1_500,
      impact: 1_200,
      peak_per_day: 400,
      currency: 'USD',
    });
    expect(incident!.alarms.map(({ scope_key }) => scope_key)).toEqual(
      expect.arrayContaining(['', 'account=a', 'service=x', 'account=a&service=x', 'provider=AWS', 'region=here']),
    );
    expect(
      incident!.alarms.every(
        ({ days, first_day, last_day }) => days === 3 && first_day === date(100) && last_day === date(102),
      ),
    ).toBe(true);
    expect(incident!.series).toMatchObject({ start: date(58) });
    expect(incident!.series.actual).toHaveLength(DAYS - 58);
    expect(incident!.series.expected.slice(40, 48)).toEqual([100, 100, 100, 100, 100, 100, 100, 100]);
  });

  it('is said in words', () => {
    const [incident] = found(company({ 'a x': during(100, 100, 103, 500) }));
    expect(incident!.explanation).toEqual([
      'Apr 15, 2026 cost 500.00 USD where 90.00 USD to 110.00 USD were expected, 390.00 USD above that.',
      'None of the 40 days before it was as far from what was expected.',
      'It began on Apr 15, 2026 and ended on Apr 17, 2026: after that, 3 days in a row were back at what was usual before.',
      '6 slices of the costs showed it, and are reported as one.',
      expect.stringContaining('Its severity is critical for 1,200.00 USD'),
      expect.stringMatching(/^Refunds and corrections .* are left out/),
    ]);
  });

  it('stays at the region where most of its services changed', () => {
    const changed = {
      'c x': during(100, 100, 110, 180),
      'c y': during(100, 100, 110, 180),
      'c z': during(100, 100, 110, 180),
    };
    const [incident, ...others] = found(company(changed));
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ started_on: date(100), last_day: date(109), impact: 2_400 });
    expect([{ account: 'c' }, { region: 'there' }]).toContainEqual(incident!.scope);
  });

  it('stays at the service where all its accounts changed', () => {
    const changed = {
      'a y': during(100, 100, 110, 180),
      'b y': during(100, 100, 110, 180),
      'c y': during(100, 100, 110, 180),
    };
    expect(places(found(company(changed)))).toEqual([[{ service: 'y' }, 'up', date(100), date(109)]]);
  });

  it('is at the region where services that other regions have too changed there', () => {
    const costs = ['a', 'b'].flatMap((account) =>
      ['x', 'y', 'z'].flatMap((service) =>
        ['here', 'there'].map((region) => ({
          account,
          service,
          region,
          costs: region === 'there' ? during(100, 100, 103, 220) : always(60),
        })),
      ),
    );
    expect(places(found(costs))).toEqual([[{ region: 'there' }, 'up', date(100), date(102)]]);
  });

  it('is at the account whose services changed together, though it is too large to alarm', () => {
    const small = ['x', 'y', 'z'].map((service) => ({
      account: 'a',
      service,
      costs: during(100, 100, 106, 150),
    }));
    const costs = [...small, ...['a', 'b', 'c'].map((account) => ({ account, service: 'w', costs: always(3_000) }))];
    const input = judged(costs, DAYS);
    expect(input.slices.find(({ key }) => key === 'account=a')!.alarms).toEqual([]);
    expect(places(findIncidents(input))).toEqual([[{ account: 'a' }, 'up', date(100), date(105)]]);
  });

  it('is found where it is even if the narrow slice did not alarm', () => {
    const input = judged(company({ 'a x': during(100, 100, 103, 500) }), DAYS);
    const slices = input.slices.map((slice) =>
      Object.keys(slice.scope).length > 1 ? { ...slice, alarms: [] } : slice,
    );
    expect(places(findIncidents({ ...input, slices }))).toEqual([
      [{ account: 'a', service: 'x' }, 'up', date(100), date(102)],
    ]);
  });
});

describe('several causes', () => {
  it('do not cancel when one goes up and one down within the same total', () => {
    const changed = { 'a x': during(100, 100, 104, 200), 'b y': during(100, 100, 104, 0) };
    const incidents = found(company(changed));
    expect(places(incidents)).toEqual([
      [{ account: 'a', service: 'x' }, 'up', date(100), date(103)],
      [{ account: 'b', service: 'y' }, 'down', date(100), date(103)],
    ]);
    expect(incidents.map(({ impact, kind }) => [impact, kind])).toEqual([
      [400, 'spike'],
      [-400, 'vanished'],
    ]);
  });

  it('stay apart on slices that have nothing to do with each other', () => {
    const changed = { 'a x': during(100, 100, 106, 300), 'b y': during(100, 102, 104, 300) };
    expect(places(found(company(changed)))).toEqual([
      [{ account: 'a', service: 'x' }, 'up', date(100), date(105)],
      [{ account: 'b', service: 'y' }, 'up', date(102), date(103)],
    ]);
  });

  it('leave a wider one what is its own', () => {
    // All of account a grows by a half, while one of its services triples from some days before.
    const changed = {
      'a x': during(100, 95, 115, 300),
      'a y': during(100, 100, 115, 170),
      'a z': during(100, 100, 115, 170),
    };
    const incidents = found(company(changed));
    const narrow = incidents.find(({ scope_key }) => scope_key === 'account=a&service=x');
    expect(narrow).toMatchObject({ started_on: date(95), impact: 20 * 200 });
    const all = incidents.reduce((sum, { impact }) => sum + impact, 0);
    expect(all).toBeCloseTo(20 * 200 + 2 * 15 * 70, 6);
  });
});

describe('how long it lasts', () => {
  it('goes on after the detector has accepted the level, until the costs are back', () => {
    const [incident] = found(company({ 'a x': during(100, 100, 115, 400) }));
    expect(incident).toMatchObject({
      kind: 'level_shift',
      last_day: date(114),
      is_ongoing: false,
      impact: 4_500,
      last_alarm_on: date(103),
    });
  });

  it('is one incident with the alarms of its end', () => {
    const input = judged(company({ 'a x': during(100, 100, 118, 400) }), DAYS);
    const incidents = findIncidents(input);
    expect(input.slices.flatMap(({ alarms }) => alarms).some(({ kind }) => kind === 'drop')).toBe(true);
    expect(places(incidents)).toEqual([[{ account: 'a', service: 'x' }, 'up', date(100), date(117)]]);
    expect(mergedCount(incidents)).toBe(alarmCount(input));
  });

  it('is how things are 30 days after the last alarm', () => {
    const [incident, ...others] = found(company({ 'a x': during(100, 80, DAYS, 400) }));
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      started_on: date(80),
      last_alarm_on: date(83),
      last_day: date(113),
      is_ongoing: false,
    });
    expect(incident!.explanation.join(' ')).toContain('30 days after its last alarm what it brought counts as normal.');
  });

  it('goes on while fewer than three days are back', () => {
    const costs = company({ 'a x': during(100, 133, 138, 400) });
    expect(found(costs, 140)[0]).toMatchObject({ last_day: date(137), is_ongoing: true });
    expect(found(costs, 141)[0]).toMatchObject({ last_day: date(137), is_ongoing: false });
  });

  it('knows nothing of days whose costs are not known', () => {
    const [incident] = found(company({ 'a x': (day) => (day === 101 ? Number.NaN : during(100, 100, 104, 500)(day)) }));
    expect(incident).toMatchObject({ started_on: date(100), last_day: date(103), expected: 300, impact: 1_200 });
    expect(incident!.series.actual[101 - 58]).toBeNull();
  });

  it('expects the fees that come by the month', () => {
    const isFirst = (day: number): boolean => date(day).endsWith('-01');
    const costs = (day: number): number => (isFirst(day) ? 600 : 100) + (day >= 114 && day < 120 ? 300 : 0);
    const [incident] = found(company({ 'a x': costs })).filter(({ started_on }) => started_on === date(114));
    expect(date(116)).toBe('2026-05-01');
    expect(incident).toMatchObject({ impact: 1_800, expected: 5 * 100 + 600 });
  });

  it.each([
    ['a slow change', 'drift', (day: number) => 100 + Math.max(0, day - 90) * 2 + (day % 3)],
    // A spike in between draws the beginning to itself no more than a day of the rise.
    [
      'a slow change with a spike in it',
      'drift',
      (day: number) => 100 + Math.max(0, day - 90) * 2 + (day === 97 ? 900 : 0),
    ],
    ['a step that was noticed late', 'level_shift', (day: number) => (day < 90 ? 100 : 115) + (day % 3)],
  ])('began when %s did, not when it alarmed', (_, kind, cost) => {
    const input = judged(company({ 'a x': cost }), DAYS);
    const slices = input.slices.map((slice) =>
      slice.key === 'account=a&service=x'
        ? {
            ...slice,
            alarms: [125, 126].map((index) => ({
              index,
              expected: 150,
              lower: 140,
              upper: 160,
              actual: slice.amounts[index]!,
              kind: 'drift' as const,
            })),
          }
        : { ...slice, alarms: [] },
    );
    const [incident] = findIncidents({ ...input, slices });
    expect(incident!.kind).toBe(kind);
    expect(Math.abs(Date.parse(incident!.started_on) - Date.parse(date(90)))).toBeLessThanOrEqual(4 * 86_400_000);
  });
});

describe('an incident from before the judged days', () => {
  const costs = company({ 'a x': during(100, 90, 112, 400) });
  const known = {
    scope_key: 'account=a&service=x',
    direction: 'up',
    kind: 'spike',
    started_on: date(90),
    last_alarm_on: date(93),
  } as const;

  it('continues with its own start, and what was usual before it', () => {
    const input = { ...judged(costs, 110, 105), continuing: [known] };
    expect(findIncidents(input)).toMatchObject([
      {
        scope: { account: 'a', service: 'x' },
        started_on: date(90),
        last_day: date(109),
        is_ongoing: true,
        impact: 20 * 300,
      },
    ]);
  });

  it('ends when the costs are back', () => {
    const input = { ...judged(costs, 120, 105), continuing: [known] };
    const [incident, ...others] = findIncidents(input);
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ started_on: date(90), last_day: date(111), is_ongoing: false });
  });

  it('is left out where its slice is not given', () => {
    expect(
      findIncidents({ ...judged(company({}), 120, 105), continuing: [{ ...known, scope_key: 'account=z' }] }),
    ).toEqual([]);
  });
});

describe('costs by tag', () => {
  const withTeams = (changed: Record<string, (day: number) => number>): Costs[] =>
    company(changed).map((costs) => ({ ...costs, team: costs.service === 'x' ? 'red' : 'blue' }));

  it('are one with the incident that moves them', () => {
    const incidents = found(withTeams({ 'a x': during(100, 100, 103, 500) }));
    expect(places(incidents)).toEqual([[{ account: 'a', service: 'x' }, 'up', date(100), date(102)]]);
    expect(incidents[0]!.alarms.map(({ scope_key }) => scope_key)).toContain('tag%3Ateam=red');
  });

  it('make an incident of their own where nothing else shows it', () => {
    const input = judged(withTeams({ 'a x': during(100, 100, 103, 500) }), DAYS);
    const slices = input.slices.map((slice) => (slice.cube === 0 ? { ...slice, alarms: [] } : slice));
    expect(places(findIncidents({ ...input, slices }))).toEqual([[{ 'tag:team': 'red' }, 'up', date(100), date(102)]]);
  });
});

describe('severity', () => {
  it('follows the spend, and what the organization has set', () => {
    const input = judged(company({ 'a x': during(100, 100, 103, 500) }), DAYS);
    expect(findIncidents(input)[0]!.severity).toBe('critical');
    const own = { medium: 100_000, high: 200_000, critical: 300_000 };
    const [incident] = findIncidents({ ...input, severity_impacts: own });
    expect(incident!.severity).toBe('low');
    expect(incident!.explanation.at(-2)).toContain('as your organization has set it');
  });

  it('goes by what is charged, whatever credits there are', () => {
    const costs = company({ 'a x': during(100, 100, 101, 130) });
    const credits = { account: 'd', service: 'Credits', costs: always(-2_000) };
    const [plain] = found(costs);
    const [credited] = found([...costs, credits]);
    expect(plain!.severity).toBe('medium');
    expect(credited).toMatchObject({ scope: plain!.scope, severity: 'medium' });
  });
});

it('finds nothing in no costs', () => {
  expect(findIncidents({ cubes: [], slices: [], continuing: [], severity_impacts: null })).toEqual([]);
  expect(found(company({}))).toEqual([]);
});

describe('whatever happens', () => {
  const change = fc.record({
    place: fc.constantFrom('a x', 'a y', 'b x', 'b z', 'c y'),
    from: fc.integer({ min: 65, max: 130 }),
    days: fc.integer({ min: 1, max: 30 }),
    amount: fc.constantFrom(0, 20, 180, 300, 900),
  });
  const costsOf = (changes: { place: string; from: number; days: number; amount: number }[]): Costs[] =>
    company(
      Object.fromEntries(
        changes.map(({ place, from, days, amount }) => [place, during(100, from, from + days, amount)]),
      ),
    );

  it('is the same in any order of slices and cells, and loses no alarm', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat()), (changes, numbers) => {
        const input = judged(costsOf(changes), DAYS);
        const incidents = findIncidents(input);
        const shuffled = input.slices
          .map((slice) => ({ slice, at: numbers.next().value }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ slice }) => ({ ...slice, alarms: slice.alarms.toReversed() }));
        expect(findIncidents({ ...input, slices: shuffled })).toEqual(incidents);
        expect(mergedCount(incidents)).toBe(alarmCount(input));
      }),
      { numRuns: 25 },
    );
  });

  it('has an impact in its direction, and days in their order', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        for (const incident of found(costsOf(changes))) {
          const { direction, impact, expected, actual, started_on, last_day, first_alarm_on, last_alarm_on } = incident;
          expect(Math.sign(impact)).toBe(direction === 'up' ? 1 : -1);
          expect(actual - expected).toBeCloseTo(impact, 6);
          expect(started_on <= first_alarm_on && first_alarm_on <= last_alarm_on && last_alarm_on <= last_day).toBe(
            true,
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  it('scales with the currency', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const costs = costsOf(changes);
        const dearer = costs.map((one) => ({ ...one, costs: (day: number) => 8 * one.costs(day) }));
        const [plain, scaled] = [findIncidents(judged(costs, DAYS)), findIncidents(judged(dearer, DAYS, 60, 40))];
        expect(places(scaled)).toEqual(places(plain));
        for (const [index, { impact, severity }] of scaled.entries()) {
          expect(impact).toBeCloseTo(8 * plain[index]!.impact, 6);
          expect(severity).toBe(plain[index]!.severity);
        }
      }),
      { numRuns: 12 },
    );
  });
});
