import { VOLUMES, volumeResource } from '../../core/inventory/volumes.ts';
import type { ResourceCollector } from './collector.ts';

const PAGE = 500;

/** Volumes, attached or not. */
export const volumes: ResourceCollector = {
  ...VOLUMES,
  async *collect(visit) {
    const { EC2Client, paginateDescribeVolumes } = await import('@aws-sdk/client-ec2');
    const pages = paginateDescribeVolumes({ client: visit.client(EC2Client), pageSize: PAGE }, {}, visit.options);
    for await (const { Volumes = [] } of visit.pages('ec2:DescribeVolumes', pages))
      yield Volumes.map((volume) => volumeResource(visit.place, volume));
  },
};
