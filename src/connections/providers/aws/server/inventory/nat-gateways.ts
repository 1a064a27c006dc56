import { NAT_GATEWAYS, natGatewayResource } from '../../core/inventory/nat-gateways.ts';
import type { ResourceCollector } from './collector.ts';

const PAGE = 500;
/** Deleted gateways show for another hour. */
const THERE = ['pending', 'failed', 'available', 'deleting'];

/** NAT gateways that are not deleted. */
export const natGateways: ResourceCollector = {
  ...NAT_GATEWAYS,
  async *collect(visit) {
    const { EC2Client, paginateDescribeNatGateways } = await import('@aws-sdk/client-ec2');
    const input = { Filter: [{ Name: 'state', Values: THERE }] };
    const pages = paginateDescribeNatGateways(
      { client: visit.client(EC2Client), pageSize: PAGE },
      input,
      visit.options,
    );
    for await (const { NatGateways = [] } of visit.pages('ec2:DescribeNatGateways', pages))
      yield NatGateways.map((gateway) => natGatewayResource(visit.place, gateway));
  },
};
