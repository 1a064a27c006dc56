import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { holds, isOneOf } from '../checks.ts';
import { figure, type Reason } from '../judging.ts';
import { flagOf, listOf, numberOf, textOf } from '../reading.ts';
import type { SavingPlan } from '../saving-plan.ts';
import type { Check, PriceKey } from '../types.ts';
import { notProtected, serviceOf, stackRisks } from './held.ts';

/** The platform whose prices are in the price lists. */
const LINUX = 'Linux/UNIX';

/** The price of an EC2 instance type on demand, Linux, in the region of the resource. */
export const instancePrice = ({ region }: InventoryResource, instance_type: string): PriceKey => ({
  provider: 'aws',
  service: 'ec2-instance',
  region: region ?? '',
  sku: instance_type,
});

export const isLinux = (resource: InventoryResource): boolean | null => {
  const platform = textOf(resource, 'platform');
  return platform === null ? null : platform === LINUX;
};

export const isRunning = (resource: InventoryResource): Check =>
  isOneOf({ check: 'status', text: 'state of the instance' }, resource.status, ['running']);

/** The Auto Scaling group, cluster or service that decides about an instance; null for one that stands alone. */
export const groupOf = (resource: InventoryResource): string | null =>
  textOf(resource, 'auto_scaling_group') ?? textOf(resource, 'eks_cluster') ?? serviceOf(resource);

/** Members of groups and clusters are replaced by what their group or service says: a change of one would not last. */
export const standsAlone = (resource: InventoryResource): Check => {
  const group = groupOf(resource);
  return holds(
    { check: 'member', text: 'Auto Scaling group, cluster or service that it belongs to' },
    group === null,
    'none: a group decides how many instances there are, and of which type',
    group ?? 'none',
  );
};

/** Instances that are paid for by the reservation or host they run in cost the same whatever becomes of them. */
export function paidBy(resource: InventoryResource): string | null {
  const reservation = textOf(resource, 'capacity_reservation_id');
  if (reservation !== null) return `capacity reservation ${reservation}`;
  return textOf(resource, 'tenancy') === 'host' ? 'dedicated host' : null;
}

/** What has to hold before an instance by itself can be stopped for another type, or by a schedule. */
export const canBeChanged = (resource: InventoryResource): Check[] => [
  isRunning(resource),
  standsAlone(resource),
  isOneOf({ check: 'lifecycle', text: 'how it was bought' }, textOf(resource, 'lifecycle'), ['on-demand']),
  holds(
    { check: 'paid_by', text: 'capacity reservation or dedicated host that it runs in' },
    paidBy(resource) === null,
    'none: it is paid for whether it is used or not',
    paidBy(resource) ?? 'none',
  ),
  holds(
    { check: 'root_device', text: 'where its root volume is' },
    textOf(resource, 'root_device_type') !== 'instance-store',
    'on EBS: others cannot be stopped',
    textOf(resource, 'root_device_type'),
  ),
  notProtected(resource),
];

/** What is lost or changes when an instance stops. */
export function risksOfStopping(resource: InventoryResource): Reason[] {
  const addresses = listOf<{ public_ip: string; elastic: boolean | null }>(resource, 'public_addresses') ?? [];
  const lent = addresses.filter(({ elastic }) => elastic !== true).map(({ public_ip }) => public_ip);
  const disks = numberOf(resource, 'instance_store_gb');
  const size = disks === null ? '' : ` (${figure(disks)} GB)`;
  return [
    ...(lent.length > 0
      ? [['medium', `Its public address ${lent.join(', ')} is no Elastic IP, and changes.`] as const]
      : []),
    ...(flagOf(resource, 'instance_store') === true
      ? [['high', `What is on its own disks${size} is lost when it stops.`] as const]
      : []),
  ];
}

/** What can go wrong when an instance gets another type. */
export function risksOfResizing(resource: InventoryResource): Reason[] {
  const interfaces = numberOf(resource, 'network_interfaces') ?? 0;
  return [
    ['medium', 'It is stopped for some minutes, and starts only if AWS has room for the new type in its zone.'],
    ...risksOfStopping(resource),
    ...(interfaces > 2
      ? [['medium', `It has ${interfaces} network interfaces; small types take two or three.`] as const]
      : []),
    ...(flagOf(resource, 'bare_metal') === true
      ? [['high', 'It is bare metal: software that needs that does not run on a virtual machine.'] as const]
      : []),
    ...stackRisks(resource),
  ];
}

/** Platforms whose licence is charged by the virtual CPU, as AWS names them; SUSE has a price for a range of sizes. */
const BY_VCPU = /^(?:Windows|Red Hat Enterprise Linux|Ubuntu Pro)/;
/** AWS charges a licence of SQL Server for four virtual CPUs at least ("Microsoft SQL Server on Amazon EC2", licensing). */
const LEAST_SQL_VCPUS = 4;

/** Whether the licence in the price of an instance shrinks with its virtual CPUs, down to so many. */
const shrinksWithVcpus = (platform: string, vcpus: number): boolean =>
  BY_VCPU.test(platform) && (!platform.includes('SQL Server') || vcpus >= LEAST_SQL_VCPUS);

/**
 * Its processor time, charged at the price of another type. Prices are those of Linux: with the licences of other
 * platforms in it, a price changes in proportion only when the virtual CPUs do, and the licence is charged by them.
 * `vcpus_in_proportion` are those of the new type, where they shrink as all else does; else null.
 */
export function repriced(
  resource: InventoryResource,
  from: string,
  to: string,
  vcpus_in_proportion: number | null,
): SavingPlan {
  const shrinks =
    vcpus_in_proportion !== null && shrinksWithVcpus(textOf(resource, 'platform') ?? '', vcpus_in_proportion);
  if (isLinux(resource) !== true && !shrinks) {
    const platform = textOf(resource, 'platform') ?? 'an unknown platform';
    return [{ kind: 'unknown', because: `The price of ${to} with ${platform} is not known.` }];
  }
  return [
    {
      kind: 'reprice',
      of: ['compute'],
      from: instancePrice(resource, from),
      to: instancePrice(resource, to),
      because: `${to} is charged instead of ${from}`,
    },
  ];
}
