import { describe, expect, it } from 'vitest';
import type { CalendarEvent } from '../../core/calendar-contract.ts';
import { bodyOf, type EventForm, emptyForm, formErrors, formOf } from './event-form.ts';

const EMPTY = emptyForm('2026-12-01', 'EUR');
const FILLED: EventForm = { ...EMPTY, name: 'Launch', size: '12,5' };

describe('the form of a calendar event', () => {
  it('says everything that has to be mended at once', () => {
    const wrong: EventForm = {
      ...EMPTY,
      scope: [{ grouping: 'service', value: null }],
      start_date: '2026-12-02',
      last_date: '2026-12-01',
    };
    expect(Object.keys(formErrors(wrong)).toSorted()).toEqual(['last_date', 'name', 'scope', 'size']);
    expect(formErrors({ ...FILLED, start_date: '' })).toHaveProperty('start_date');
    for (const size of ['much', '10,000', '1.500,50', '1e5'])
      expect(formErrors({ ...FILLED, size })).toHaveProperty('size');
    expect(formErrors({ ...FILLED, change: 'unknown', size: '' })).toEqual({});
    expect(formErrors(FILLED)).toEqual({});
  });

  it.each([
    ['an amount a day', {}, { amount_per_day: 12.5, currency: 'EUR', percent: null }],
    ['percent', { change: 'percent', size: '-20' }, { amount_per_day: null, currency: null, percent: -20 }],
    ['nothing known', { change: 'unknown' }, { amount_per_day: null, currency: null, percent: null }],
  ] as const)('sends %s and nothing beside it', (_, changed, sent) => {
    expect(bodyOf({ ...FILLED, ...changed })).toMatchObject(sent);
  });

  it('counts the last day in, as people do, and sends the first that is not', () => {
    expect(bodyOf({ ...FILLED, last_date: '2026-12-31' }).end_date).toBe('2027-01-01');
    expect(bodyOf(FILLED).end_date).toBeNull();
  });

  it('opens an event as it was entered', () => {
    const form: EventForm = {
      ...FILLED,
      kind: 'event',
      size: '12.5',
      scope: [
        { grouping: 'service', value: 'Amazon EC2' },
        { grouping: 'tag:team', value: '' },
      ],
      last_date: '2026-12-24',
      note: 'Since the board said so',
    };
    const event: CalendarEvent = {
      ...bodyOf(form),
      scope: { service: 'Amazon EC2', 'tag:team': '' },
      scope_title: '',
      id: '',
      created_by: '',
      created_at: '',
      changed_at: '',
    };
    expect(formOf(event, 'USD')).toEqual(form);
    expect(formOf({ ...event, amount_per_day: null, currency: null, percent: 5 }, 'USD')).toMatchObject({
      change: 'percent',
      size: '5',
      currency: 'USD',
    });
  });
});
