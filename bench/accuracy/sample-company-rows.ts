// The billing rows of the sample company in memory, and the cubes and facts that the product makes of its stored rows.
import type { CauseCell } from '../../src/anomalies/core/explain.ts';
import { COLUMNS } from '../../src/connections/providers/sample/core/columns.ts';
import type { SampleCompany } from '../../src/connections/providers/sample/core/generator.ts';
import type { CostCell, CostCube } from '../../src/costs/core/cube.ts';
import type { Grouping } from '../../src/costs/core/dimensions.ts';
import { labelKey } from '../../src/costs/core/scope.ts';
import { daysBetween } from '../../src/platform/core/dates.ts';

/** A charge row, as far as incidents go by it: effective costs, days counted from the company's start. */
export interface Row {
  day: number;
  provider: string;
  account: string;
  account_name: string;
  service: string;
  region: string;
  usage_type: string;
  resource_id: string;
  resource_name: string;
  team: string;
  /** Charged by the month or once, instead of for use. */
  is_fee: boolean;
  cost: number;
  /** NaN where the row has none. */
  quantity: number;
}

const AT = Object.fromEntries(COLUMNS.map((column, index) => [column, index])) as Record<
  (typeof COLUMNS)[number],
  number
>;
const FIELD = /,(?:"((?:[^"]|"")*)"|([^,]*))/g;

const fieldsOf = (line: string): string[] =>
  Array.from(`,${line}`.matchAll(FIELD), ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');

const teamOf = (tags: string): string => (tags === '' ? '' : ((JSON.parse(tags) as { team?: string }).team ?? ''));

function rowOf(fields: string[], day: number, shared: (text: string) => string): Row {
  const text = (column: (typeof COLUMNS)[number]): string => shared(fields[AT[column]] ?? '');
  const quantity = fields[AT.PricingQuantity] ?? '';
  return {
    day,
    provider: text('ProviderName'),
    account: text('SubAccountId'),
    account_name: text('SubAccountName'),
    service: text('ServiceName'),
    region: text('RegionId'),
    usage_type: text('ChargeDescription'),
    resource_id: text('ResourceId'),
    resource_name: text('ResourceName'),
    team: shared(teamOf(fields[AT.Tags] ?? '')),
    is_fee: fields[AT.ChargeFrequency] !== 'Usage-Based',
    cost: Number(fields[AT.EffectiveCost]),
    quantity: quantity === '' ? Number.NaN : Number(quantity),
  };
}

/** All charge rows of a company, in the order of its file: by day. */
export function rowsOf(company: SampleCompany): Row[] {
  const known = new Map<string, string>();
  const shared = (text: string): string => {
    const same = known.get(text);
    if (same !== undefined) return same;
    known.set(text, text);
    return text;
  };
  const rows: Row[] = [];
  let is_header = true;
  for (const chunk of company.file()) {
    if (!is_header)
      for (const line of chunk.trimEnd().split('\n')) {
        const fields = fieldsOf(line);
        // Detection leaves refunds and corrections out.
        if (fields[AT.ChargeCategory] === 'Adjustment') continue;
        const date = (fields[AT.ChargePeriodStart] ?? '').slice(0, 10);
        rows.push(rowOf(fields, daysBetween(company.start, date), shared));
      }
    is_header = false;
  }
  return rows;
}

const COLUMN_OF = {
  provider: 'provider',
  account: 'account',
  service: 'service',
  region: 'region',
  'tag:team': 'team',
} as const;
export type RowGrouping = keyof typeof COLUMN_OF;

/** The value of a row by one of the groupings. */
export const valueOf = (row: Row, grouping: RowGrouping): string => row[COLUMN_OF[grouping]];

/** Rows by day. */
export function byDay(rows: readonly Row[], days: number): Row[][] {
  const all: Row[][] = Array.from({ length: days }, () => []);
  for (const row of rows) all[row.day]!.push(row);
  return all;
}

/** The daily costs of rows by the values of some groupings. */
export function cubeOf(rows: readonly Row[], company: SampleCompany, groupings: readonly RowGrouping[]): CostCube {
  const cells = new Map<string, CostCell>();
  const labels = new Map<string, string>();
  for (const row of rows) {
    const values = groupings.map((grouping) => valueOf(row, grouping));
    const key = values.join('\u0000');
    let cell = cells.get(key);
    if (!cell) {
      cell = { values, amounts: new Float64Array(company.days) };
      cells.set(key, cell);
      if (row.account_name) labels.set(labelKey('account', row.account), row.account_name);
    }
    cell.amounts[row.day]! += row.cost;
  }
  return {
    currency: 'USD',
    start: company.start,
    days: company.days,
    groupings: groupings as readonly Grouping[],
    cells: [...cells.values()],
    labels,
  };
}

/** Days since the company's start: those of an incident, and by what each of those before it counts (0: not at all). */
export interface ComparedDays {
  from: number;
  until: number;
  weight: (day: number, is_fee: boolean) => number;
}

/** What rows say of the days of an incident and of those before it. */
export function causeCells(rows: readonly Row[], { from, until, weight }: ComparedDays): CauseCell[] {
  const cells = new Map<string, CauseCell & { baseline_quantity: number; actual_quantity: number }>();
  for (const row of rows) {
    const counts = row.day >= from ? Number(row.day < until) : weight(row.day, row.is_fee);
    if (counts === 0) continue;
    const key = [row.service, row.account, row.region, row.usage_type, row.resource_id, row.team].join('\u0000');
    let cell = cells.get(key);
    if (!cell) {
      cell = { ...identityOf(row), baseline_cost: 0, baseline_quantity: 0, actual_cost: 0, actual_quantity: 0 };
      cells.set(key, cell);
    }
    const side = row.day >= from ? 'actual' : 'baseline';
    cell[`${side}_cost`] += row.cost * counts;
    cell[`${side}_quantity`] += row.quantity * counts;
  }
  return [...cells.values()].map((cell) => ({
    ...cell,
    baseline_quantity: Number.isNaN(cell.baseline_quantity) ? null : cell.baseline_quantity,
    actual_quantity: Number.isNaN(cell.actual_quantity) ? null : cell.actual_quantity,
  }));
}

const identityOf = (row: Row) => ({
  service: row.service,
  account: row.account,
  account_name: row.account_name || null,
  region: row.region,
  usage_type: row.usage_type,
  resource_id: row.resource_id,
  resource_name: row.resource_name || null,
  tags: { team: row.team },
});
