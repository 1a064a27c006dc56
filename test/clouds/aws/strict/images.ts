import { ec2Answer } from '../../../support/moto.ts';
import type { StrictCall } from './call.ts';
import { ec2Of } from './clients.ts';
import { errorOf } from './errors.ts';
import { type StrictService, type StrictWorld, withText } from './world.ts';
import { mapListed, textOf, withContent } from './xml.ts';

/** Tags of a call for one type of resource. */
function tagsFor({ form }: StrictCall, resource_type: string): { Key: string; Value: string }[] {
  const places = [...form].flatMap(([key, value]) =>
    value === resource_type ? (/^(TagSpecification\.\d+)\.ResourceType$/.exec(key)?.[1] ?? []) : [],
  );
  return places.flatMap((place) =>
    [...form].flatMap(([key, Value]) => {
      const tag = key.startsWith(`${place}.Tag.`) ? /^(.*)\.Value$/.exec(key)?.[1] : undefined;
      return tag === undefined ? [] : [{ Key: form.get(`${tag}.Key`) ?? '', Value }];
    }),
  );
}

/**
 * Images as EC2 makes them of instances: with a snapshot of every volume, tagged as told, `pending` first. Moto makes one
 * snapshot of no volume in particular, and refuses tags for it.
 */
export function strictImages(world: StrictWorld): StrictService {
  const { countdowns } = world;
  const failing = new Set<string>();
  const mappings = new Map<string, string>();
  const imageOfSnapshot = new Map<string, string>();

  async function createImage(call: StrictCall) {
    const { sdk, client, instance } = await ec2Of(world.account, call.region);
    const InstanceId = call.form.get('InstanceId') ?? '';
    const { BlockDeviceMappings = [] } = (await instance(InstanceId)) ?? {};
    const { ImageId = '' } = await client.send(
      new sdk.CreateImageCommand({
        InstanceId,
        Name: call.form.get('Name') ?? '',
        TagSpecifications: [{ ResourceType: 'image', Tags: tagsFor(call, 'image') }],
      }),
    );
    const items = await Promise.all(
      BlockDeviceMappings.map(async ({ DeviceName, Ebs }) => {
        const { SnapshotId, VolumeSize } = await client.send(
          new sdk.CreateSnapshotCommand({
            VolumeId: Ebs?.VolumeId,
            Description: `Created by CreateImage(${InstanceId}) for ${ImageId}`,
            TagSpecifications: [{ ResourceType: 'snapshot', Tags: tagsFor(call, 'snapshot') }],
          }),
        );
        imageOfSnapshot.set(SnapshotId ?? '', ImageId);
        return `<item><deviceName>${DeviceName}</deviceName><ebs><snapshotId>${SnapshotId}</snapshotId><volumeSize>${VolumeSize}</volumeSize><deleteOnTermination>true</deleteOnTermination></ebs></item>`;
      }),
    );
    mappings.set(ImageId, items.join(''));
    countdowns.begin(`image ${ImageId}`, world.looks);
    if (world.snapshots_fail) failing.add(ImageId);
    return ec2Answer('CreateImage', `<imageId>${ImageId}</imageId>`);
  }

  const shown = (item: string): string => {
    const id = textOf(item, 'imageId');
    const own = mappings.get(id);
    if (own === undefined) return item;
    const state = countdowns.look(`image ${id}`) ? 'pending' : failing.has(id) ? 'failed' : 'available';
    return withContent(withContent(item, 'blockDeviceMapping', own), 'imageState', state);
  };

  return {
    before: (call) => {
      const snapshot = call.operation === 'DeleteSnapshot' ? (call.form.get('SnapshotId') ?? '') : '';
      const image = imageOfSnapshot.get(snapshot);
      if (image === undefined || !mappings.has(image)) return undefined;
      const message = `The snapshot ${snapshot} is currently in use by ${image}`;
      return errorOf(call, 400, 'InvalidSnapshot.InUse', message);
    },
    lacking: async (call) => (call.operation === 'CreateImage' ? createImage(call) : undefined),
    after: ({ operation, form }, answer) => {
      if (operation === 'DeregisterImage') mappings.delete(form.get('ImageId') ?? '');
      if (operation !== 'DescribeImages') return answer;
      return withText(answer, mapListed(answer.body.toString(), 'imagesSet', 'item', shown));
    },
  };
}
