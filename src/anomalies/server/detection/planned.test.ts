import { describe, expect, it } from 'vitest';
import { type CostCube, slicesOf } from '../../../costs/core/cube.ts';
import type { Grouping } from '../../../costs/core/dimensions.ts';
import { type Scope, scopeKey } from '../../../costs/core/scope.ts';
import type { KnownEvent } from '../../../forecasts/core/planned.ts';
import type { FoundIncident } from '../../core/incidents.ts';
import { announcementOf, plannedFor, plannedIn } from './planned.ts';
import type { CubeSlice } from './slices.ts';

const cube: CostCube = {
  currency: 'USD',
  start: '2026-01-01',
  days: 60,
  groupings: ['provider', 'account', 'service', 'region'],
  cells: [
    { values: ['AWS', 'a', 'EC2', 'eu'], amounts: new Float64Array(60).fill(200) },
    { values: ['AWS', 'b', 'S3', 'eu'], amounts: new Float64Array(60).fill(50) },
    { values: ['AWS', 'a', 'EC2', 'us'], amounts: new Float64Array(60).fill(100) },
  ],
  labels: new Map(),
};
const eventOf = (given: Partial<KnownEvent>): KnownEvent => ({
  id: '1',
  kind: 'planned_change',
  name: 'Launch',
  scope: { service: 'EC2' },
  start_date: '2026-02-01',
  end_date: null,
  amount_per_day: null,
  currency: null,
  percent: null,
  ...given,
});
function sliceOf(scope: Scope): CubeSlice {
  const by = Object.keys(scope) as Grouping[];
  const found = by.every((grouping) => cube.groupings.includes(grouping))
    ? slicesOf(cube, by).find(({ key }) => key === scopeKey(scope))
    : undefined;
  const by_tag = { scope, key: scopeKey(scope), title: '', amounts: new Float64Array(60), cells: [0], cube: 1 };
  return found ? { ...found, cube: 0 } : by_tag;
}
const span = { start: '2026-02-01', end: null };
const amount = (amount_per_day: number) => [{ ...span, amount_per_day, percent: null }];

describe('what is planned for a slice', () => {
  const by_amount = { amount_per_day: 30, currency: 'USD' };
  it.each<[string, Scope, Partial<KnownEvent>, unknown[]]>([
    ['an amount of its own', { service: 'EC2' }, by_amount, amount(30)],
    ['an amount within it', {}, by_amount, amount(30)],
    ['an amount within it by its rows', { account: 'a' }, by_amount, amount(30)],
    ['nothing of an amount of rows that may be elsewhere', { 'tag:team': 'web' }, by_amount, []],
    ['nothing of an amount that is only partly its own', { region: 'us' }, by_amount, []],
    ['nothing of other costs', { service: 'S3' }, by_amount, []],
    ['a percentage of its own', { service: 'EC2' }, { percent: 10 }, [{ ...span, amount_per_day: null, percent: 10 }]],
    [
      'a percentage around it',
      { service: 'EC2', account: 'a' },
      { percent: 10 },
      [{ ...span, amount_per_day: null, percent: 10 }],
    ],
    ['what a percentage within it comes to', {}, { percent: 10 }, amount(30)],
    ['nothing in another currency', {}, { amount_per_day: 30, currency: 'EUR' }, []],
    ['nothing of an event without a figure', {}, {}, []],
    ['nothing of a holiday', {}, { kind: 'holiday', percent: 10 }, []],
  ])('is %s', (_, scope, event, expected) => {
    const slice = sliceOf(scope);
    expect(plannedFor(slice, plannedIn(cube, [eventOf(event)]))).toEqual(expected);
  });
});

describe('an incident that was announced', () => {
  const incident = {
    scope: { account: 'a', service: 'EC2' },
    direction: 'up',
    started_on: '2026-02-01',
    peak_per_day: 31,
  } as FoundIncident;
  const event = { amount_per_day: 30, currency: 'USD' };
  it.each<[string, Partial<FoundIncident>, Partial<KnownEvent>, boolean]>([
    ['is no anomaly', {}, event, true],
    ['may begin a day before', { started_on: '2026-01-31' }, event, true],
    ['is one when it began earlier', { started_on: '2026-01-30' }, event, false],
    ['is one when the plan was over', { started_on: '2026-02-05' }, { ...event, end_date: '2026-02-05' }, false],
    ['is one when it is much larger', { peak_per_day: 38 }, event, false],
    ['is one when it goes the other way', { direction: 'down' }, event, false],
    ['is one somewhere else', { scope: { service: 'S3' } }, event, false],
    ['is none by another name, when it begins with the plan', { scope: { region: 'eu' } }, event, true],
    ['is one by another name, later', { scope: { region: 'eu' }, started_on: '2026-02-05' }, event, false],
    ['is one when the plan has no figure', {}, {}, false],
    ['is none within a percentage', { peak_per_day: 20 }, { percent: 10 }, true],
  ])('%s', (_, found, planned, expected) => {
    expect(announcementOf({ ...incident, ...found }, plannedIn(cube, [eventOf(planned)])) !== undefined).toBe(expected);
  });
});
