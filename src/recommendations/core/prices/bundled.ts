import type { PriceKey, PriceRow } from '../types.ts';
import { AZURE } from './azure-machines.ts';
import { AZURE_SOURCE } from './azure-series.ts';
import { EC2_SOURCE } from './ec2-families.ts';
import { ec2Machine } from './ec2-machines.ts';
import { LIST_PRICES } from './list-prices.ts';

/** Names of regions and SKUs are the same in any case: Azure mixes them. */
export const idOf = ({ provider, service, region, sku }: PriceKey): string =>
  `${provider} ${service} ${region} ${sku}`.toLowerCase();

/** Rows of a line of the list; `heading` is the last one above it. */
function rowsOf(line: string, heading: string): PriceRow[] {
  const [source_name = '', date = ''] = heading.slice(1).split('|');
  const [provider = '', service = '', unit = '', region = '', ...prices] = line.split(' ');
  return prices.map((text) => {
    const [sku = '', price = ''] = text.split('=');
    const key = { provider: provider === 'azure' ? ('azure' as const) : ('aws' as const), service, region, sku };
    const from = { source: 'bundled' as const, source_name: source_name.trim(), date: date.trim() };
    return { ...key, unit, price: Number(price), ...from };
  });
}

function readList(): Map<string, PriceRow> {
  let heading = '';
  const rows = LIST_PRICES.trim()
    .split('\n')
    .flatMap((line) => {
      if (!line.startsWith('#')) return rowsOf(line, heading);
      heading = line;
      return [];
    });
  return new Map(rows.map((row) => [idOf(row), row]));
}

const LIST = readList();

/** Every row of the hand-kept list: all that is bundled but virtual machines. */
export const listPrices = (): readonly PriceRow[] => [...LIST.values()];

function ec2Price(key: PriceKey): PriceRow | null {
  const price = key.region === EC2_SOURCE.region ? (ec2Machine(key.sku)?.price ?? null) : null;
  if (price === null) return null;
  const { source_name, date } = EC2_SOURCE;
  return { ...key, unit: 'hour', price, source: 'bundled', source_name, date };
}

function azurePrice(key: PriceKey): PriceRow | null {
  const machine = AZURE.get(key.sku.toLowerCase());
  const price = machine?.prices.get(key.region.toLowerCase());
  if (!machine || price === undefined) return null;
  return { ...key, sku: machine.name, unit: 'hour', price, source: 'bundled', ...AZURE_SOURCE };
}

/** What is bundled for a key; null when it is not. */
export function bundledPrice({ provider, service, region, sku }: PriceKey): PriceRow | null {
  const key = { provider, service, region, sku };
  if (service === 'ec2-instance') return ec2Price(key);
  if (service === 'azure-vm') return azurePrice(key);
  return LIST.get(idOf(key)) ?? null;
}
