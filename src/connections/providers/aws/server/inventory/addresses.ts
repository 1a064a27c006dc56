import type { EC2Client } from '@aws-sdk/client-ec2';
import { ADDRESSES, addressResource, type HoldingInterface } from '../../core/inventory/addresses.ts';
import { batchesOf, type ResourceCollector, type Visit } from './collector.ts';

/** As many values as a filter takes. */
const FILTER_VALUES = 200;

/** The interfaces of these ids; those of other accounts are not told. */
async function readInterfaces(visit: Visit, ec2: EC2Client, ids: string[]): Promise<Map<string, HoldingInterface>> {
  const { paginateDescribeNetworkInterfaces } = await import('@aws-sdk/client-ec2');
  const interfaces = new Map<string, HoldingInterface>();
  for (const Values of batchesOf(ids, FILTER_VALUES)) {
    const input = { Filters: [{ Name: 'network-interface-id', Values }] };
    const pages = paginateDescribeNetworkInterfaces({ client: ec2, pageSize: FILTER_VALUES }, input, visit.options);
    for await (const { NetworkInterfaces = [] } of visit.pages('ec2:DescribeNetworkInterfaces', pages))
      for (const one of NetworkInterfaces) interfaces.set(one.NetworkInterfaceId ?? '', one);
  }
  return interfaces;
}

/** Elastic IPs, which AWS answers all at once, and what the interfaces do that hold them for no instance. */
export const addresses: ResourceCollector = {
  ...ADDRESSES,
  async *collect(visit) {
    const { EC2Client, DescribeAddressesCommand } = await import('@aws-sdk/client-ec2');
    const ec2 = visit.client(EC2Client);
    const { Addresses = [] } = await visit.ask('ec2:DescribeAddresses', (options) =>
      ec2.send(new DescribeAddressesCommand({}), options),
    );
    const held = Addresses.flatMap(({ InstanceId, NetworkInterfaceId }) =>
      InstanceId ? [] : NetworkInterfaceId || [],
    );
    const interfaces = await readInterfaces(visit, ec2, held);
    yield Addresses.map((one) => addressResource(visit.place, one, interfaces.get(one.NetworkInterfaceId ?? '')));
  },
};
