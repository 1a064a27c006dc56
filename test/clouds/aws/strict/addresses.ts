import { ec2Of } from './clients.ts';
import { errorOf } from './errors.ts';
import type { StrictService, StrictWorld } from './world.ts';

/** EC2 does not release an address that is associated; Moto takes it from whoever has it. */
export const strictAddresses = (world: StrictWorld): StrictService => ({
  before: async (call) => {
    const id = call.operation === 'ReleaseAddress' ? call.form.get('AllocationId') : null;
    if (id === null) return undefined;
    const { sdk, client } = await ec2Of(world.account, call.region);
    const Filters = [{ Name: 'allocation-id', Values: [id] }];
    const { Addresses = [] } = await client.send(new sdk.DescribeAddressesCommand({ Filters }));
    if (!Addresses[0]?.AssociationId) return undefined;
    return errorOf(call, 400, 'InvalidIPAddress.InUse', `Address ${Addresses[0].PublicIp} is in use.`);
  },
});
