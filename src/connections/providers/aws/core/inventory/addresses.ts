import type { InventoryResource } from '../../../../core/inventory.ts';
import { type AwsFamily, type AwsPlace, type AwsTag, arnOf, ec2ResourceAt, known, said, tagsOf } from './common.ts';

export const ADDRESSES: AwsFamily = {
  resource_types: ['AWS::EC2::EIP'],
  permissions: ['ec2:DescribeAddresses', 'ec2:DescribeNetworkInterfaces'],
  scope: 'regional',
};

/** What is read of an Elastic IP in the answer of DescribeAddresses. */
export interface ElasticIp {
  AllocationId?: string | undefined;
  PublicIp?: string | undefined;
  Domain?: string | undefined;
  AssociationId?: string | undefined;
  InstanceId?: string | undefined;
  NetworkInterfaceId?: string | undefined;
  NetworkInterfaceOwnerId?: string | undefined;
  PrivateIpAddress?: string | undefined;
  PublicIpv4Pool?: string | undefined;
  NetworkBorderGroup?: string | undefined;
  ServiceManaged?: string | undefined;
  Tags?: AwsTag[] | undefined;
}

/** What is read of a network interface in the answer of DescribeNetworkInterfaces. */
export interface HoldingInterface {
  NetworkInterfaceId?: string | undefined;
  Status?: string | undefined;
  InterfaceType?: string | undefined;
  Description?: string | undefined;
}

function holderOf(place: AwsPlace, { InstanceId, NetworkInterfaceId }: ElasticIp): string[] {
  if (InstanceId) return [arnOf(place, 'ec2', `instance/${InstanceId}`)];
  return NetworkInterfaceId ? [arnOf(place, 'ec2', `network-interface/${NetworkInterfaceId}`)] : [];
}

/** An Elastic IP; `holder` is the interface it is on, where that does not belong to an instance. */
export function addressResource(
  place: AwsPlace,
  address: ElasticIp,
  holder: HoldingInterface | undefined,
): InventoryResource {
  const public_ip = said(address.PublicIp, 'PublicIp');
  const resource = ec2ResourceAt(place, 'elastic-ip', address.AllocationId ?? public_ip, {
    resource_type: 'AWS::EC2::EIP',
    tags: tagsOf(address.Tags),
    attached_to: holderOf(place, address),
    attributes: {
      public_ip,
      allocation_id: known(address.AllocationId),
      domain: known(address.Domain),
      association_id: address.AssociationId || null,
      instance_id: address.InstanceId || null,
      network_interface_id: address.NetworkInterfaceId || null,
      network_interface_owner_id: address.NetworkInterfaceOwnerId || null,
      network_interface_status: known(holder?.Status),
      network_interface_type: known(holder?.InterfaceType),
      network_interface_description: holder?.Description || null,
      private_ip: address.PrivateIpAddress || null,
      public_ipv4_pool: known(address.PublicIpv4Pool),
      network_border_group: known(address.NetworkBorderGroup),
      service_managed: known(address.ServiceManaged),
    },
  });
  return { ...resource, name: resource.name ?? public_ip, billed_as: [...new Set([...resource.billed_as, public_ip])] };
}
