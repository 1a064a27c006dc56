import type { InventoryResource, MetricName } from '../../../connections/core/inventory.ts';
import type { Change } from '../change.ts';
import { holds, isOneOf } from '../checks.ts';
import { type Lookback, measuredIn } from '../judging.ts';
import { numberOf, shortIdOf, textOf } from '../reading.ts';
import type { Seen } from '../rule.ts';
import type { SavingStep } from '../saving-plan.ts';
import type { Check, PriceKey } from '../types.ts';
import { SECONDS_PER_DAY } from './figures.ts';

/** What a volume gives. */
export interface Performance {
  iops: number;
  throughput_mibps: number;
}

/** What every gp3 volume has without extra charge (EBS User Guide, "General Purpose SSD volumes"). */
export const GP3_BASE: Performance = { iops: 3_000, throughput_mibps: 125 };
/** The most that a gp2 volume gives, and what it gives for its size, from the same page. */
const GP2_MOST: Performance = { iops: 16_000, throughput_mibps: 250 };
const GP2_IOPS_PER_GIB = 3;
const GP2_MIB_PER_OPERATION = 0.25;
/** Up to here gp2 gives no more than the base of gp3. */
const GP2_BASE_THROUGHPUT_GIB = 170;
/**
 * From here on 250 MiB/s of gp3 cost less than the change saves (a fifth of the storage). Below, gp2 gives as much only
 * while its credits last, and what it gives without them is kept.
 */
const GP2_FULL_THROUGHPUT_GIB = 250;
/** gp3 takes at most 0.25 MiB/s of throughput for each operation a second. */
const GP3_IOPS_PER_MIBPS = 4;
const MIB = 1_048_576;

/** A rate a second, as far as daily sums tell of it. */
export interface Rate {
  /** Mean of the busiest day. Peaks within a day are not seen. */
  busiest_day: number;
  /** Mean over the seconds in which the volume worked at all; null where AWS does not tell when it was idle. */
  while_busy: number | null;
}

type Measured = Pick<Seen, 'use'>;

/** Reads and writes together; null unless enough days of both are known. */
function rateOf(seen: Measured, reads: MetricName, writes: MetricName, lookback: Lookback): Rate | null {
  const measured = measuredIn(seen, lookback);
  const [read, written] = [measured(reads, 'total'), measured(writes, 'total')];
  if (!read || !written) return null;
  const idle = measured('idle_seconds', 'total');
  const busy_seconds = idle && Math.max(1, idle.known_days * SECONDS_PER_DAY - idle.sum);
  return {
    busiest_day: (read.highest + written.highest) / SECONDS_PER_DAY,
    while_busy: busy_seconds && (read.sum + written.sum) / busy_seconds,
  };
}

/** Operations a second of a volume. */
export const operationsOf = (seen: Measured, lookback: Lookback): Rate | null =>
  rateOf(seen, 'disk_read_operations', 'disk_write_operations', lookback);

/** MiB a second of a volume. */
function throughputOf(seen: Measured, lookback: Lookback): Rate | null {
  const rate = rateOf(seen, 'disk_read_bytes', 'disk_write_bytes', lookback);
  return rate && { busiest_day: rate.busiest_day / MIB, while_busy: rate.while_busy && rate.while_busy / MIB };
}

/** What a volume needs with headroom (%); null where it is not known how fast it is while it works. */
export const neededOf = (rate: Rate | null, headroom_percent: number): number | null =>
  rate === null || rate.while_busy === null
    ? null
    : Math.max(rate.busiest_day, rate.while_busy) * (1 + headroom_percent / 100);

/** Operations a second, rounded up to hundreds. */
export const roundedIops = (iops: number): number => Math.ceil(iops / 100) * 100;

/** The fewest operations a second that gp3 takes beside this throughput. */
export const leastGp3Iops = (throughput_mibps: number): number =>
  Math.max(GP3_BASE.iops, throughput_mibps * GP3_IOPS_PER_MIBPS);

