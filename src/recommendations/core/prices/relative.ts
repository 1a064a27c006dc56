import type { PriceKey, PriceRow } from '../types.ts';
import { EC2_SOURCE } from './ec2-families.ts';
import { EC2, ec2Machine } from './ec2-machines.ts';
import { azureSize } from './machine-sizes.ts';
import { namedUnits } from './machine-table.ts';

/** How much of its family's price a SKU has: `units` of two of one `family` are in the ratio of their prices. */
interface Share {
  family: string;
  units: number;
  source_name: string;
  date: string;
}

/**
 * Reservations of RDS and ElastiCache count for all sizes of a family by these units, which is how they are priced: two
 * instances in two zones count twice. SQL Server and Oracle with license are left out there, and here.
 */
const AWS_UNITS = {
  source_name: 'Amazon RDS User Guide, Size-flexible reserved DB instances (normalized units)',
  date: '2026-11-26',
};
const AURORA = ['aurora-mysql', 'aurora-postgresql'];
const RDS_ENGINES = new Set(['mysql', 'mariadb', 'postgres', ...AURORA]);
/** Of databases and caches, only families that earn credits have sizes below this. */
const SMALLEST_UNITS = 2;

/** `m5.large` → what it counts; null for sizes that are not so called, such as `metal` and `serverless`. */
function sizeOf(type: string): { family: string; units: number } | null {
  const [family = '', size = ''] = type.split('.');
  const units = namedUnits(size);
  if (units === null || (units < SMALLEST_UNITS && !family.startsWith('t'))) return null;
  return { family, units };
}

function rdsShare(sku: string): Share | null {
  const [type = '', engine = '', deployment = ''] = sku.split('/');
  const size = type.startsWith('db.') ? sizeOf(type.slice(3)) : null;
  if (!size || !RDS_ENGINES.has(engine)) return null;
  // What is Multi-AZ in Aurora is instances of their own.
  const copies = deployment === 'single-az' ? 1 : deployment === 'multi-az' && !AURORA.includes(engine) ? 2 : null;
  return copies && { family: `${size.family} ${engine}`, units: size.units * copies, ...AWS_UNITS };
}

function cacheShare(sku: string): Share | null {
  const [type = '', engine = ''] = sku.split('/');
  const size = type.startsWith('cache.') && engine ? sizeOf(type.slice(6)) : null;
  return size && { family: `${size.family} ${engine}`, units: size.units, ...AWS_UNITS };
}

/** The general purpose and memory optimized tiers have one meter for each series, which counts vCores. */
function flexibleShare(sku: string): Share | null {
  const [engine = '', name = ''] = sku.split('/');
  const size = azureSize(name);
  if (!size || !engine || !/^[DE]/.test(size.family)) return null;
  const source_name = 'Azure Retail Prices API: flexible servers of a series are priced by the vCore';
  return { family: `${engine} ${size.family}`, units: size.vcpus, source_name, date: '2026-11-26' };
}

/** S1 to S3, P1v2 to P3v2, P0v3 to P3v3 and P1mv3 to P5mv3: each is twice the one before, for Windows and Linux alike. */
function planShare(sku: string): Share | null {
  const [, line = '', step = '', series = ''] = /^([sp])([0-5])(v2|v3|mv3)?$/i.exec(sku.toLowerCase()) ?? [];
  const steps: Record<string, string> = { s: '123', pv2: '123', pv3: '0123', pmv3: '12345' };
  if (!steps[line + series]?.includes(step)) return null;
  const source_name = 'Azure Retail Prices API, as ZombieScan lists it (zombiescan-azure/pricing/table.json)';
  return { family: line + series, units: 2 ** Number(step), source_name, date: '2026-09-23' };
}

/** What Microsoft promises for moving a snapshot from premium storage: 60 % less. */
function snapshotShare(sku: string): Share | null {
  const units: number | undefined = { Premium_LRS: 1, Standard_LRS: 0.4 }[sku];
  const source_name = 'Azure Advisor, Use Standard Storage to store Managed Disks snapshots (60 % less)';
  return units === undefined ? null : { family: 'snapshot', units, source_name, date: '2026-11-26' };
}

/** All families of these lines that have prices are priced so; accelerators and bare metal are not. */
function ec2Share(sku: string): Share | null {
  const machine = ec2Machine(sku);
  const family = machine && EC2.get(machine.family);
  if (!family || machine.name.includes('metal') || !/^[mcrtx]\d/.test(family.name)) return null;
  if (family.machines.some(({ price }) => price !== null)) return null;
  const source_name = `${EC2_SOURCE.source_name}: families of this line are priced by their size`;
  return { family: family.name, units: machine.units, source_name, date: EC2_SOURCE.date };
}

const SHARES: Record<string, (sku: string) => Share | null> = {
  'ec2-instance': ec2Share,
  'rds-instance': rdsShare,
  'elasticache-node': cacheShare,
  'azure-flexible-server': flexibleShare,
  'azure-app-service-plan': planShare,
  'azure-snapshot': snapshotShare,
};

/**
 * Two rows whose prices have the ratio of what the keys cost, where that follows from how their family is priced; null
 * where it does not. Their unit is `relative`: they are no amounts, and tell nothing alone.
 */
export function relativePair(from: PriceKey, to: PriceKey): { from: PriceRow; to: PriceRow } | null {
  if (from.service !== to.service || from.provider !== to.provider) return null;
  const share = SHARES[from.service];
  const [now, then] = [share?.(from.sku), share?.(to.sku)];
  if (!now || !then || now.family !== then.family) return null;
  const row = ({ provider, service, region, sku }: PriceKey, { units, source_name, date }: Share): PriceRow => ({
    provider,
    service,
    region,
    sku,
    unit: 'relative',
    price: units,
    source: 'bundled',
    source_name,
    date,
  });
  return { from: row(from, now), to: row(to, then) };
}
