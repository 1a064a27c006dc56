import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  ec2ResourceAt,
  instant,
  known,
  said,
  sorted,
  tagsOf,
} from './common.ts';

export const VPC_ENDPOINTS: AwsFamily = {
  resource_types: ['AWS::EC2::VPCEndpoint'],
  permissions: ['ec2:DescribeVpcEndpoints'],
  scope: 'regional',
};

/** What is read of an endpoint in the answer of DescribeVpcEndpoints. */
export interface VpcEndpoint {
  VpcEndpointId?: string | undefined;
  VpcEndpointType?: string | undefined;
  VpcId?: string | undefined;
  ServiceName?: string | undefined;
  State?: string | undefined;
  RouteTableIds?: string[] | undefined;
  SubnetIds?: string[] | undefined;
  NetworkInterfaceIds?: string[] | undefined;
  PrivateDnsEnabled?: boolean | undefined;
  RequesterManaged?: boolean | undefined;
  CreationTimestamp?: Date | undefined;
  Tags?: AwsTag[] | undefined;
}

/** An endpoint of a VPC; only those of type `Gateway` are free. */
export function vpcEndpointResource(place: AwsPlace, endpoint: VpcEndpoint): InventoryResource {
  return ec2ResourceAt(place, 'vpc-endpoint', said(endpoint.VpcEndpointId, 'VpcEndpointId'), {
    resource_type: 'AWS::EC2::VPCEndpoint',
    status: known(endpoint.State),
    created_at: instant(endpoint.CreationTimestamp),
    tags: tagsOf(endpoint.Tags),
    attributes: {
      endpoint_type: known(endpoint.VpcEndpointType),
      service_name: known(endpoint.ServiceName),
      vpc_id: known(endpoint.VpcId),
      subnet_ids: sorted(endpoint.SubnetIds),
      route_table_ids: sorted(endpoint.RouteTableIds),
      network_interface_ids: sorted(endpoint.NetworkInterfaceIds),
      private_dns: known(endpoint.PrivateDnsEnabled),
      requester_managed: known(endpoint.RequesterManaged),
    },
  });
}
