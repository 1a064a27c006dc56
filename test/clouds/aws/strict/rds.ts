import type { StrictCall } from './call.ts';
import { errorOf } from './errors.ts';
import { type StrictService, type StrictWorld, withText } from './world.ts';
import { mapListed, textOf, withContent } from './xml.ts';

/** What a database is called while it is on its way. */
const BETWEEN: Record<string, string> = {
  StopDBInstance: 'stopping',
  StartDBInstance: 'starting',
  ModifyDBInstance: 'modifying',
};

const keyOf = ({ region }: StrictCall, identifier: string): string => `database ${region} ${identifier}`;

async function statusIn({ account }: StrictWorld, { region }: StrictCall, identifier: string): Promise<string> {
  const sdk = await import('@aws-sdk/client-rds');
  const Filters = [{ Name: 'db-instance-id', Values: [identifier] }];
  const { DBInstances = [] } = await account
    .client(sdk.RDSClient, region)
    .send(new sdk.DescribeDBInstancesCommand({ Filters }));
  return DBInstances[0]?.DBInstanceStatus ?? '';
}

/** Databases as RDS has them: changes take time, and none begins before the last is over, nor while they are stopped. */
export function strictRds(world: StrictWorld): StrictService {
  const { countdowns } = world;
  const ways = new Map<string, string>();
  const waysOf = (call: StrictCall, xml: string): string => {
    const key = keyOf(call, textOf(xml, 'DBInstanceIdentifier'));
    const way = ways.get(key);
    return way !== undefined && countdowns.look(key) ? withContent(xml, 'DBInstanceStatus', way) : xml;
  };

  return {
    before: async (call) => {
      if (call.service !== 'rds' || !(call.operation in BETWEEN)) return undefined;
      const identifier = call.form.get('DBInstanceIdentifier') ?? '';
      const status = await statusIn(world, call, identifier);
      const is_busy = countdowns.isUnderWay(keyOf(call, identifier));
      if (!is_busy && (call.operation !== 'ModifyDBInstance' || status !== 'stopped')) return undefined;
      return errorOf(call, 400, 'InvalidDBInstanceState', `Instance ${identifier} is not in available state.`);
    },
    after: (call, answer) => {
      if (call.service !== 'rds') return answer;
      const text = answer.body.toString();
      const way = BETWEEN[call.operation];
      const takes_effect = call.operation !== 'ModifyDBInstance' || call.form.get('ApplyImmediately') === 'true';
      if (way !== undefined && takes_effect) {
        const key = keyOf(call, call.form.get('DBInstanceIdentifier') ?? '');
        ways.set(key, way);
        countdowns.begin(key, world.looks);
        return withText(answer, withContent(text, 'DBInstanceStatus', way));
      }
      if (call.operation !== 'DescribeDBInstances') return answer;
      return withText(
        answer,
        mapListed(text, 'DBInstances', 'DBInstance', (one) => waysOf(call, one)),
      );
    },
  };
}
