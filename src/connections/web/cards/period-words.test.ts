import { describe, expect, it } from 'vitest';
import type { PeriodChange } from '../../core/billing-periods.ts';
import { reasonText, sourceTitle, stateText, tellingDifference, toneOf } from './period-words.ts';

const TOLD = {
  billing_period: '2026-09-01',
  covered_by: null,
  rows: 12,
  data_through: '2026-09-30',
  read_at: '2026-10-05T12:00:00Z',
};
const CHANGE: PeriodChange = {
  at: '2026-10-05T12:00:00Z',
  rows: 12,
  billed_cost: 10,
  effective_cost: 10,
  difference_billed: 1.5,
  difference_effective: 1.5,
  complete_through_before: '2026-09-30',
  complete_through: '2026-09-30',
  took_place_of: null,
};

describe('words of billing periods', () => {
  it.each([
    ['cost-explorer | 123456789012', 'Cost Explorer'],
    ['cost-management-query | /subscriptions/a | /subscriptions/a', 'Cost Management query'],
    ['export daily-focus | 123456789012', 'Export daily-focus'],
  ])('calls %s %s', (cost_source, title) => {
    expect(sourceTitle({ cost_source })).toBe(title);
  });

  it.each([
    ['nothing of a month that counts and is over', {}, null],
    ['that a month was open', { read_at: '2026-09-30T23:00:00Z' }, 'Open when last read'],
    ['that there was nothing', { rows: 0, data_through: null }, 'No charges'],
    [
      'what covers it',
      { rows: null, data_through: null, covered_by: 'an uploaded file' },
      'Covered by an uploaded file',
    ],
    [
      'that it does not count',
      { rows: null, data_through: null },
      'Not counted: something else took the place of these costs, or they were removed',
    ],
  ])('says %s', (_, told, text) => {
    expect(stateText({ ...TOLD, ...told })).toBe(text);
  });

  it.each([
    ['restated, up', {}, 'Restated', 'bad'],
    ['restated, down', { difference_billed: -1 }, 'Restated', 'good'],
    [
      'grown with its days',
      { complete_through_before: '2026-09-18' },
      'More days are complete, or days were restated',
      'none',
    ],
    ['instead of another', { took_place_of: 'an uploaded file' }, 'Took the place of an uploaded file', 'none'],
  ])('tells why amounts changed: %s', (_, changed, reason, tone) => {
    const change = { ...CHANGE, ...changed };
    expect([reasonText(change), toneOf(change, change.difference_billed ?? 0)]).toEqual([reason, tone]);
  });

  it('tells the effective cost where that alone changed, and never takes unknown for none', () => {
    expect(tellingDifference({ difference_billed: 0, difference_effective: 2 })).toEqual({
      cost: 'effective',
      difference: 2,
    });
    for (const unknown of [
      { difference_billed: null, difference_effective: 2 },
      { difference_billed: 0, difference_effective: null },
    ])
      expect(tellingDifference(unknown).difference).toBeNull();
  });
});
