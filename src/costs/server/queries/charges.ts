import type { z } from 'zod';
import type { Context } from '../../../platform/server/context.ts';
import { type ResolvedSelection, rowsOf, sumOf, Values, whereOf } from '../../core/compile.ts';
import type { ChargeRow, costsContract } from '../../core/contract.ts';
import { METRIC_COLUMNS } from '../../core/dimensions.ts';
import type { Selection } from '../../core/query.ts';
import { readRows } from '../store/charges.ts';
import { chargesOf, sourceFor } from '../store/snapshot.ts';
import { numberOrNull } from './amounts.ts';
import type { CachedReader } from './cached-reader.ts';
import { resolveSelection } from './resolve.ts';

const NUMBERS = ['billed_cost', 'effective_cost', 'list_cost', 'contracted_cost', 'consumed_quantity'] as const;
const TEXTS = [
  'provider_name',
  'billing_account_id',
  'sub_account_id',
  'sub_account_name',
  'service_name',
  'region_id',
  'resource_id',
  'charge_category',
  'charge_description',
  'consumed_unit',
] as const;

type Answer = z.input<typeof costsContract.costCharges.answer>;
type Row = Record<(typeof NUMBERS)[number] | (typeof TEXTS)[number], string | null> & {
  charge_date: string;
  amount: string | null;
  tags: { key: string; value: string | null }[] | null;
};

function asCharge(row: Row): ChargeRow {
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, numberOrNull(row[name])]));
  const tags = Object.fromEntries((row.tags ?? []).map(({ key, value }) => [key, value]));
  return { ...row, ...numbers, amount: numberOrNull(row.amount), tags } as ChargeRow;
}

const readTotals = (context: Context, reader: CachedReader, selection: ResolvedSelection) =>
  reader.read(context.organization_id, ['totals', selection], async (snapshot, connection) => {
    const source = sourceFor(snapshot, selection);
    const values = new Values();
    const [totals] = await readRows<{ total: string; rows: number }>(
      connection,
      `select ${sumOf(selection.metric)}::varchar as total, ${rowsOf(source)}::integer as rows
       from ${source.table} where ${whereOf(source, selection, values)}`,
      values.list,
    );
    return totals!;
  });

/** The charge rows of a selection, largest amount first. The cursor is the number of rows before. */
export async function readCharges(
  context: Context,
  reader: CachedReader,
  wanted: Selection,
  limit: number,
  cursor: string | undefined,
): Promise<Answer> {
  const { selection } = await resolveSelection(context, reader, wanted);
  const totals = await readTotals(context, reader, selection);
  const offset = Number(cursor ?? 0);
  const amount = METRIC_COLUMNS[selection.metric];
  const rows = await reader.read(
    context.organization_id,
    ['charges', selection, offset, limit],
    (snapshot, connection) => {
      const source = chargesOf(snapshot);
      const values = new Values();
      const numbers = NUMBERS.map((name) => `${name}::varchar as ${name}`);
      return readRows<Row>(
        connection,
        `select charge_date::varchar as charge_date, ${amount}::varchar as amount, ${[...numbers, ...TEXTS].join(', ')}, map_entries(tags) as tags
       from ${source.table} as charge where ${whereOf(source, selection, values)}
       order by charge.${amount} desc nulls last, charge.rowid limit ${limit} offset ${offset}`,
        values.list,
      );
    },
  );
  const next = offset + rows.length;
  return {
    items: rows.map(asCharge),
    next_cursor: next < totals.rows ? String(next) : null,
    currency: selection.currency,
    total: Number(totals.total),
    row_count: totals.rows,
  };
}
