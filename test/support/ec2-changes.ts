import {
  EC2Client,
  ModifyInstanceAttributeCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Cloud } from '../../src/connections/core/cloud-call.ts';
import { openAwsCloud } from '../../src/connections/providers/aws/server/cloud.ts';
import type { Change } from '../../src/recommendations/core/change.ts';
import type { AnyAction, Subject } from '../../src/remediation/core/action.ts';
import { actionOf } from '../../src/remediation/core/actions/index.ts';
import { blockersOf } from '../../src/remediation/core/blockers.ts';
import { type StrictAws, startStrictAws } from '../clouds/aws/strict/index.ts';
import { carryOut, look, undo } from './action-runner.ts';
import { awsConnection, type MotoAccount, motoAccount } from './moto.ts';
import { type InstanceParts, instanceNow, makeInstance } from './remediation-worlds/ec2-instances.ts';

export const REGION = 'eu-central-1';
export const [FROM, TO] = ['m5.xlarge', 'm5.large'] as const;

/** An instance, by its name. */
export interface Made {
  name: string;
  instance_id: string;
}
/** A change of it. */
export interface One extends Made {
  action: AnyAction;
  subject: Subject;
}

/** What a file of tests shares; there from `startInstances` on. */
export const ours = {} as { account: MotoAccount; strict: StrictAws; cloud: Cloud };

/** Starts a strict AWS that the SDK talks to, with an account of its own; gives back what ends it. */
export async function startInstances(): Promise<() => Promise<void>> {
  const before = process.env.AWS_ENDPOINT_URL;
  ours.account = await motoAccount();
  ours.strict = await startStrictAws({ account: ours.account, regions: [REGION] });
  process.env.AWS_ENDPOINT_URL = ours.strict.url;
  ours.cloud = await openWith(ours.account.keys);
  return async () => {
    await ours.strict.close();
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  };
}

export const openWith = (keys: MotoAccount['keys']): Promise<Cloud> =>
  openAwsCloud(awsConnection(keys).connection, { permissions: [], patience: 'interactive' });

/** Makes an instance that runs. */
export const make = async (name: string, parts: InstanceParts = {}): Promise<Made> => ({
  name,
  instance_id: await makeInstance(ours.account, REGION, name, parts),
});

const changeOf = ({ name, instance_id }: Made, { action, parameters }: Change): One => ({
  name,
  instance_id,
  action: actionOf(action)!,
  subject: {
    remediation_id: `remediation-of-${name}`,
    parameters: parameters as Subject['parameters'],
    resource_id: `arn:aws:ec2:${REGION}:${ours.account.id}:instance/${instance_id}`,
    resource_name: name,
    account_id: ours.account.id,
    region: REGION,
  },
});
export const resize = (made: Made, instance_type: string = TO): One =>
  changeOf(made, {
    action: 'ec2.resize_instance',
    parameters: { instance_id: made.instance_id, instance_type, from_instance_type: FROM },
  });
export const stop = (made: Made): One =>
  changeOf(made, { action: 'ec2.stop_instance', parameters: { instance_id: made.instance_id } });
export const terminate = (made: Made): One =>
  changeOf(made, { action: 'ec2.terminate_instance', parameters: { instance_id: made.instance_id } });
export const changes = { resize: (made: Made) => resize(made), stop, terminate };

/** Calls that change something, by action, where all goes well. */
export const OPERATIONS = {
  resize: ['StopInstances', 'ModifyInstanceAttribute', 'StartInstances'],
  stop: ['StopInstances'],
  terminate: ['StopInstances', 'CreateImage', 'TerminateInstances'],
};

const ec2 = (): EC2Client => ours.account.client(EC2Client, REGION);
/** What others do, past the strict AWS. */
export const others = {
  set: ({ instance_id }: Made, more: object) =>
    ec2().send(new ModifyInstanceAttributeCommand({ InstanceId: instance_id, ...more })),
  start: ({ instance_id }: Made) => ec2().send(new StartInstancesCommand({ InstanceIds: [instance_id] })),
  stop: ({ instance_id }: Made) => ec2().send(new StopInstancesCommand({ InstanceIds: [instance_id] })),
};

export const lookAt = ({ action, subject }: One) => look(ours.cloud, action, subject);
export const run = ({ action, subject }: One) => carryOut(ours.cloud, action, subject);
export const rollBack = ({ action, subject }: One, { before, execute, verify }: Awaited<ReturnType<typeof run>>) =>
  undo(ours.cloud, action, subject, before, (verify ?? execute).kept);
export const blockersFor = async (one: One): Promise<string[]> => blockersOf((await lookAt(one)).inspection);
/** The instance as Moto has it. */
export const seen = ({ instance_id }: Made) => instanceNow(ours.account, REGION, instance_id);
/** Calls that change something, in order. */
export const changing = (): string[] =>
  ours.strict.calls.map(({ operation }) => operation).filter((one) => !/^(Describe|Get|$)/.test(one));
