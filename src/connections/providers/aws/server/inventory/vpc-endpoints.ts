import { VPC_ENDPOINTS, vpcEndpointResource } from '../../core/inventory/vpc-endpoints.ts';
import type { ResourceCollector } from './collector.ts';

const PAGE = 500;

/** Endpoints of VPCs, gateways and interfaces. */
export const vpcEndpoints: ResourceCollector = {
  ...VPC_ENDPOINTS,
  async *collect(visit) {
    const { EC2Client, paginateDescribeVpcEndpoints } = await import('@aws-sdk/client-ec2');
    const pages = paginateDescribeVpcEndpoints({ client: visit.client(EC2Client), pageSize: PAGE }, {}, visit.options);
    for await (const { VpcEndpoints = [] } of visit.pages('ec2:DescribeVpcEndpoints', pages))
      yield VpcEndpoints.map((endpoint) => vpcEndpointResource(visit.place, endpoint));
  },
};
