import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, monthStart } from '../../platform/core/dates.ts';
import { type AvailablePeriod, type KnownPeriod, oldestPeriod, periodsToRead } from './plan-periods.ts';

const months = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => addMonths(first, index));
const withoutRevision = (periods: string[]): AvailablePeriod[] =>
  periods.map((billing_period) => ({ billing_period, revision: null }));
const known = (billing_period: string, read_on: string, more: Partial<KnownPeriod> = {}): KnownPeriod => ({
  billing_period,
  revision: null,
  read_on,
  is_loaded: true,
  ...more,
});
const read = (available: AvailablePeriod[], before: KnownPeriod[], today: string): string[] =>
  periodsToRead(available, before, today).map(({ billing_period }) => billing_period);

describe('the periods to read', () => {
  it('are at first the current month and thirteen before it, newest first', () => {
    const wanted = read(withoutRevision(months('2024-06-01', 30)), [], '2026-03-10');
    expect(wanted).toEqual(months('2025-02-01', 14).toReversed());
    expect(wanted.at(-1)).toBe(oldestPeriod('2026-03-10'));
  });

  it('are again those that the provider may still restate: the month before until the middle of the next', () => {
    const available = withoutRevision(['2026-01-01', '2026-02-01', '2026-03-01']);
    const before = (day: string) => available.map(({ billing_period }) => known(billing_period, day));
    expect(read(available, before('2026-03-15'), '2026-03-15')).toEqual(['2026-03-01', '2026-02-01']);
    expect(read(available, before('2026-03-16'), '2026-03-16')).toEqual(['2026-03-01']);
    const missed = [known('2026-02-01', '2026-03-02'), known('2026-03-01', '2026-03-02')];
    expect(read(available.slice(1), missed, '2026-06-01')).toEqual(['2026-03-01', '2026-02-01']);
  });

  it('are those whose revision changed, however old, and no others', () => {
    const available = [
      { billing_period: '2025-08-01', revision: 'b' },
      { billing_period: '2026-03-01', revision: 'a' },
    ];
    const before = available.map(({ billing_period }) => known(billing_period, '2026-03-02', { revision: 'a' }));
    expect(read(available, before, '2026-03-10')).toEqual(['2025-08-01']);
  });

  it('are those whose rows do not count any more', () => {
    const before = [known('2025-08-01', '2026-03-02', { is_loaded: false })];
    expect(read(withoutRevision(['2025-08-01']), before, '2026-03-10')).toEqual(['2025-08-01']);
  });

  it('never miss a change that was made before a period was settled', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (read_after, changed_after) => {
        const period = '2026-01-01';
        const end = addMonths(period, 1);
        const read_on = addDays(period, read_after);
        const changed_on = addDays(period, changed_after);
        fc.pre(changed_on > read_on && changed_on <= addDays(end, 14));
        const today = addDays(changed_on, 1);
        fc.pre(monthStart(today) <= '2026-03-01');
        expect(read(withoutRevision([period]), [known(period, read_on)], today)).toEqual([period]);
      }),
    );
  });
});
