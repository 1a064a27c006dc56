import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  ec2ResourceAt,
  instant,
  known,
  said,
  sortedBy,
  tagsOf,
} from './common.ts';

export const NAT_GATEWAYS: AwsFamily = {
  resource_types: ['AWS::EC2::NatGateway'],
  permissions: ['ec2:DescribeNatGateways'],
  scope: 'regional',
};

/** What is read of a NAT gateway in the answer of DescribeNatGateways. */
export interface NatGateway {
  NatGatewayId?: string | undefined;
  State?: string | undefined;
  VpcId?: string | undefined;
  SubnetId?: string | undefined;
  ConnectivityType?: string | undefined;
  AvailabilityMode?: string | undefined;
  CreateTime?: Date | undefined;
  FailureCode?: string | undefined;
  NatGatewayAddresses?:
    | {
        AllocationId?: string | undefined;
        PublicIp?: string | undefined;
        PrivateIp?: string | undefined;
        NetworkInterfaceId?: string | undefined;
      }[]
    | undefined;
  Tags?: AwsTag[] | undefined;
}

/** A NAT gateway with its addresses. */
export function natGatewayResource(place: AwsPlace, gateway: NatGateway): InventoryResource {
  return ec2ResourceAt(place, 'natgateway', said(gateway.NatGatewayId, 'NatGatewayId'), {
    resource_type: 'AWS::EC2::NatGateway',
    status: known(gateway.State),
    created_at: instant(gateway.CreateTime),
    tags: tagsOf(gateway.Tags),
    attributes: {
      vpc_id: known(gateway.VpcId),
      subnet_id: known(gateway.SubnetId),
      connectivity_type: known(gateway.ConnectivityType),
      availability_mode: known(gateway.AvailabilityMode),
      failure_code: known(gateway.FailureCode),
      addresses: sortedBy(
        (gateway.NatGatewayAddresses ?? []).map((one) => ({
          allocation_id: known(one.AllocationId),
          public_ip: known(one.PublicIp),
          private_ip: known(one.PrivateIp),
          network_interface_id: known(one.NetworkInterfaceId),
        })),
        (one) => one.private_ip,
      ),
    },
  });
}
