import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { daysBetween, type IsoDate } from '../../../platform/core/dates.ts';
import { notProtected } from '../aws/held.ts';
import { counted, isNoMember, mediumInProduction } from '../azure/guards.ts';
import { atLeast, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, figure, listCost, riskOf } from '../judging.ts';
import { flagOf, nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';

const HOLDERS: Record<string, string> = {
  aks: 'a volume of a Kubernetes cluster',
  'site-recovery': 'a replica of Site Recovery',
  backup: 'a restore of Azure Backup',
};

/** Days since a machine last had it, or since it was made if none ever had; null when neither is known. */
function detachedDays(resource: InventoryResource, as_of: IsoDate): number | null {
  const since = textOf(resource, 'last_ownership_update_at') ?? resource.created_at;
  return since === null ? null : daysBetween(since.slice(0, 10), as_of);
}

const parameters = z.strictObject({
  days: z.number().int().min(0).max(365).default(7).describe('Days for which no machine has had it, at least'),
});

function propose(
  { resource, is_production, prices }: Subject<z.output<typeof parameters>>,
  detached: number,
): Proposal {
  const size_gib = numberOf(resource, 'size_gib');
  const sku = textOf(resource, 'sku');
  const snapshot = prices.find({
    provider: 'azure',
    service: 'azure-snapshot',
    region: resource.region ?? '',
    sku: 'Standard_LRS',
  });
  return {
    title: `Delete the unattached disk ${nameOf(resource)}`,
    reason: `No machine has had it for ${counted(detached, 'day')}, and no service holds it.`,
    change: { action: 'azure.delete_disk', parameters: {} },
    current: { status: 'Unattached', sku, size_gib },
    proposed: { status: 'deleted, with a snapshot kept' },
    saving: [{ kind: 'ends', of: 'all', because: 'a disk that is gone is not charged for' }],
    claims: [{ resource_id: resource.resource_id, component: 'all' }],
    confidence: confidenceOf(
      textOf(resource, 'last_ownership_update_at') === null
        ? [
            'medium',
            `It was made ${counted(detached, 'day')} ago, and Azure does not say that any machine had it since.`,
          ]
        : ['high', `Azure says that it was last attached or detached ${counted(detached, 'day')} ago.`],
    ),
    risk: riskOf(
      [
        mediumInProduction(is_production),
        'Somebody may have kept it for its data: a snapshot is taken first, and a disk can be made of it again.',
      ],
      [
        'low',
        `The snapshot is charged for what the disk holds${size_gib === null ? '' : `, at most ${figure(size_gib)} GiB of standard storage${listCost(snapshot, size_gib)}`}, for as long as it is kept.`,
      ],
    ),
    effort: 'very_low',
    restart_needed: false,
    reversible: true,
  };
}

export const azureDiskUnattached = defineRule({
  id: 'azure-disk-unattached',
  title: 'Unattached Azure disks',
  description: 'Managed disks that no machine has and no service holds.',
  type: 'unattached',
  provider: 'azure',
  resource_types: ['microsoft.compute/disks'],
  metrics: [],
  relations: [],
  parameters,
  sources: [
    'Azure Advisor, unattached disks: more than 30 days',
    'Microsoft FinOps toolkit, unattached disks: not with an active SAS, not of Site Recovery',
  ],
  evaluate: (subject) => {
    const { resource, parameters: limits } = subject;
    const detached = detachedDays(resource, subject.as_of);
    const held_by = textOf(resource, 'held_by');
    const active_sas = flagOf(resource, 'active_sas');
    const checks = [
      isOneOf({ check: 'status', text: 'state of the disk' }, resource.status, ['Unattached']),
      holds(
        { check: 'attached', text: 'machines that have it' },
        resource.attached_to.length === 0,
        'none',
        resource.attached_to.length,
      ),
      holds(
        { check: 'held_by', text: 'held by a service' },
        held_by === null,
        'no: Kubernetes, Site Recovery and Backup attach their disks when they need them',
        held_by === null ? null : (HOLDERS[held_by] ?? held_by),
      ),
      ...(held_by === null ? [isNoMember(resource)] : []),
      holds(
        { check: 'active_sas', text: 'being read or written through an access link' },
        active_sas === null ? null : !active_sas,
        'no',
        active_sas,
      ),
      atLeast({ check: 'detached_days', text: 'time since a machine had it', unit: 'days' }, detached, limits.days),
      notProtected(resource),
    ];
    return decide(checks, () => propose(subject, detached!));
  },
});
