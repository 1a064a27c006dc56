import { type RawBuilder, sql } from 'kysely';

/** A pattern for `like` and `ilike` that finds `text` anywhere, and as it is. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;

/** That a column has one of `values`; no condition where none is given. */
export const oneOf = (column: string, values: readonly string[]): RawBuilder<boolean>[] =>
  values.length === 0 ? [] : [sql<boolean>`${sql.ref(column)} = any(${[...values]}::text[])`];
