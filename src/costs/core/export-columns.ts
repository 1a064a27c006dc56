import { FOCUS_COLUMNS } from './focus.ts';
import { identifier } from './sql.ts';

export type ExportFormat = 'csv' | 'parquet' | 'focus';

/** FOCUS 1.2 is the newest version that tools of the field read widely. */
const FOCUS_EXPORT_VERSION = '1.2';
const isoTime = (column: string): string => `strftime(${column}, '%Y-%m-%dT%H:%M:%SZ')`;

const exported = (version: string) => FOCUS_COLUMNS.filter((column) => column.since <= version);

/** FOCUS's own names and spellings: what is exported here can be imported again to the same costs. */
const focusColumns = (): string[] =>
  exported(FOCUS_EXPORT_VERSION).map(({ name, focus_name, type }) => {
    const value = type === 'timestamp' ? isoTime(name) : name === 'tags' ? 'to_json(tags)' : name;
    return `${value} as ${identifier(focus_name)}`;
  });

/** Our own names, as the API spells them; in CSV maps are JSON and times are RFC 3339. */
const ownColumns = (as_text: boolean): string[] => {
  const columns = FOCUS_COLUMNS.map(({ name, type }) => {
    if (as_text && type === 'timestamp') return `${isoTime(name)} as ${name}`;
    return as_text && name === 'tags' ? 'to_json(tags) as tags' : name;
  });
  return ['charge_date', ...columns, as_text ? 'to_json(x) as x' : 'x'];
};

/** The select list of an export. */
export const exportColumns = (format: ExportFormat): string =>
  (format === 'focus' ? focusColumns() : ownColumns(format === 'csv')).join(', ');
