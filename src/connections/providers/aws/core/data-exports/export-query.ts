/** Tables of Data Exports that are billing files the product reads: FOCUS 1.0 and 1.2, and CUR 2.0. */
const TABLES = /^(?:FOCUS_1_(\d+)_AWS|COST_AND_USAGE_REPORT)$/i;
/** The view of the whole bill; others are of billing groups, or made by somebody to share a part of it. */
const PRIMARY_VIEW = /^arn:aws:billing::\d{12}:billingview\/primary$/;

/** What an export is made of, as Data Exports describes it. */
export interface ExportQuery {
  QueryStatement?: string | undefined;
  /** Settings by table. */
  TableConfigurations?: Record<string, Record<string, string>> | undefined;
}

const tableOf = ({ QueryStatement = '' }: ExportQuery): string =>
  /\bFROM\s+"?([\w.]+)"?/i.exec(QueryStatement)?.[1] ?? '';

/**
 * Why an export of this query is no source of costs; null when it is one. One that leaves rows out would make the rest of
 * the bill vanish, since exports come before Cost Explorer.
 */
export function whyNotRead(query: ExportQuery): string | null {
  const table = tableOf(query);
  if (!TABLES.test(table)) return `its table ${table || '(none)'} is not one of charges in a format that is read`;
  if (/\b(WHERE|LIMIT)\b/i.test(query.QueryStatement ?? '')) return 'its query leaves rows out';
  const settings = Object.values(query.TableConfigurations ?? {});
  if (settings.some(({ TIME_GRANULARITY }) => TIME_GRANULARITY === 'MONTHLY'))
    return 'its charges are by month, not by day';
  const views = settings.flatMap(({ BILLING_VIEW_ARN }) => BILLING_VIEW_ARN || []);
  const partial = views.find((view) => !PRIMARY_VIEW.test(view));
  return partial === undefined ? null : `its billing view ${partial} is not that of the whole bill`;
}

/** One export of those that are read, and when it was made, where that is known. */
export interface DatedExport {
  query: ExportQuery;
  created_at: Date | null;
}

/** The minor version of FOCUS; less than any for CUR 2.0, which has to be translated. */
const versionOf = (query: ExportQuery): number => Number(TABLES.exec(tableOf(query))?.[1] ?? -1);

/** Orders exports of the same bill by how much they tell: the newest FOCUS, older FOCUS, CUR 2.0; of two alike the newer. */
export const byPreference = (one: DatedExport, other: DatedExport): number =>
  versionOf(other.query) - versionOf(one.query) ||
  (other.created_at?.getTime() ?? 0) - (one.created_at?.getTime() ?? 0);
