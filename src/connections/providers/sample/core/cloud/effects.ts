import type { InventoryResource } from '../../../../core/inventory.ts';
import type { AwsTag } from '../../../aws/core/inventory/common.ts';
import { snapshotResource } from '../../../aws/core/inventory/images-and-snapshots.ts';
import { changed } from './action-rule.ts';
import { applySampleAction, type SampleAction } from './actions.ts';
import { shortId } from './network-ids.ts';

interface Attachment {
  instance_id: string | null;
  delete_on_termination: boolean | null;
}

const attachmentsOf = ({ attributes }: InventoryResource): Attachment[] =>
  (attributes['attachments'] as Attachment[] | undefined) ?? [];

/** A volume without the instance `id`: gone with it where that was wished. */
function detachedVolume(volume: InventoryResource, id: string): InventoryResource | null {
  const own = ({ instance_id }: Attachment): boolean => instance_id === shortId(id);
  const attachments = attachmentsOf(volume);
  if (attachments.some((one) => own(one) && one.delete_on_termination)) return null;
  const left = attachments.filter((one) => !own(one));
  return changed(volume, { attachments: left }, left.length > 0 ? volume.status : 'available');
}

/** A snapshot without an image that was made of it. */
const withoutImage = (snapshot: InventoryResource, id: string): InventoryResource => {
  const ids = (snapshot.attributes['image_ids'] as string[] | undefined) ?? [];
  return changed(snapshot, { image_ids: ids.filter((one) => one !== shortId(id)) });
};

/** An Elastic IP that nothing has. */
export const disassociated = (address: InventoryResource): InventoryResource =>
  changed(address, {
    association_id: null,
    instance_id: null,
    network_interface_id: null,
    network_interface_owner_id: null,
    network_interface_status: null,
    network_interface_type: null,
    network_interface_description: null,
    private_ip: null,
  });

/** What becomes of resources of each type when what they are attached to is gone. */
const AFTER: Record<string, (resource: InventoryResource, gone_id: string) => InventoryResource | null> = {
  'AWS::EC2::Volume': detachedVolume,
  'AWS::EC2::EIP': disassociated,
  'AWS::EC2::Snapshot': withoutImage,
  'microsoft.compute/disks': (disk) => changed(disk, { state: 'Unattached' }, 'Unattached'),
  'microsoft.network/networkinterfaces': (one) => changed(one, { virtual_machine_id: null }),
  'microsoft.network/publicipaddresses': (one) => changed(one, { ip_configuration_id: null, nat_gateway_id: null }),
};

function released(resource: InventoryResource, gone_id: string): InventoryResource | null {
  const after = AFTER[resource.resource_type]?.(resource, gone_id);
  if (after === null) return null;
  const left = after ?? resource;
  return {
    ...left,
    parent_id: left.parent_id === gone_id ? null : left.parent_id,
    attached_to: left.attached_to.filter((id) => id !== gone_id),
  };
}

/**
 * All that an action changes in the cloud, by id: the resource itself, and, when it goes, what was attached to it.
 * `resources` is the inventory as it is now. Throws as `applySampleAction` does.
 */
export function changesBySampleAction(
  resources: Iterable<InventoryResource>,
  resource: InventoryResource,
  action: SampleAction,
): Map<string, InventoryResource | null> {
  const id = resource.resource_id;
  const after = applySampleAction(resource, action);
  const changes = new Map([[id, after]]);
  if (after !== null) return changes;
  for (const other of resources)
    if (other.resource_id !== id && (other.parent_id === id || other.attached_to.includes(id)))
      changes.set(other.resource_id, released(other, id));
  return changes;
}

/** What a snapshot of a volume is told by: `id` such as `snap-0…`, `at` the instant it is taken. */
interface NewSnapshot {
  id: string;
  at: string;
  description: string;
  tags: AwsTag[];
}

/** The snapshot of a volume of AWS. */
export function snapshotOfVolume(
  volume: InventoryResource,
  { id, at, description, tags }: NewSnapshot,
): InventoryResource {
  const { account_id, region, attributes } = volume;
  if (region === null) throw new Error(`The volume ${volume.resource_id} is in no region.`);
  const size = attributes['size_gib'];
  const snapshot = {
    SnapshotId: id,
    OwnerId: account_id,
    VolumeId: shortId(volume.resource_id),
    VolumeSize: typeof size === 'number' ? size : undefined,
    State: 'completed',
    StartTime: new Date(at),
    Description: description,
    Encrypted: attributes['encrypted'] === true,
    Tags: tags,
  };
  return snapshotResource({ partition: 'aws', account_id, region }, snapshot, []);
}
