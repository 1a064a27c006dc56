/** Tables of Data Exports that are billing files the product reads: FOCUS 1.0 and 1.2, and CUR 2.0. */
const TABLES = /^(FOCUS_1_\d+_AWS|COST_AND_USAGE_REPORT)$/i;

/**
 * Why an export of this query is no source of costs; null when it is one. One that leaves rows out would make the rest of
 * the bill vanish, since exports come before Cost Explorer.
 */
export function whyNotRead(query: string): string | null {
  const [, table = ''] = /\bFROM\s+"?([\w.]+)"?/i.exec(query) ?? [];
  if (!TABLES.test(table)) return `its table ${table || '(none)'} is not one of charges in a format that is read`;
  return /\b(WHERE|LIMIT)\b/i.test(query) ? 'its query leaves rows out' : null;
}
