import { z } from 'zod';
import { daysBetween } from '../../../platform/core/dates.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { standsAlone } from '../aws/instances.ts';
import { ebsPrice } from '../aws/volumes.ts';
import { above, atLeast, decide, isOneOf } from '../checks.ts';
import { confidenceOf, figure, listCost, riskOf } from '../judging.ts';
import { listOf, nameOf, numberOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Seen, type Subject } from '../rule.ts';

const parameters = z.strictObject({
  stopped_days: z.number().int().min(1).max(365).default(30).describe('Days since it was stopped, at least'),
});
type Stopped = Subject<z.output<typeof parameters>>;

/**
 * Its volumes, without those that another instance has, too, and those that somebody protects. Null where the inventory
 * has none of those that it names: nothing is known of them.
 */
function volumesOf({ related, resource }: Stopped): readonly Seen[] | null {
  const attached = related(0);
  const named = listOf<object>(resource, 'volumes') ?? [];
  if (attached.length === 0 && named.length > 0) return null;
  return attached.filter(
    (volume) =>
      volume.resource.attached_to.every((holder) => holder === resource.resource_id) &&
      notProtected(volume.resource).result === 'met',
  );
}

const sizeOf = (volumes: readonly Seen[]): number =>
  volumes.reduce((sum, volume) => sum + (numberOf(volume.resource, 'size_gib') ?? 0), 0);

function propose({ resource, prices }: Stopped, stopped_days: number, volumes: readonly Seen[]): Proposal {
  const names = volumes.map((volume) => shortIdOf(volume.resource)).join(', ');
  const size = figure(sizeOf(volumes));
  const snapshots = listCost(prices.find(ebsPrice(resource, 'ebs-snapshot', 'standard')), sizeOf(volumes));
  const paid =
    volumes.length === 1
      ? `its volume of ${size} GiB (${names}) is`
      : `its ${volumes.length} volumes of ${size} GiB in all (${names}) are`;
  return {
    title: `Delete the volumes of ${nameOf(resource)}, stopped for ${stopped_days} days`,
    reason: `It was stopped ${stopped_days} days ago, and ${paid} paid for as if it ran.`,
    change: {
      action: 'ec2.delete_volumes_of_stopped_instance',
      parameters: {
        instance_id: shortIdOf(resource),
        volume_ids: volumes.map((volume) => shortIdOf(volume.resource)),
      },
    },
    current: { status: 'stopped', volumes: volumes.length, size_gib: sizeOf(volumes) },
    proposed: { volumes: 0, size_gib: 0 },
    saving: volumes.map((volume) => ({
      kind: 'ends',
      of: 'all',
      resource_id: volume.resource.resource_id,
      because: `the volume ${nameOf(volume.resource)} is deleted`,
    })),
    claims: [resource, ...volumes.map((volume) => volume.resource)].map(({ resource_id }) => ({
      resource_id,
      component: 'all',
    })),
    confidence: confidenceOf(['high', `AWS says when it was stopped: ${stopped_days} days ago.`]),
    risk: riskOf(
      ['high', 'The instance cannot start again until its volumes are restored from their snapshots and attached.'],
      [
        'medium',
        `Snapshots of them are taken first, and are charged for what the volumes hold (at most ${size} GiB${snapshots.replace(', ', ', at most ')}), for as long as they are kept.`,
      ],
      ...stackRisks(resource),
    ),
    effort: 'low',
    restart_needed: false,
    reversible: true,
  };
}

export const ec2StoppedWithVolumes = defineRule({
  id: 'ec2-stopped-with-volumes',
  title: 'Stopped EC2 instances whose volumes are paid for',
  description: 'Instances that were stopped long ago, and whose volumes cost as much as if they ran.',
  type: 'idle',
  provider: 'aws',
  resource_types: ['AWS::EC2::Instance'],
  metrics: [],
  relations: [{ path: 'attached_from', resource_type: 'AWS::EC2::Volume', metrics: [] }],
  parameters,
  sources: ['AWS Trusted Advisor, EC2 instances stopped: for more than 30 days'],
  evaluate: (subject) => {
    const { resource, as_of, parameters } = subject;
    const since = textOf(resource, 'state_transition_time');
    const stopped_days = since === null ? null : daysBetween(since.slice(0, 10), as_of);
    const volumes = volumesOf(subject);
    const checks = [
      isOneOf({ check: 'status', text: 'state of the instance' }, resource.status, ['stopped']),
      standsAlone(resource),
      notProtected(resource),
      atLeast(
        { check: 'stopped_days', text: 'since it was stopped', unit: 'days' },
        stopped_days,
        parameters.stopped_days,
      ),
      above({ check: 'volumes', text: 'volumes that it alone has' }, volumes && volumes.length, 0),
    ];
    return decide(checks, () => propose(subject, stopped_days!, volumes!));
  },
});
