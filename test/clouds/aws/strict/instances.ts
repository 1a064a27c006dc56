import type { Instance } from '@aws-sdk/client-ec2';
import type { DoubleAnswer } from '../../serve.ts';
import { listed, type StrictCall } from './call.ts';
import { ec2Of } from './clients.ts';
import { errorOf } from './errors.ts';
import { type StrictService, type StrictWorld, withText } from './world.ts';
import { mapListed, textOf, withContent } from './xml.ts';

const CODES: Record<string, number> = { pending: 0, 'shutting-down': 32, stopping: 64 };
/** What an instance is on its way to, and how EC2 calls the way. */
const BETWEEN: Record<string, string> = {
  StartInstances: 'pending',
  StopInstances: 'stopping',
  TerminateInstances: 'shutting-down',
};
/** States that lead nowhere new. */
const ALREADY: Record<string, readonly string[]> = {
  StartInstances: ['running'],
  StopInstances: ['stopped'],
  TerminateInstances: ['terminated'],
};
const PROTECTED_BY = { StopInstances: 'disableApiStop', TerminateInstances: 'disableApiTermination' } as const;

/** Instances as EC2 has them: their changes of state take time, and are refused where they make no sense. */
export function strictInstances(world: StrictWorld): StrictService {
  const { countdowns } = world;
  const ways = new Map<string, string>();
  /** When EC2 started them last, which Moto does not tell. */
  const launched = new Map<string, string>();

  const isBetween = (id: string): boolean => countdowns.isUnderWay(`instance ${id}`);
  const instanceOf = async (call: StrictCall, id: string): Promise<Instance | undefined> => {
    const ec2 = await ec2Of(world.account, call.region);
    return ec2.instance(id);
  };

  async function refusalOfStart(call: StrictCall, id: string): Promise<DoubleAnswer | undefined> {
    const { State, InstanceType = '', Placement } = (await instanceOf(call, id)) ?? {};
    if (State?.Name === 'terminated' || isBetween(id))
      return errorOf(
        call,
        400,
        'IncorrectInstanceState',
        `The instance '${id}' is not in a state from which it can be started.`,
      );
    if (State?.Name === 'stopped' && world.without_capacity.has(InstanceType))
      return errorOf(
        call,
        500,
        'InsufficientInstanceCapacity',
        `We currently do not have sufficient ${InstanceType} capacity in the Availability Zone you requested (${Placement?.AvailabilityZone}).`,
      );
    return undefined;
  }

  async function refusalOfEnd(
    call: StrictCall,
    id: string,
    operation: keyof typeof PROTECTED_BY,
  ): Promise<DoubleAnswer | undefined> {
    const instance = await instanceOf(call, id);
    const attribute = PROTECTED_BY[operation];
    const ec2 = await ec2Of(world.account, call.region);
    if (instance && instance.State?.Name !== 'terminated' && (await ec2.isSet(id, attribute)))
      return errorOf(
        call,
        400,
        'OperationNotPermitted',
        `The instance '${id}' may not be ${operation === 'StopInstances' ? 'stopped' : 'terminated'}. Modify its '${attribute}' instance attribute and try again.`,
      );
    const stops_too_early = isBetween(id) && ways.get(id) === 'pending';
    if (operation === 'StopInstances' && (instance?.State?.Name === 'terminated' || stops_too_early))
      return errorOf(
        call,
        400,
        'IncorrectInstanceState',
        `This instance '${id}' is not in a state from which it can be stopped.`,
      );
    return undefined;
  }

  async function refusalOfType(call: StrictCall, id: string, type: string): Promise<DoubleAnswer | undefined> {
    const state = (await instanceOf(call, id))?.State?.Name;
    if (state !== undefined && (state !== 'stopped' || isBetween(id)))
      return errorOf(call, 400, 'IncorrectInstanceState', `The instance '${id}' is not in the 'stopped' state.`);
    const ec2 = await ec2Of(world.account, call.region);
    if (!(await ec2.isType(type)))
      return errorOf(call, 400, 'InvalidInstanceAttributeValue', `Invalid value '${type}' for instanceType.`);
    return undefined;
  }

  function begin(call: StrictCall, answer: DoubleAnswer): DoubleAnswer {
    const way = BETWEEN[call.operation]!;
    const already = ALREADY[call.operation]!;
    mapListed(answer.body.toString(), 'instancesSet', 'item', (item) => {
      const id = textOf(item, 'instanceId');
      const previous = /<previousState>[\s\S]*?<name>([^<]*)/.exec(item)?.[1] ?? '';
      if (!already.includes(previous)) {
        ways.set(id, way);
        countdowns.begin(`instance ${id}`, world.looks);
        if (way === 'pending') {
          launched.set(id, new Date().toISOString());
          countdowns.begin(`status ${id}`, world.looks);
          countdowns.begin(`health ${id}`, world.looks);
        }
      }
      return item;
    });
    return answer;
  }

  const shown = (told: string): string => {
    const id = textOf(told, 'instanceId');
    const started = launched.get(id);
    const item = started === undefined ? told : withContent(told, 'launchTime', started);
    const way = ways.get(id);
    if (way === undefined || !countdowns.look(`instance ${id}`)) return item;
    return withContent(item, 'instanceState', `<code>${CODES[way]}</code><name>${way}</name>`);
  };

  async function statusOf(call: StrictCall, answer: DoubleAnswer): Promise<DoubleAnswer> {
    const ec2 = await ec2Of(world.account, call.region);
    const impaired = world.impaired.size > 0 ? await ec2.idsOfTypes(world.impaired) : new Set<string>();
    const text = mapListed(answer.body.toString(), 'instanceStatusSet', 'item', (item) => {
      const id = textOf(item, 'instanceId');
      const status = countdowns.look(`status ${id}`) ? 'initializing' : impaired.has(id) ? 'impaired' : null;
      if (status === null) return item;
      return withContent(
        withContent(item, 'systemStatus', '<status>ok</status>'),
        'instanceStatus',
        `<status>${status}</status>`,
      );
    });
    return withText(answer, text);
  }

  return {
    before: async (call) => {
      const { operation, form } = call;
      const type = form.get('InstanceType.Value');
      if (operation === 'ModifyInstanceAttribute' && type !== null)
        return refusalOfType(call, form.get('InstanceId') ?? '', type);
      for (const id of listed(call, 'InstanceId')) {
        const refusal =
          operation === 'StartInstances'
            ? await refusalOfStart(call, id)
            : operation === 'StopInstances' || operation === 'TerminateInstances'
              ? await refusalOfEnd(call, id, operation)
              : undefined;
        if (refusal) return refusal;
      }
      return undefined;
    },
    after: (call, answer) => {
      if (call.operation in BETWEEN) return begin(call, answer);
      if (call.operation === 'DescribeInstances')
        return withText(answer, mapListed(answer.body.toString(), 'instancesSet', 'item', shown));
      return call.operation === 'DescribeInstanceStatus' ? statusOf(call, answer) : answer;
    },
  };
}
