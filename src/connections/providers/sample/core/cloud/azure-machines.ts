import type { Resource } from '../resources.ts';
import { azureResource, idBeside } from './azure-place.ts';
import type { Role, TruthKind } from './roles.ts';
import { hourly, type Signals, spread } from './signals.ts';
import { between, type CloudItem, choose, found, groupedBy, itemOf, lastingOf, type World } from './world.ts';

const GB = 1e9;
const BYTES_PER_OPERATION = 16_384;
/** A P30 disk gives this much a second. */
const P30 = { gib: 1_024, iops: 5_000, mib: 200 };
const SECONDS_PER_DAY = 86_400;
const DETACHED_DAYS = 60;

interface Use {
  cpu: [mean: number, peak: number];
  memory: [mean: number, peak: number];
  network_bytes: number;
  operations: number;
}

function useOfRole(role: Role | null, number: number): Use {
  const among = (least: number, most: number, question: number) => between(least, most, number, question);
  if (role === 'azure-vm-idle')
    return {
      cpu: [among(0.5, 1.2, 111), among(1.8, 2.6, 112)],
      memory: [among(6, 9, 113), among(9, 11, 114)],
      network_bytes: among(1e5, 5e5, 115),
      operations: among(500, 3_000, 116),
    };
  if (role === 'azure-vm-oversized')
    return {
      cpu: [among(9, 13, 111), among(26, 35, 112)],
      memory: [among(15, 20, 113), among(22, 29, 114)],
      network_bytes: among(2, 8, 115) * GB,
      operations: among(0.5, 2, 116) * 1e6,
    };
  return {
    cpu: [among(38, 55, 111), among(90, 99, 112)],
    memory: [among(52, 68, 113), among(80, 92, 114)],
    network_bytes: among(4, 50, 115) * GB,
    operations: among(1, 20, 116) * 1e6,
  };
}

const signalsOf = ({ cpu, memory, network_bytes, operations }: Use): Signals => ({
  cpu_percent: spread(...cpu),
  memory_percent: spread(...memory),
  network_in_bytes: hourly(network_bytes),
  network_out_bytes: hourly(network_bytes * 0.7),
  disk_read_operations: hourly(operations * 0.4),
  disk_write_operations: hourly(operations * 0.6),
  disk_read_bytes: hourly(operations * 0.4 * BYTES_PER_OPERATION),
  disk_write_bytes: hourly(operations * 0.6 * BYTES_PER_OPERATION),
});

const REASONS: Partial<Record<Role, string>> = {
  'azure-vm-idle':
    'Its processor is below 3 % at its busiest and it moves less than a megabyte a day, for all of 30 days.',
  'azure-vm-oversized': 'Its processor and memory are below 40 % at their busiest: half the size would do.',
  'azure-vm-stopped-not-deallocated': 'It is stopped, and billed as if it ran, since it is not deallocated.',
  'azure-vm-without-hybrid-benefit': 'It runs Windows, and the licence is paid for with the machine.',
};
const COUNTER_EXAMPLES = ['busy-at-month-end', 'not-measured', 'licensed'] as const;

const ESTATE_ROLES: [key: string, role: Role][] = [
  ['windows-1', 'azure-vm-without-hybrid-benefit'],
  ['windows-2', 'azure-vm-without-hybrid-benefit'],
  ['windows-licensed', 'licensed'],
];

/** `D4s v5 Windows` is billed for what is called `Standard_D4s_v5`. */
const sizeOf = (meter: string): string => `Standard_${meter.replace(' Windows', '').replaceAll(' ', '_')}`;
/** The id of the one interface that a machine has. */
export const interfaceOf = (machine: Resource): string =>
  idBeside(machine, 'microsoft.network/networkinterfaces', `${machine.name}-nic`);

