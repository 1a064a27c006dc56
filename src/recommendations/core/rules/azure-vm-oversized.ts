import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { notProtected } from '../aws/held.ts';
import { isNoMember, isOnHost, MB, mediumInProduction } from '../azure/guards.ts';
import {
  type Fit,
  type Load,
  loadOf,
  type MeasuredLoad,
  measureLoad,
  projectionsOf,
  sizingChecks,
  sizingParameters,
  smallerAlike,
  smallestFit,
} from '../azure/sizing.ts';
import { decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, coverage, figure, measuredIn, type Reason, riskOf } from '../judging.ts';
import { azureSize, type MachineSize } from '../prices/machine-sizes.ts';
import { listOf, nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';

const parameters = z.strictObject({
  ...sizingParameters,
  idle_cpu_percent: z
    .number()
    .min(0)
    .max(50)
    .default(5)
    .describe('Below this, and with next to no traffic, a machine is idle, not oversized (%)'),
  idle_network_mb_per_day: z
    .number()
    .min(0)
    .default(5)
    .describe('Traffic in each direction on the busiest day that is next to none (MB)'),
});
type Oversized = Subject<z.output<typeof parameters>>;

/** Whether it does something: null where that can't be told. What does nothing is deallocated rather than made smaller. */
function isInUse(subject: Oversized): boolean | null {
  const { idle_cpu_percent, idle_network_mb_per_day } = subject.parameters;
  const measured = measuredIn(subject, subject.parameters);
  const cpu = measured('cpu_percent', 'maximum');
  const traffic = (['network_in_bytes', 'network_out_bytes'] as const).map((metric) => measured(metric, 'total'));
  if (cpu && cpu.highest >= idle_cpu_percent) return true;
  if (traffic.some((window) => window !== null && window.highest >= idle_network_mb_per_day * MB)) return true;
  return cpu === null || traffic.includes(null) ? null : false;
}

/** Sizes that take its disks, too: within a series they take fewer in proportion, or as many. */
function candidatesFor(resource: InventoryResource, current: MachineSize): MachineSize[] {
  const disks = listOf<string>(resource, 'data_disk_ids')?.length ?? 0;
  const taken = numberOf(resource, 'max_data_disks');
  // The smallest size of all, for Linux alone.
  const is_linux = textOf(resource, 'os_type') === 'Linux';
  return smallerAlike(current).filter(
    ({ name, vcpus }) =>
      (taken === null || disks <= Math.floor((taken * vcpus) / current.vcpus)) && (is_linux || !/_B1ls$/i.test(name)),
  );
}

/** Licences of SQL Server are charged for so many virtual CPUs at least (Microsoft, prices of SQL Server on machines). */
const LEAST_SQL_VCPUS = 4;

/**
 * What changes with the virtual CPUs. Licences of Windows do; those of Linux are charged by ranges of sizes, and stay as
 * they are here, where the bill has them on lines of their own.
 */
function repricedOf(machine: InventoryResource, { vcpus }: MachineSize): ('compute' | 'license')[] {
  const is_sql = textOf(machine, 'image_publisher')?.toLowerCase() === 'microsoftsqlserver';
  const shrinks = textOf(machine, 'os_type') === 'Windows' && !(is_sql && vcpus < LEAST_SQL_VCPUS);
  return shrinks ? ['compute', 'license'] : ['compute'];
}

function savingOf(resource: InventoryResource, from: string, size: MachineSize): SavingPlan {
  const { region } = resource;
  const to = size.name;
  if (region === null) return [{ kind: 'unknown', because: 'the region of the machine is not known' }];
  const price = (sku: string) => ({ provider: 'azure' as const, service: 'azure-vm', region, sku });
  return [
    {
      kind: 'reprice',
      from: price(from),
      to: price(to),
      of: repricedOf(resource, size),
      because: `${to} is charged instead of ${from}`,
    },
  ];
}

function risksOf({ resource, is_production }: Oversized, current: MachineSize, size: MachineSize): Reason[] {
  const interfaces = listOf<string>(resource, 'network_interface_ids')?.length ?? 0;
  return [
    [
      mediumInProduction(is_production),
      `It is off for some minutes; where Azure has no place for ${size.name}, it has to be put back to ${current.name}.`,
    ],
    [
      'low',
      'A smaller size has less bandwidth to the network and to its disks, and may take fewer network interfaces.',
    ],
    ...(isOnHost(resource)
      ? [
          [
            'high',
            'The disk of its system is on its host: a new size sets it up anew, and what is on it is lost.',
          ] as const,
        ]
      : []),
    ...(current.local_disk ? [['low', 'The contents of its temporary disk are lost.'] as const] : []),
    ...(interfaces > 2
      ? [['medium', `It has ${interfaces} network interfaces: see that ${size.name} takes them.`] as const]
      : []),
    ...(textOf(resource, 'availability_set_id') === null
      ? []
      : [['medium', 'All machines of its availability set may have to be off for the change.'] as const]),
    ...(size.burstable
      ? [['medium', `${size.name} earns credits for its processor: long peaks use them up.`] as const]
      : []),
  ];
}

function propose(subject: Oversized, current: MachineSize, measured: MeasuredLoad, load: Load, fit: Fit): Proposal {
  const { resource } = subject;
  const { days } = subject.parameters;
  const { size, after } = fit;
  const told = (one: Load) =>
    `${figure(one.cpu_p95)} % of its processor (95th percentile of the busiest day) and ${figure(one.memory_maximum)} % of its memory`;
  return {
    title: `Change ${nameOf(resource)} from ${current.name} to ${size.name}`,
    reason: `In ${days} days it used at most ${told(load)}; of ${size.name} that would be ${figure(after.cpu_p95)} % and ${figure(after.memory_maximum)} %.`,
    // What is on its host would be lost without notice.
    change: isOnHost(resource)
      ? null
      : { action: 'azure.resize_vm', parameters: { vm_size: size.name, from_vm_size: current.name } },
    current: { vm_size: current.name, vcpus: current.vcpus, memory_mib: current.memory_mib },
    proposed: { vm_size: size.name, vcpus: size.vcpus, memory_mib: size.memory_mib },
    projections: projectionsOf(load, after, subject.parameters),
    saving: savingOf(resource, current.name, size),
    claims: [
      { resource_id: resource.resource_id, component: 'compute' },
      { resource_id: resource.resource_id, component: 'license' },
    ],
    confidence: confidenceOf(coverage([measured.cpu_maximum, measured.memory_maximum]), [
      'high',
      'Processor and memory were both measured.',
    ]),
    risk: riskOf(...risksOf(subject, current, size)),
    effort: 'medium',
    restart_needed: true,
    reversible: !isOnHost(resource),
    evidence: [
      {
        metric: 'cpu_percent',
        statistic: 'p95',
        limit: (subject.parameters.cpu_p95_percent * size.vcpus) / current.vcpus,
      },
      {
        metric: 'memory_percent',
        statistic: 'maximum',
        limit: (subject.parameters.memory_maximum_percent * size.memory_mib) / current.memory_mib,
      },
    ],
  };
}

export const azureVmOversized = defineRule({
  id: 'azure-vm-oversized',
  title: 'Oversized Azure virtual machines',
  description: 'Machines whose load fits a smaller size of the same series, with headroom.',
  type: 'rightsizing',
  provider: 'azure',
  resource_types: ['microsoft.compute/virtualmachines'],
  metrics: ['cpu_percent', 'memory_percent', 'network_in_bytes', 'network_out_bytes'],
  relations: [],
  parameters,
  sources: [
    'Azure Advisor, resize virtual machines: the load has to fit a cheaper size; 95th percentile of processor and memory',
    'Microsoft, pages of the series: virtual CPUs, memory, temporary disks; base performance of the B series',
  ],
  evaluate: (subject) => {
    const { resource, parameters: limits } = subject;
    const current = azureSize(textOf(resource, 'vm_size') ?? '');
    const sizes = current ? candidatesFor(resource, current) : [];
    const measured = measureLoad(subject, limits);
    const load = loadOf(measured);
    const fit = current && load && smallestFit(current, sizes, load, limits);
    const checks = [
      isOneOf({ check: 'status', text: 'state of the machine' }, resource.status, ['PowerState/running']),
      isNoMember(resource),
      isOneOf({ check: 'priority', text: 'priority' }, textOf(resource, 'priority'), ['Regular']),
      holds({ check: 'in_use', text: 'does something' }, isInUse(subject), 'yes: else it is idle, and deallocated'),
      ...sizingChecks(current, sizes, measured, fit, limits),
      notProtected(resource),
    ];
    return decide(checks, () => propose(subject, current!, measured, load!, fit!));
  },
});