/** What gp3 needs to be as fast as gp2 of this size. */
export function likeGp2(size_gib: number): Performance {
  const sustained = Math.ceil(size_gib * GP2_IOPS_PER_GIB * GP2_MIB_PER_OPERATION);
  const throughput = size_gib < GP2_FULL_THROUGHPUT_GIB ? sustained : GP2_MOST.throughput_mibps;
  return {
    iops: Math.max(GP3_BASE.iops, Math.min(size_gib * GP2_IOPS_PER_GIB, GP2_MOST.iops)),
    throughput_mibps: size_gib <= GP2_BASE_THROUGHPUT_GIB ? GP3_BASE.throughput_mibps : throughput,
  };
}

/**
 * `kept`, lowered to what is used with headroom (%) where that is measured, but not below the base of gp3. Where it is not,
 * it stays as it is.
 */
export function loweredToUse(
  kept: Performance,
  seen: Measured,
  lookback: Lookback,
  headroom_percent: number,
): Performance {
  const iops = neededOf(operationsOf(seen, lookback), headroom_percent);
  const throughput = neededOf(throughputOf(seen, lookback), headroom_percent);
  const throughput_mibps =
    throughput === null
      ? kept.throughput_mibps
      : Math.min(kept.throughput_mibps, Math.max(GP3_BASE.throughput_mibps, Math.ceil(throughput)));
  const least = leastGp3Iops(throughput_mibps);
  return {
    iops: iops === null ? kept.iops : Math.min(kept.iops, Math.max(least, roundedIops(iops))),
    throughput_mibps,
  };
}

/** The key of a price of EBS in the region of a volume. */
export const ebsPrice = (
  { region }: InventoryResource,
  service: 'ebs-volume' | 'ebs-iops' | 'ebs-throughput' | 'ebs-snapshot',
  sku: string,
): PriceKey => ({ provider: 'aws', service, region: region ?? '', sku });

/** What gp3 charges in addition for more than its base. */
export function gp3Extras(resource: InventoryResource, { iops, throughput_mibps }: Performance): SavingStep[] {
  const adds = (service: 'ebs-iops' | 'ebs-throughput', quantity: number, because: string): SavingStep[] =>
    quantity > 0 ? [{ kind: 'adds', price: ebsPrice(resource, service, 'gp3'), quantity, because }] : [];
  return [
    ...adds('ebs-iops', iops - GP3_BASE.iops, `gp3 charges for operations a second above ${GP3_BASE.iops}`),
    ...adds(
      'ebs-throughput',
      throughput_mibps - GP3_BASE.throughput_mibps,
      `gp3 charges for throughput above ${GP3_BASE.throughput_mibps} MiB/s`,
    ),
  ];
}

/** Holds for volumes that can be changed: not while they are being made, deleted, or broken. */
export const isChangeable = (resource: InventoryResource): Check =>
  isOneOf({ check: 'status', text: 'state of the volume' }, resource.status, ['in-use', 'available']);

/** Holds when the inventory tells how large the volume is. */
export const hasSize = (size_gib: number | null): Check =>
  holds({ check: 'size', text: 'size of the volume', unit: 'GiB' }, size_gib === null ? null : true, 'known', size_gib);

/** The change of a volume to another type or performance, with its configuration before and after. */
export function modifyVolume(
  resource: InventoryResource,
  size_gib: number,
  to: { volume_type: string; iops: number | null; throughput_mibps: number | null },
): {
  change: Change;
  current: Record<string, string | number | null>;
  proposed: Record<string, string | number | null>;
} {
  const current = {
    volume_type: textOf(resource, 'volume_type'),
    iops: numberOf(resource, 'iops'),
    throughput_mibps: numberOf(resource, 'throughput_mibps'),
  };
  if (current.volume_type === null) throw new Error(`The type of ${resource.resource_id} is not known.`);
  const parameters = {
    volume_id: shortIdOf(resource),
    size_gib,
    ...to,
    from_volume_type: current.volume_type,
    from_iops: current.iops,
    from_throughput_mibps: current.throughput_mibps,
  };
  return { change: { action: 'ec2.modify_volume', parameters }, current: { ...current, size_gib }, proposed: to };
}

/** Changes of volumes are made in place, and another has to wait for them. */
export const RISK_OF_MODIFYING =
  'The volume stays in use; while it changes, for minutes to a day, it may be a little slower than either type is.';
