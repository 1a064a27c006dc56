/** A quoted SQL identifier. Headers of files are untrusted: they enter SQL through here alone. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A quoted SQL string, for places where DuckDB takes no parameter (table functions, expressions of a view). */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
