import {
  IMAGES_AND_SNAPSHOTS,
  imageResource,
  snapshotResource,
  snapshotsOf,
} from '../../core/inventory/images-and-snapshots.ts';
import type { ResourceCollector } from './collector.ts';

const PAGE = 500;

/** The account's own images and snapshots; images first, to know which snapshots they are made of. */
export const imagesAndSnapshots: ResourceCollector = {
  ...IMAGES_AND_SNAPSHOTS,
  async *collect(visit) {
    const { EC2Client, paginateDescribeImages, paginateDescribeSnapshots } = await import('@aws-sdk/client-ec2');
    const paging = { client: visit.client(EC2Client), pageSize: PAGE };
    const isOwn = ({ OwnerId }: { OwnerId?: string | undefined }): boolean => OwnerId === visit.place.account_id;
    const images_by_snapshot = new Map<string, string[]>();
    // A disabled image can be enabled again, and needs its snapshots for that.
    const images = paginateDescribeImages(paging, { Owners: ['self'], IncludeDisabled: true }, visit.options);
    for await (const { Images = [] } of visit.pages('ec2:DescribeImages', images)) {
      const own = Images.filter(isOwn);
      for (const image of own)
        for (const snapshot of snapshotsOf(image))
          images_by_snapshot.set(snapshot, [...(images_by_snapshot.get(snapshot) ?? []), image.ImageId ?? '']);
      yield own.map((image) => imageResource(visit.place, image));
    }
    const snapshots = paginateDescribeSnapshots(paging, { OwnerIds: ['self'] }, visit.options);
    for await (const { Snapshots = [] } of visit.pages('ec2:DescribeSnapshots', snapshots))
      yield Snapshots.filter(isOwn).map((snapshot) =>
        snapshotResource(visit.place, snapshot, images_by_snapshot.get(snapshot.SnapshotId ?? '') ?? []),
      );
  },
};
