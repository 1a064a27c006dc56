import { CreateVolumeCommand, DescribeSnapshotsCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Finding } from '../../src/recommendations/core/types.ts';
import type { MotoAccount } from './moto.ts';
import { addRecommendation, findingOf } from './recommendations.ts';
import { addResource, proposeChange, proposeRecommended, type Remediator } from './remediation.ts';

/** A volume that nothing uses, in Moto and in the inventory. */
export interface IdleVolume {
  volume_id: string;
  resource_id: string;
  inventory_id: string;
}

/** Idle volumes of an account, and changes that delete them. */
export function idleVolumes(ours: Remediator, account: MotoAccount) {
  const { region, organization_id, provider_id, account_id, server } = ours;
  const ec2 = account.client(EC2Client, region);

  async function make(): Promise<IdleVolume> {
    const Tags = [{ Key: 'team', Value: 'checkout' }];
    const { VolumeId: volume_id = '' } = await ec2.send(
      new CreateVolumeCommand({
        AvailabilityZone: `${region}a`,
        Size: 8,
        VolumeType: 'gp3',
        TagSpecifications: [{ ResourceType: 'volume', Tags }],
      }),
    );
    const resource_id = `arn:aws:ec2:${region}:${account.id}:volume/${volume_id}`;
    const inventory_id = await addResource(ours, { resource_id, resource_type: 'AWS::EC2::Volume' });
    return { volume_id, resource_id, inventory_id };
  }

  /** A recommendation to delete `volume`, found at `found_at`; answers its id. */
  const recommend = ({ resource_id }: IdleVolume, found_at: string, evidence: Finding['evidence'] = []) =>
    server.services.database.transaction(organization_id, (tx) =>
      addRecommendation(tx, {
        organization_id,
        provider_id,
        account_id,
        region,
        resource_id,
        found_at,
        finding: { ...findingOf(resource_id, '12.5'), evidence },
      }),
    );

  return {
    ec2,
    make,
    recommend,
    /** Proposes to delete a new one; answers it with the id of the proposal. */
    proposeDeletion: async () => {
      const volume = await make();
      const { inventory_id, volume_id } = volume;
      const change = { action: 'ec2.delete_volume', parameters: { volume_id } } as const;
      return { ...volume, id: await proposeChange(ours, inventory_id, change) };
    },
    /** The same by a recommendation. */
    proposeRecommendedDeletion: async (found_at: string, evidence: (volume: IdleVolume) => Finding['evidence']) => {
      const volume = await make();
      const recommendation_id = await recommend(volume, found_at, evidence(volume));
      return { ...volume, recommendation_id, id: await proposeRecommended(ours, recommendation_id) };
    },
    /** How many there are of a volume, and of snapshots of it. */
    whatIsLeft: async (volume_id: string) => {
      const Filters = [{ Name: 'volume-id', Values: [volume_id] }];
      const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ Filters }));
      const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ Filters, OwnerIds: ['self'] }));
      return { volumes: Volumes.length, snapshots: Snapshots.length };
    },
  };
}
