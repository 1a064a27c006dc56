import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { IsoDate } from '../../../../../platform/core/dates.ts';
import { regionOf } from '../../core/cost-explorer/regions.ts';
import type { CostRow, Month } from './read-month.ts';

/** What is the same in all rows of a file. */
interface FileFacts {
  billing_account_id: string;
  billing_period: IsoDate;
  /** The key of the tag that was asked for. */
  tag_key: string | undefined;
  account_names: ReadonlyMap<string, string>;
}

/** The columns that the billing format `aws-cost-explorer` reads; null is unknown. */
function columnsOf(row: CostRow, has_net: boolean, facts: FileFacts): Record<string, string | null> {
  const { costs, usage } = row;
  return {
    billing_account_id: facts.billing_account_id,
    billing_period_start: facts.billing_period,
    usage_date: row.day,
    linked_account: row.account,
    linked_account_name: facts.account_names.get(row.account) ?? null,
    x_service: row.service,
    usage_type: usage?.usage_type ?? null,
    usage_region: usage && regionOf(usage.usage_type, row.service),
    x_record_type: row.record_type,
    currency: row.currency,
    invoiced_cost: has_net ? costs.NetUnblendedCost : costs.UnblendedCost,
    amortized_cost: has_net ? costs.NetAmortizedCost : costs.AmortizedCost,
    x_cost_metrics: has_net ? 'NetUnblendedCost, NetAmortizedCost' : 'UnblendedCost, AmortizedCost',
    x_unblended_cost: has_net ? costs.UnblendedCost : null,
    x_amortized_cost: has_net ? costs.AmortizedCost : null,
    usage_quantity: usage && usage.unit !== 'N/A' ? usage.quantity : null,
    usage_unit: usage && usage.unit !== 'N/A' ? usage.unit : null,
    tags: row.tag ? JSON.stringify({ [facts.tag_key!]: row.tag }) : null,
  };
}

const field = (value: string | null): string =>
  value === null ? '' : /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
const line = (values: (string | null)[]): string => `${values.map(field).join(',')}\n`;

/** Writes a month to a CSV file row by row, amounts as Cost Explorer spelled them. Returns how many rows it has. */
export async function writeMonth({ rows, has_net }: Month, path: string, facts: FileFacts): Promise<number> {
  let written = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const row of rows) {
      const columns = columnsOf(row, has_net, facts);
      if (written++ === 0) yield line(Object.keys(columns));
      yield line(Object.values(columns));
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
  return written;
}