/** A machine; the first of its disks is that of its system. */
function machineItem(world: World, resource: Resource, role: Role | null, disks: Resource[]): CloudItem {
  const is_windows = role === 'licensed' || role === 'azure-vm-without-hybrid-benefit';
  const is_stopped = role === 'azure-vm-stopped-not-deallocated';
  const [os_disk, ...data_disks] = disks;
  const properties = {
    extended: { instanceView: { powerState: { code: `PowerState/${is_stopped ? 'stopped' : 'running'}` } } },
    timeCreated: world.createdAt(resource),
    hardwareProfile: { vmSize: sizeOf(resource.sku.meter) },
    licenseType: role === 'licensed' ? 'Windows_Server' : undefined,
    storageProfile: {
      osDisk: {
        osType: is_windows ? 'Windows' : 'Linux',
        // No bill names a disk of the others: theirs is on the host.
        ...(os_disk ? { managedDisk: { id: os_disk.id } } : { diffDiskSettings: { option: 'Local' } }),
      },
      dataDisks: data_disks.map(({ id }) => ({ managedDisk: { id } })),
      imageReference: is_windows
        ? { publisher: 'MicrosoftWindowsServer', offer: 'WindowsServer', sku: '2022-datacenter' }
        : { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server' },
    },
    networkProfile: { networkInterfaces: [{ id: interfaceOf(resource) }] },
  };
  const reason = role === null ? undefined : REASONS[role];
  return itemOf(resource, azureResource(world, resource, 'microsoft.compute/virtualmachines', { properties }), {
    signals: is_stopped || role === 'not-measured' ? {} : signalsOf(useOfRole(role, resource.number)),
    month_end: role === 'busy-at-month-end',
    truth: reason ? found(role as TruthKind, reason) : [],
    counter_example: COUNTER_EXAMPLES.find((one) => one === role) ?? null,
  });
}

const isHeld = (role: Role | null): boolean =>
  role === 'held-by-aks' || role === 'held-by-site-recovery' || role === 'active-sas';
const isDetached = (role: Role | null): boolean => role === 'azure-disk-unattached' || isHeld(role);

/** Tags by which AKS and Site Recovery mark the disks that they hold. */
const HOLDERS: Partial<Record<Role, Record<string, string>>> = {
  'held-by-aks': { 'kubernetes.io-created-for-pvc-name': 'orders-data' },
  'held-by-site-recovery': { 'asr-replicadisk': 'true' },
};
const DISK_REASONS: Partial<Record<Role, string>> = {
  'azure-disk-unattached': `No machine has had it for more than ${DETACHED_DAYS} days, and no service holds it.`,
  'azure-disk-premium-low-use': 'It is a premium disk of 5,000 operations a second, of which it uses a hundredth.',
};

/** A disk. One that no machine in its place could have is waste like those that were planted. */
function diskItem(world: World, resource: Resource, machine: Resource | null, role: Role | null): CloudItem {
  const created = world.createdAt(resource);
  const detached_at = machine ? created : world.since(DETACHED_DAYS);
  const state = machine ? 'Attached' : role === 'active-sas' ? 'ActiveSAS' : 'Unattached';
  const properties = {
    diskState: state,
    timeCreated: created,
    diskSizeGB: P30.gib,
    tier: 'P30',
    diskIOPSReadWrite: P30.iops,
    diskMBpsReadWrite: P30.mib,
    burstingEnabled: false,
    maxShares: 1,
    creationData: { createOption: 'Empty' },
    LastOwnershipUpdateTime: detached_at < created ? created : detached_at,
  };
  const told = {
    properties,
    sku: { name: 'Premium_LRS', tier: 'Premium' },
    ...(machine ? { managedBy: machine.id } : {}),
    tags: role === null ? {} : (HOLDERS[role] ?? {}),
  };
  const effective = machine || isHeld(role) ? role : ('azure-disk-unattached' as const);
  const reason = effective === null ? undefined : DISK_REASONS[effective];
  const used = role === 'azure-disk-premium-low-use' ? 0.004 : between(0.24, 0.38, resource.number, 121);
  const operations = P30.iops * used * SECONDS_PER_DAY;
  return itemOf(resource, azureResource(world, resource, 'microsoft.compute/disks', told), {
    signals: machine
      ? {
          disk_read_operations: hourly(operations * 0.4),
          disk_write_operations: hourly(operations * 0.6),
          disk_read_bytes: hourly(operations * 0.4 * BYTES_PER_OPERATION),
          disk_write_bytes: hourly(operations * 0.6 * BYTES_PER_OPERATION),
        }
      : {},
    truth: reason ? found(effective as TruthKind, reason) : [],
    counter_example: isHeld(role) ? (role as 'held-by-aks') : null,
  });
}

/** Machines that are waste: what is to be done to them needs a system that is not on their host. */
const isFound = (role: Role | null): boolean => role !== null && role in REASONS;

/**
 * Which machine has which disk: one in the same subscription and region that was always there. Those that are to be found
 * get the first disk that lasts.
 */
function attachDisks(world: World, disks: Resource[], machines: [Resource, Role | null][]): Map<Resource, Resource> {
  const machineOf = new Map<Resource, Resource>();
  const without = new Set(machines.flatMap(([machine, role]) => (isFound(role) ? [machine] : [])));
  for (const disk of disks) {
    if (isDetached(world.roleOf(disk))) continue;
    const able = machines.flatMap(([machine]) =>
      machine.account === disk.account && machine.region === disk.region
        ? [{ machine, lasting: machine.born === 0 }]
        : [],
    );
    if (able.length === 0) continue;
    const first = disk.born === 0 ? able.find(({ machine }) => without.has(machine)) : undefined;
    const { machine } = first ?? choose(lastingOf(able), disk.number, 122);
    without.delete(machine);
    machineOf.set(disk, machine);
  }
  return machineOf;
}

/** What snapshots are made of: a disk of the same subscription. */
function snapshotItem(world: World, key: string, disks: Resource[], is_premium: boolean, gib: number): CloudItem {
  const resource = world.estate(key);
  const source = disks.find(({ account }) => account === resource.account);
  const properties = {
    diskState: 'Unattached',
    timeCreated: world.createdAt(resource),
    diskSizeGB: gib,
    incremental: false,
    creationData: { createOption: 'Copy', ...(source && { sourceResourceId: source.id }) },
  };
  const sku = is_premium ? { name: 'Premium_LRS', tier: 'Premium' } : { name: 'Standard_LRS', tier: 'Standard' };
  const reason = 'It is kept on premium storage, at more than twice the price of standard storage.';
  return itemOf(resource, azureResource(world, resource, 'microsoft.compute/snapshots', { properties, sku }), {
    truth: is_premium ? found('azure-snapshot-premium', reason) : [],
  });
}

/** All machines, disks and snapshots. */
export function machineItems(world: World): { machines: CloudItem[]; disks: CloudItem[]; billed: Resource[] } {
  const disks = world.alive('Microsoft.Compute/disks/');
  const roles: [Resource, Role | null][] = [
    ...world
      .alive('Microsoft.Compute/virtualMachines/')
      .map((one): [Resource, Role | null] => [one, world.roleOf(one)]),
    ...ESTATE_ROLES.map(([key, role]): [Resource, Role | null] => [world.estate(key), role]),
  ];
  const billed = roles.map(([resource]) => resource);
  const machineOf = attachDisks(world, disks, roles);
  const disksOf = groupedBy(machineOf.keys(), (disk) => machineOf.get(disk)?.id ?? '');
  return {
    billed,
    machines: roles.map(([resource, role]) => machineItem(world, resource, role, disksOf.get(resource.id) ?? [])),
    disks: [
      ...disks.map((disk) => diskItem(world, disk, machineOf.get(disk) ?? null, world.roleOf(disk))),
      snapshotItem(world, 'snapshot-premium-1', disks, true, 512),
      snapshotItem(world, 'snapshot-premium-2', disks, true, 256),
      snapshotItem(world, 'snapshot-standard', disks, false, 512),
    ],
  };
}
