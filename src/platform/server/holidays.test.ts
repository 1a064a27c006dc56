import { describe, expect, it } from 'vitest';
import { holidaysOf, listCountries } from './holidays.ts';

const datesOf = async (country: string, from: string, to: string): Promise<string[]> =>
  (await holidaysOf(country, from, to)).map(({ date }) => date);

describe('public holidays', () => {
  it('of the United States are those of 5 U.S.C. 6103 as published for 2026, and the Saturday that is observed before', async () => {
    expect(await holidaysOf('US', '2026-01-01', '2027-01-01')).toEqual([
      { date: '2026-01-01', name: "New Year's Day" },
      { date: '2026-01-19', name: 'Martin Luther King Jr. Day' },
      { date: '2026-02-16', name: "Washington's Birthday" },
      { date: '2026-05-25', name: 'Memorial Day' },
      { date: '2026-06-19', name: 'Juneteenth' },
      { date: '2026-07-03', name: 'Independence Day (substitute day)' },
      { date: '2026-07-04', name: 'Independence Day' },
      { date: '2026-09-07', name: 'Labour Day' },
      { date: '2026-10-12', name: 'Columbus Day' },
      { date: '2026-11-11', name: 'Veterans Day' },
      { date: '2026-11-26', name: 'Thanksgiving Day' },
      { date: '2026-12-25', name: 'Christmas Day' },
    ]);
  });

  it('of Germany are the nine that hold in every state, as published for 2026', async () => {
    expect(await datesOf('DE', '2026-01-01', '2027-01-01')).toEqual([
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-01',
      '2026-05-14',
      '2026-05-25',
      '2026-10-03',
      '2026-12-25',
      '2026-12-26',
    ]);
  });

  it('begin at sunset where they do, and count by the days that they cover', async () => {
    // Turkey has half a day on 19 March, then the three days of the Ramadan feast.
    expect(await datesOf('TR', '2026-03-01', '2026-04-01')).toEqual(['2026-03-20', '2026-03-21', '2026-03-22']);
  });

  it('are those of a half-open range, over years', async () => {
    expect(await datesOf('DE', '2025-12-25', '2026-01-01')).toEqual(['2025-12-25', '2025-12-26']);
    expect(await datesOf('DE', '2025-12-26', '2026-01-02')).toEqual(['2025-12-26', '2026-01-01']);
    expect(await datesOf('DE', '2026-01-02', '2026-01-02')).toEqual([]);
  });

  it('can be asked for of the countries listed, and of no other', async () => {
    const countries = await listCountries();
    expect(countries.length).toBeGreaterThan(150);
    expect(countries).toContainEqual({ code: 'DE', name: 'Germany' });
    await expect(holidaysOf('ZZ', '2026-01-01', '2027-01-01')).rejects.toMatchObject({
      status: 400,
      errors: [{ path: 'body.country', message: expect.stringContaining('not ZZ') }],
    });
  });
});
