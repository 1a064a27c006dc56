import { describe, expect, it } from 'vitest';
import { continuingIncidents, type FollowedWindow, type KnownIncident } from './follow.ts';
import { differences, ownLastAlarm } from './follow-words.ts';
import type { FoundIncident, MergedAlarm } from './incidents.ts';

const alarmOf = (service: string, last_day: string): MergedAlarm => ({
  scope_key: `service=${service}`,
  title: service,
  first_day: '2026-05-20',
  last_day,
  days: 3,
  impact: 300,
});
const FOUND: FoundIncident = {
  currency: 'USD',
  scope: { service: 'x' },
  scope_key: 'service=x',
  title: 'x',
  kind: 'level_shift',
  direction: 'up',
  severity: 'high',
  started_on: '2026-05-20',
  last_day: '2026-05-23',
  is_ongoing: true,
  first_alarm_on: '2026-05-20',
  // Another slice that is one with it alarmed once more.
  last_alarm_on: '2026-06-03',
  expected: 400,
  actual: 800,
  impact: 400,
  peak_per_day: 100,
  series: { start: '2026-05-20', actual: [], expected: [], lower: [], upper: [] },
  alarms: [alarmOf('y', '2026-06-03'), alarmOf('x', '2026-05-24')],
  explanation: [],
};
const KNOWN: KnownIncident = {
  ...FOUND,
  id: '1',
  status: 'open',
  resolved_through: null,
  series_start: '2026-05-20',
  series_actual: [200, 200, 200, 200],
};
const seen: FollowedWindow = {
  judged_from: '2026-05-30',
  judged_through: '2026-07-01',
  patterns: [],
  severities_slide: true,
  announced: [],
  start: '2026-05-20',
  amounts: new Map([['service=x', Float64Array.from([200, 201, 200, 200, 200])]]),
};
const textsOf = (found: Partial<FoundIncident>): string[] =>
  differences(KNOWN, { ...FOUND, ...found }, seen).map(({ text }) => text);

describe('what is said of a known anomaly', () => {
  it('does not take the days that have come since for a restatement', () => {
    const restated = 'Costs of May 21, 2026 were restated by 1.00 USD';
    expect(textsOf({ impact: 401 })).toEqual([`${restated}: the impact is 401.00 instead of 400.00.`]);
    expect(textsOf({ impact: 501, last_day: '2026-05-24' })).toEqual([
      `${restated}. The impact is 501.00 by all its days as they are known now, it was 400.00.`,
    ]);
  });

  it('counts the days to a new normal from its own last alarm', () => {
    const [, ended] = textsOf({ is_ongoing: false, last_day: '2026-06-23' });
    expect(ended).toMatch(/^30 days have passed since its last alarm/);
  });
});

describe('the last alarm of an anomaly', () => {
  it('is that of its own slice, where it alarmed', () => {
    expect(ownLastAlarm(KNOWN)).toBe('2026-05-24');
    expect(ownLastAlarm({ ...KNOWN, alarms: [alarmOf('y', '2026-06-03')] })).toBe('2026-06-03');
    // Its costs going back alarm as well, after the last day that it alarmed its way.
    expect(ownLastAlarm({ ...KNOWN, last_alarm_on: '2026-05-22' })).toBe('2026-05-22');
  });

  it('is what it goes on by, so that it ends on the same day whenever it is looked at', () => {
    expect(continuingIncidents([KNOWN], seen.judged_from)).toMatchObject([{ last_alarm_on: '2026-05-24' }]);
  });
});
