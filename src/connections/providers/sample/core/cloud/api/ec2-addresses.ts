import { addressResource } from '../../../../aws/core/inventory/addresses.ts';
import { changed } from '../action-rule.ts';
import { disassociated } from '../effects.ts';
import { shortId } from '../network-ids.ts';
import { describedBy, ec2Resource, filtered, listOf, needed, tagsAsList, tagsFor, textOf } from './aws-input.ts';
import { ADDRESS, INSTANCE } from './ec2-kinds.ts';
import { type AwsOperations, type AwsTold, missing, newId, numberOf, refusal } from './operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

const MISSING = 'InvalidAllocationID.NotFound';

const addressAnswer = (address: SampleResource) => ({
  AllocationId: shortId(address.resource_id),
  AssociationId: told(address, 'association_id'),
  Domain: told(address, 'domain'),
  NetworkInterfaceId: told(address, 'network_interface_id'),
  NetworkInterfaceOwnerId: told(address, 'network_interface_owner_id'),
  PrivateIpAddress: told(address, 'private_ip'),
  Tags: tagsAsList(address.tags),
  PublicIpv4Pool: told(address, 'public_ipv4_pool'),
  NetworkBorderGroup: told(address, 'network_border_group'),
  InstanceId: told(address, 'instance_id'),
  PublicIp: told(address, 'public_ip'),
});

const FILTERS = {
  'allocation-id': ({ resource_id }: SampleResource) => [shortId(resource_id)],
  'association-id': (one: SampleResource) => [told(one, 'association_id')],
  'instance-id': (one: SampleResource) => [told(one, 'instance_id')],
  'network-interface-id': (one: SampleResource) => [told(one, 'network_interface_id')],
  'public-ip': (one: SampleResource) => [told(one, 'public_ip')],
  'private-ip-address': (one: SampleResource) => [told(one, 'private_ip')],
};

function describeAddresses(call: AwsTold): object {
  const { input, state, region } = call;
  const ips = listOf(input, 'PublicIps');
  const described = ips
    ? filtered(
        ips.map((ip) => {
          const found = state.ofType(ADDRESS, region).find((one) => told(one, 'public_ip') === ip);
          if (!found) throw missing('InvalidAddress.NotFound', `Address '${ip}' not found.`);
          return found;
        }),
        input,
        FILTERS,
      )
    : describedBy(call, { type: ADDRESS, name: 'AllocationIds', code: MISSING, filters: FILTERS });
  return { Addresses: described.map(addressAnswer) };
}

/** An address of its own, or the one that was released and is asked for again: nobody else takes it here. */
function allocateAddress({ input, state, region, at }: AwsTold): object {
  const wanted = textOf(input, 'Address');
  const taken = new Set(state.ofType(ADDRESS).map((one) => told<string>(one, 'public_ip')));
  const before = state.goneOfType(ADDRESS).find((one) => wanted !== undefined && told(one, 'public_ip') === wanted);
  if (wanted !== undefined && (taken.has(wanted) || !before))
    throw refusal('InvalidAddress.NotFound', `Address '${wanted}' cannot be recovered.`);
  const tags = tagsFor(input, 'elastic-ip');
  const id = newId(state, 'eipalloc-', tags, wanted ?? null, at);
  const beside = before ?? state.ofType(ADDRESS, region)[0] ?? state.ofType(INSTANCE, region)[0];
  if (!beside) throw refusal('InvalidParameterValue', `The sample company has nothing in ${region}.`);
  const made = addressResource(
    { partition: 'aws', account_id: beside.account_id, region },
    {
      AllocationId: id,
      PublicIp: wanted ?? freeAddress(taken, id),
      Domain: 'vpc',
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: region,
      Tags: tags,
    },
    undefined,
  );
  const { AllocationId, PublicIp, Domain, PublicIpv4Pool, NetworkBorderGroup } = addressAnswer(state.put(made));
  return { AllocationId, PublicIpv4Pool, NetworkBorderGroup, Domain, PublicIp };
}

/** Another address of the range that is kept for documentation. */
function freeAddress(taken: ReadonlySet<string | undefined>, id: string): string {
  for (let number = numberOf(id); ; number++) {
    const address = `198.51.100.${number % 254}`;
    if (!taken.has(address)) return address;
  }
}

/** No address of the sample company has a name in reverse DNS. */
const describeAttributes = (call: AwsTold): object => ({
  Addresses: describedBy(call, { type: ADDRESS, name: 'AllocationIds', code: MISSING, filters: {} }).map((one) => ({
    PublicIp: told(one, 'public_ip'),
    AllocationId: shortId(one.resource_id),
  })),
});

/** Gives an address to an instance, on its one interface. */
function associate(call: AwsTold): object {
  const { input, state, at } = call;
  const address = ec2Resource(call, ADDRESS, needed(input, 'AllocationId'), MISSING);
  const instance_id = needed(input, 'InstanceId');
  const instance = ec2Resource(call, INSTANCE, instance_id, 'InvalidInstanceID.NotFound');
  if (told(address, 'association_id') !== undefined && input['AllowReassociation'] === false)
    throw refusal('Resource.AlreadyAssociated', `${shortId(address.resource_id)} is already associated`);
  const association_id = newId(state, 'eipassoc-', address.resource_id, instance_id, at);
  const on = {
    association_id,
    instance_id,
    network_interface_id: `eni-${instance_id.slice(2)}`,
    network_interface_owner_id: instance.account_id,
    network_interface_status: 'in-use',
    network_interface_type: 'interface',
    private_ip: told<string>(instance, 'private_ip') ?? null,
  };
  state.put({ ...changed(address, on), attached_to: [instance.resource_id] });
  return { AssociationId: association_id };
}

function disassociate({ input, state, region }: AwsTold): object {
  const id = needed(input, 'AssociationId');
  const address = state.ofType(ADDRESS, region).find((one) => told(one, 'association_id') === id);
  if (!address) throw missing('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
  state.put({ ...disassociated(address), attached_to: [] });
  return {};
}

/** What EC2 does with addresses. */
export const ADDRESS_OPERATIONS: AwsOperations = {
  DescribeAddresses: { reads: [ADDRESS], answer: describeAddresses },
  AllocateAddress: { reads: [ADDRESS, INSTANCE], answer: allocateAddress },
  ReleaseAddress: {
    reads: [ADDRESS],
    answer: (call) => {
      const address = ec2Resource(call, ADDRESS, needed(call.input, 'AllocationId'), MISSING);
      call.state.act(address, { kind: 'release_address' });
      return {};
    },
  },
  DescribeAddressesAttribute: { reads: [ADDRESS], answer: describeAttributes },
  AssociateAddress: { reads: [ADDRESS, INSTANCE], answer: associate },
  DisassociateAddress: { reads: [ADDRESS], answer: disassociate },
};
