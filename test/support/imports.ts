import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { TestServer } from './app.ts';

/** Follows an import to its end by the events of the organization, asking once it has ended. */
export async function importEnd(server: TestServer, token: string, id: string) {
  const stop = new AbortController();
  const events = await fetch(`${server.url}/api/v1/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: stop.signal,
  });
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { body } = await server.call('GET', `/imports/${id}`, { token });
      if (body.status === 'succeeded' || body.status === 'failed') return body;
      await reader.read();
    }
  } finally {
    stop.abort();
  }
}

/** Uploads text (or a file's content) as a billing file, and answers how its import ended. */
export async function importFile(
  server: TestServer,
  token: string,
  file_name: string,
  content: string | Buffer,
  on_bad_rows = 'refuse',
) {
  const form = new FormData();
  form.append('on_bad_rows', on_bad_rows);
  form.append('file', new Blob([new Uint8Array(Buffer.from(content))]), file_name);
  const { status, body } = await server.call('POST', '/imports', { token, body: form });
  if (status !== 202) throw new Error(`The upload was refused: ${JSON.stringify(body)}`);
  return importEnd(server, token, body.id);
}

export const importPath = (server: TestServer, token: string, path: string, on_bad_rows?: string) =>
  importFile(server, token, basename(path), readFileSync(path), on_bad_rows);

/** A charge row by FOCUS column; what is left out is a plain row of usage in September 2024. */
export type FocusRow = Record<string, string>;

const PLAIN: FocusRow = {
  BilledCost: '1',
  BillingAccountId: 'payer-1',
  BillingAccountName: 'Payer',
  BillingCurrency: 'USD',
  BillingPeriodEnd: '2024-10-01T00:00:00Z',
  BillingPeriodStart: '2024-09-01T00:00:00Z',
  ChargeCategory: 'Usage',
  ChargeClass: '',
  ChargeDescription: 'Instance hour',
  ChargeFrequency: 'Usage-Based',
  ChargePeriodEnd: '2024-09-02T00:00:00Z',
  ChargePeriodStart: '2024-09-01T00:00:00Z',
  CommitmentDiscountCategory: '',
  CommitmentDiscountId: '',
  CommitmentDiscountName: '',
  CommitmentDiscountStatus: '',
  CommitmentDiscountType: '',
  ConsumedQuantity: '1',
  ConsumedUnit: 'Hours',
  ContractedCost: '1',
  ContractedUnitPrice: '1',
  EffectiveCost: '1',
  InvoiceIssuerName: 'AWS',
  ListCost: '1',
  ListUnitPrice: '1',
  PricingCategory: 'Standard',
  PricingQuantity: '1',
  PricingUnit: 'Hours',
  ProviderName: 'AWS',
  PublisherName: 'AWS',
  RegionId: 'us-east-1',
  RegionName: 'US East',
  ResourceId: 'i-1',
  ResourceName: '',
  ResourceType: 'instance',
  ServiceCategory: 'Compute',
  ServiceName: 'Amazon Elastic Compute Cloud',
  SkuId: 'SKU',
  SkuPriceId: 'SKU.1',
  SubAccountId: 'account-1',
  SubAccountName: 'Account 1',
  Tags: '',
};

/** Rows of one day (`YYYY-MM-DD`): its charge and billing period. */
export function dayColumns(date: string): FocusRow {
  const [year = 0, month = 0] = date.split('-').map(Number);
  const next = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
  const first = (m: number): string => new Date(Date.UTC(year, m, 1)).toISOString().slice(0, 10);
  return {
    ChargePeriodStart: `${date}T00:00:00Z`,
    ChargePeriodEnd: `${next}T00:00:00Z`,
    BillingPeriodStart: `${first(month - 1)}T00:00:00Z`,
    BillingPeriodEnd: `${first(month)}T00:00:00Z`,
  };
}

/** A FOCUS 1.0 CSV file of `rows`; each says only what differs from a plain row. */
export function focusCsv(rows: FocusRow[]): string {
  const columns = Object.keys(PLAIN);
  const field = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = rows.map((row) => columns.map((column) => field(row[column] ?? PLAIN[column] ?? '')).join(','));
  return `${columns.join(',')}\n${lines.join('\n')}\n`;
}
