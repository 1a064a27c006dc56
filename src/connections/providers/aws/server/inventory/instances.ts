import type { EC2Client, Instance } from '@aws-sdk/client-ec2';
import { type Ec2InstanceType, INSTANCES, instanceResource } from '../../core/inventory/instances.ts';
import { batchesOf, type ResourceCollector, type Visit } from './collector.ts';

const PAGE = 500;
/** AWS answers at most so many types in one page. */
const TYPES_PAGE = 100;
/** Terminated instances show for another hour. */
const THERE = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

/** Learns the types of `instances` that are not in `types` yet. A filter, unlike a list, forgives types of the past. */
async function learnTypes(
  visit: Visit,
  ec2: EC2Client,
  instances: Instance[],
  types: Map<string, Ec2InstanceType>,
): Promise<void> {
  const { paginateDescribeInstanceTypes } = await import('@aws-sdk/client-ec2');
  const unknown = new Set(
    instances.flatMap(({ InstanceType }) => InstanceType ?? []).filter((type) => !types.has(type)),
  );
  for (const Values of batchesOf([...unknown], TYPES_PAGE)) {
    const input = { Filters: [{ Name: 'instance-type', Values }] };
    const pages = paginateDescribeInstanceTypes({ client: ec2, pageSize: TYPES_PAGE }, input, visit.options);
    for (const type of Values) types.set(type, {});
    for await (const { InstanceTypes = [] } of visit.pages('ec2:DescribeInstanceTypes', pages))
      for (const type of InstanceTypes) types.set(type.InstanceType ?? '', type);
  }
}

/** Instances, with what their types have: asked once for each type in use. */
export const instances: ResourceCollector = {
  ...INSTANCES,
  async *collect(visit) {
    const { EC2Client, paginateDescribeInstances } = await import('@aws-sdk/client-ec2');
    const ec2 = visit.client(EC2Client);
    const input = { Filters: [{ Name: 'instance-state-name', Values: THERE }] };
    const types = new Map<string, Ec2InstanceType>();
    const pages = paginateDescribeInstances({ client: ec2, pageSize: PAGE }, input, visit.options);
    for await (const { Reservations = [] } of visit.pages('ec2:DescribeInstances', pages)) {
      const found = Reservations.flatMap(({ Instances = [] }) => Instances);
      await learnTypes(visit, ec2, found, types);
      yield found.map((one) => instanceResource(visit.place, one, types.get(one.InstanceType ?? '')));
    }
  },
};
