import type { Instance } from '@aws-sdk/client-ec2';
import type { MotoAccount } from '../../../support/moto.ts';

type ReadableAttribute = 'disableApiStop' | 'disableApiTermination';

const withinMoto = new Map<string, ReturnType<typeof openEc2>>();

async function openEc2(account: MotoAccount, region: string) {
  const sdk = await import('@aws-sdk/client-ec2');
  const client = account.client(sdk.EC2Client, region);
  const known = new Map<string, boolean>();
  return {
    sdk,
    client,
    /** Undefined where there is none of that id. */
    instance: async (id: string): Promise<Instance | undefined> => {
      const Filters = [{ Name: 'instance-id', Values: [id] }];
      const { Reservations = [] } = await client.send(new sdk.DescribeInstancesCommand({ Filters }));
      return Reservations[0]?.Instances?.[0];
    },
    isSet: async (InstanceId: string, Attribute: ReadableAttribute): Promise<boolean> => {
      const answer = await client.send(new sdk.DescribeInstanceAttributeCommand({ InstanceId, Attribute }));
      return (Attribute === 'disableApiStop' ? answer.DisableApiStop : answer.DisableApiTermination)?.Value === true;
    },
    isType: async (type: string): Promise<boolean> => {
      if (!known.has(type)) {
        const Filters = [{ Name: 'instance-type', Values: [type] }];
        const { InstanceTypes = [] } = await client.send(new sdk.DescribeInstanceTypesCommand({ Filters }));
        known.set(type, InstanceTypes.length > 0);
      }
      return known.get(type) === true;
    },
    idsOfTypes: async (types: ReadonlySet<string>): Promise<Set<string>> => {
      const Filters = [{ Name: 'instance-type', Values: [...types] }];
      const { Reservations = [] } = await client.send(new sdk.DescribeInstancesCommand({ Filters }));
      return new Set(Reservations.flatMap(({ Instances = [] }) => Instances.map((one) => one.InstanceId ?? '')));
    },
  };
}

/** What Moto really has in the account, past the strict AWS and with all rights. */
export function ec2Of(account: MotoAccount, region: string): ReturnType<typeof openEc2> {
  const key = `${account.id} ${region}`;
  const opened = withinMoto.get(key) ?? openEc2(account, region);
  withinMoto.set(key, opened);
  return opened;
}
