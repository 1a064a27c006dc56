import type { Resource } from '../../core/resources-contract.ts';

const field = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const COLUMNS: [string, (resource: Resource) => string | number | null][] = [
  ['resource_id', (r) => r.resource_id],
  ['resource_type', (r) => r.resource_type],
  ['name', (r) => r.name],
  ['provider', (r) => r.provider_type],
  ['account_id', (r) => r.account_id],
  ['account_name', (r) => r.account_name],
  ['region', (r) => r.region],
  ['status', (r) => r.status],
  ['created_at', (r) => r.created_at],
  ['gone_at', (r) => r.gone_at],
  ['monthly_cost', (r) => r.monthly_cost],
  ['currency', (r) => r.currency],
  ['tags', (r) => JSON.stringify(r.tags)],
];

/** Resources as CSV, a row each; what is not known is empty, never 0. */
export const inventoryCsv = (resources: Resource[]): string =>
  [
    COLUMNS.map(([name]) => name),
    ...resources.map((resource) => COLUMNS.map(([, valueOf]) => String(valueOf(resource) ?? ''))),
  ]
    .map((row) => row.map(field).join(','))
    .join('\r\n');
