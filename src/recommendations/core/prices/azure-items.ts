import { z } from 'zod';
import type { PriceKey } from '../types.ts';
import { type ListedPrice, type Listing, listingsFor, times } from './listing.ts';
import { azureFamilySizes, azureSize } from './machine-sizes.ts';

/** A page of the Azure Retail Prices API, as far as it is read. */
export const retailPageSchema = z.object({
  Items: z.array(
    z.object({
      currencyCode: z.string(),
      type: z.string(),
      retailPrice: z.number(),
      unitOfMeasure: z.string(),
      tierMinimumUnits: z.number(),
      armRegionName: z.string(),
      armSkuName: z.string().nullish(),
      productName: z.string(),
      skuName: z.string(),
      meterName: z.string(),
    }),
  ),
  NextPageLink: z.string().nullish(),
});
type RetailItem = z.infer<typeof retailPageSchema>['Items'][number];

const TIERS: Record<string, string> = { Hot: 'hot', Cool: 'cool', Archive: 'archive' };
const ENGINES: Record<string, string> = {
  postgresql: 'Azure Database for PostgreSQL',
  mysql: 'Azure Database for MySQL',
};
const DISKS = ['Premium SSD Managed Disks', 'Standard SSD Managed Disks', 'Standard HDD Managed Disks'];
const BLOBS = 'General Block Blob v2';

function machine({ armSkuName, productName, skuName, meterName, retailPrice }: RetailItem): ListedPrice[] {
  const size = azureSize(armSkuName ?? '');
  const other =
    /Windows|Cloud Services|Dedicated Host/.test(productName) || /Spot|Low Priority/.test(skuName + meterName);
  return size && !other ? [{ service: 'azure-vm', sku: size.name, unit: 'hour', price: retailPrice }] : [];
}

function disk({ productName, skuName, meterName, retailPrice }: RetailItem): ListedPrice[] {
  const tier = /^([PES]\d+) LRS Disk$/.exec(meterName)?.[1];
  if (tier) return [{ service: 'azure-disk', sku: tier, unit: 'disk_month', price: retailPrice }];
  if (!/^Snapshots LRS$/.test(skuName) || !/Snapshot/.test(meterName)) return [];
  const sku = productName.startsWith('Premium') ? 'Premium_LRS' : productName.includes('HDD') ? 'Standard_LRS' : null;
  return sku ? [{ service: 'azure-snapshot', sku, unit: 'gib_month', price: retailPrice }] : [];
}

function blob({ meterName, retailPrice, tierMinimumUnits }: RetailItem): ListedPrice[] {
  const [, tier = '', copies = ''] = /^(\w+) ([A-Z-]+) Data Stored$/.exec(meterName) ?? [];
  if (!TIERS[tier] || tierMinimumUnits > 0) return [];
  const sku = `${TIERS[tier]}/Standard_${copies.replace('-', '')}`;
  return [{ service: 'azure-storage', sku, unit: 'gib_month', price: retailPrice }];
}

/** General purpose and memory optimized servers have one price a vCore and series, burstable ones one a size. */
function server({ productName, meterName, retailPrice }: RetailItem): ListedPrice[] {
  const database = Object.keys(ENGINES).find((name) => productName.startsWith(ENGINES[name] ?? ''));
  const [, tier = '', series = ''] = /Flexible Server (.+) (\w+) Series Compute$/.exec(productName) ?? [];
  const priced = (name: string, price: number): ListedPrice => ({
    service: 'azure-flexible-server',
    sku: `${database}/${name}`,
    unit: 'hour',
    price,
  });
  if (!database || !tier) return [];
  if (tier === 'Burstable') {
    const size = azureSize(`Standard_${meterName}`);
    return size ? [priced(size.name, retailPrice)] : [];
  }
  if (meterName !== 'vCore') return [];
  return azureFamilySizes(series).map(({ name, vcpus }) => priced(name, times(retailPrice, vcpus)));
}

const READERS = {
  machines: { units: ['1 Hour'], read: machine },
  disks: { units: ['1/Month', '1 GB/Month'], read: disk },
  blobs: { units: ['1 GB/Month'], read: blob },
  servers: { units: ['1 Hour'], read: server },
};

/** What the Retail Prices API is asked: its filter, and how its items are read. */
export interface AzureQuestion {
  reader: keyof typeof READERS;
  filter: string;
}

/** The prices that an item tells, in US dollars and for as long as one likes; none where it is about something else. */
export function readRetailItem(reader: AzureQuestion['reader'], region: string, item: RetailItem): ListedPrice[] {
  const { units, read } = READERS[reader];
  const { currencyCode, type, armRegionName, unitOfMeasure, retailPrice } = item;
  if (currencyCode !== 'USD' || type !== 'Consumption' || armRegionName !== region) return [];
  return retailPrice > 0 && units.includes(unitOfMeasure) ? read(item) : [];
}

const anyOf = (field: string, values: readonly string[]): string =>
  `(${values.map((value) => `${field} eq '${value}'`).join(' or ')})`;
const REGION = /^[a-z0-9]+$/;

function ask({ provider, service, region, sku }: PriceKey): { id: string; question: AzureQuestion } | null {
  if (provider !== 'azure' || !REGION.test(region)) return null;
  const question = (reader: AzureQuestion['reader'], id: string, what: string) => ({
    id,
    question: { reader, filter: `${what} and armRegionName eq '${region}' and priceType eq 'Consumption'` },
  });
  if (service === 'azure-vm') {
    const family = azureSize(sku)?.family;
    if (!family) return null;
    const names = azureFamilySizes(family).map(({ name }) => name);
    const what = `serviceName eq 'Virtual Machines' and ${anyOf('armSkuName', names)}`;
    return question('machines', `${service} ${family}`, what);
  }
  if (service === 'azure-disk' || service === 'azure-snapshot')
    return question('disks', 'managed disks', `serviceName eq 'Storage' and ${anyOf('productName', DISKS)}`);
  if (service === 'azure-storage')
    return question('blobs', service, `serviceName eq 'Storage' and productName eq '${BLOBS}'`);
  const serviceName = service === 'azure-flexible-server' ? ENGINES[sku.split('/')[0] ?? ''] : undefined;
  return serviceName ? question('servers', `${service} ${serviceName}`, `serviceName eq '${serviceName}'`) : null;
}

/** What to ask the Azure Retail Prices API for the wanted prices. */
export const azureListings = (keys: readonly PriceKey[]): Listing<AzureQuestion>[] => listingsFor(keys, ask);
