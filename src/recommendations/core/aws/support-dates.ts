import type { IsoDate } from '../../../platform/core/dates.ts';

/**
 * The last day of standard support by engine and major version; RDS Extended Support is charged from the next day on. From
 * the release calendars of Amazon RDS for PostgreSQL, of MySQL on RDS, of Aurora PostgreSQL and of Aurora MySQL, as
 * endoflife.date had them: PostgreSQL in 2025, MySQL in May 2026, Aurora at the end of 2024. Extended Support is there for these engines alone. Aurora MySQL 3 is left out,
 * since AWS has moved its date: what is charged for it is seen on the bill.
 */
const POSTGRESQL: Record<string, IsoDate> = {
  '11': '2024-02-29',
  '12': '2025-02-28',
  '13': '2026-02-28',
  '14': '2027-02-28',
  '15': '2028-02-29',
  '16': '2029-02-28',
  '17': '2030-02-28',
};
const END_OF_STANDARD_SUPPORT: Record<string, Record<string, IsoDate>> = {
  postgres: POSTGRESQL,
  'aurora-postgresql': POSTGRESQL,
  mysql: { '5.7': '2024-02-29', '8.0': '2026-07-31', '8.4': '2029-07-31' },
  'aurora-mysql': { '5.7': '2024-10-31' },
};

/** The major version, as engines count: `11` of PostgreSQL 11.22, `5.7` of MySQL 5.7.44 and of `5.7.mysql_aurora.2.11.5`. */
export function majorVersionOf(engine: string, version: string): string {
  const [first = '', second = ''] = version.split('.');
  return engine.includes('postgres') ? first : `${first}.${second}`;
}

/** The last day of standard support; null for what is not in the table. */
export const endOfStandardSupport = (engine: string, version: string): IsoDate | null =>
  END_OF_STANDARD_SUPPORT[engine]?.[majorVersionOf(engine, version)] ?? null;
