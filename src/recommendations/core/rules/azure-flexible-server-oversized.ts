import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { notProtected } from '../aws/held.ts';
import { mediumInProduction } from '../azure/guards.ts';
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
import { confidenceOf, coverage, figure, type Reason, riskOf } from '../judging.ts';
import { azureSize, type MachineSize } from '../prices/machine-sizes.ts';
import { nameOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';

const POSTGRESQL = 'microsoft.dbforpostgresql/flexibleservers';
const MYSQL = 'microsoft.dbformysql/flexibleservers';
/** Servers of the burstable tier live from credits, which are not measured here. */
const TIERS = ['GeneralPurpose', 'MemoryOptimized'];

const parameters = z.strictObject(sizingParameters);
type Oversized = Subject<z.output<typeof parameters>>;

const engineOf = ({ resource_type }: InventoryResource): 'postgresql' | 'mysql' =>
  resource_type === POSTGRESQL ? 'postgresql' : 'mysql';

function savingOf(resource: InventoryResource, from: string, to: string): SavingPlan {
  const { region } = resource;
  if (region === null) return [{ kind: 'unknown', because: 'the region of the server is not known' }];
  const engine = engineOf(resource);
  const price = (sku: string) => ({
    provider: 'azure' as const,
    service: 'azure-flexible-server',
    region,
    sku: `${engine}/${sku}`,
  });
  return [
    {
      kind: 'reprice',
      from: price(from),
      to: price(to),
      of: ['compute'],
      because: `${to} is charged instead of ${from}; storage and backup stay`,
    },
  ];
}

function risksOf({ use, is_production, parameters: { days } }: Oversized, size: MachineSize): Reason[] {
  const connections = use.window('connections', 'maximum', days);
  return [
    [mediumInProduction(is_production), 'It restarts, and is away for one or two minutes: choose a quiet hour.'],
    [
      'medium',
      `${size.name} takes fewer connections and operations a second${connections ? `; at most ${Math.ceil(connections.highest)} connections were open at once` : ''}.`,
    ],
    ['low', 'A database keeps in memory what it can: with less of it, it reads more from its storage.'],
  ];
}

function propose(subject: Oversized, current: MachineSize, measured: MeasuredLoad, load: Load, fit: Fit): Proposal {
  const { resource, parameters: limits } = subject;
  const { size, after } = fit;
  const sku = textOf(resource, 'sku')!;
  const tier = textOf(resource, 'tier')!;
  return {
    title: `Change the server ${nameOf(resource)} from ${current.name} to ${size.name}`,
    reason: `In ${limits.days} days it used at most ${figure(load.cpu_p95)} % of its processor (95th percentile of the busiest day) and ${figure(load.memory_maximum)} % of its memory; of ${size.name} that would be ${figure(after.cpu_p95)} % and ${figure(after.memory_maximum)} %.`,
    change: {
      action: 'azure.resize_flexible_server',
      parameters: { engine: engineOf(resource), sku: size.name, tier, from_sku: sku, from_tier: tier },
    },
    current: { sku, tier, vcpus: current.vcpus, memory_mib: current.memory_mib },
    proposed: { sku: size.name, tier, vcpus: size.vcpus, memory_mib: size.memory_mib },
    projections: projectionsOf(load, after, limits),
    saving: savingOf(resource, current.name, size.name),
    claims: [{ resource_id: resource.resource_id, component: 'compute' }],
    confidence: confidenceOf(coverage([measured.cpu_maximum, measured.memory_maximum]), [
      'high',
      'Processor and memory were both measured.',
    ]),
    risk: riskOf(...risksOf(subject, size)),
    effort: 'medium',
    restart_needed: true,
    reversible: true,
    evidence: [
      { metric: 'cpu_percent', statistic: 'p95', limit: (limits.cpu_p95_percent * size.vcpus) / current.vcpus },
      {
        metric: 'memory_percent',
        statistic: 'maximum',
        limit: (limits.memory_maximum_percent * size.memory_mib) / current.memory_mib,
      },
      { metric: 'connections', statistic: 'maximum', limit: null },
    ],
  };
}

export const azureFlexibleServerOversized = defineRule({
  id: 'azure-flexible-server-oversized',
  title: 'Oversized Azure database servers',
  description:
    'Flexible servers of PostgreSQL and MySQL whose load fits a smaller size of the same series, with headroom.',
  type: 'rightsizing',
  provider: 'azure',
  resource_types: [POSTGRESQL, MYSQL],
  metrics: ['cpu_percent', 'memory_percent', 'connections'],
  relations: [],
  parameters,
  sources: [
    'Azure Advisor, servers of PostgreSQL and MySQL that are little used: half the virtual CPUs',
    'Microsoft, limits of flexible servers by size',
  ],
  evaluate: (subject) => {
    const { resource, parameters: limits } = subject;
    const current = azureSize(textOf(resource, 'sku') ?? '');
    const sizes = current ? smallerAlike(current) : [];
    const measured = measureLoad(subject, limits);
    const load = loadOf(measured);
    const fit = current && load && smallestFit(current, sizes, load, limits);
    const role = textOf(resource, 'replication_role');
    const checks = [
      isOneOf({ check: 'status', text: 'state of the server' }, resource.status, ['Ready']),
      isOneOf({ check: 'tier', text: 'tier' }, textOf(resource, 'tier'), TIERS),
      holds(
        { check: 'replica', text: 'replica of another server' },
        textOf(resource, 'replica_of_id') === null && !/replica/i.test(role ?? ''),
        'no: a replica has to keep up with its source',
        role,
      ),
      ...sizingChecks(current, sizes, measured, fit, limits),
      notProtected(resource),
    ];
    return decide(checks, () => propose(subject, current!, measured, load!, fit!));
  },
});
