import { changed } from '../action-rule.ts';
import { shortId } from '../network-ids.ts';
import { ec2Resource, listOf, needed, textOf } from './aws-input.ts';
import { mappingAnswers } from './ec2-instance-answer.ts';
import { INSTANCE } from './ec2-kinds.ts';
import { type AwsOperations, type AwsTold, refusal } from './operation.ts';
import { beyond, knowing, type SampleResource, told } from './sample-resource.ts';

const MISSING = 'InvalidInstanceID.NotFound';

/** Attributes that only DescribeInstanceAttribute tells, by their names there, with what holds where nobody set them. */
const SETTINGS: Record<string, { member: string; otherwise: unknown }> = {
  disableApiTermination: { member: 'DisableApiTermination', otherwise: false },
  disableApiStop: { member: 'DisableApiStop', otherwise: false },
  instanceInitiatedShutdownBehavior: { member: 'InstanceInitiatedShutdownBehavior', otherwise: 'stop' },
};
const settingOf = (instance: SampleResource, name: string): unknown =>
  beyond(instance, name) ?? SETTINGS[name]?.otherwise;

function describeAttribute(call: AwsTold): object {
  const name = needed(call.input, 'Attribute');
  const instance = instanceIn(call);
  const answers: Record<string, object> = {
    instanceType: { InstanceType: { Value: told(instance, 'instance_type') } },
    ebsOptimized: { EbsOptimized: { Value: told(instance, 'ebs_optimized') } },
    enaSupport: { EnaSupport: { Value: told(instance, 'ena') ?? true } },
    rootDeviceName: { RootDeviceName: { Value: told(instance, 'root_device_name') } },
    sourceDestCheck: { SourceDestCheck: { Value: true } },
    blockDeviceMapping: { BlockDeviceMappings: mappingAnswers(instance) },
    userData: { UserData: {} },
  };
  const setting = SETTINGS[name];
  const answer = setting ? { [setting.member]: { Value: settingOf(instance, name) } } : answers[name];
  if (!answer) throw refusal('InvalidParameterValue', `Value (${name}) for parameter attribute is invalid.`);
  return { InstanceId: shortId(instance.resource_id), ...answer };
}

const instanceIn = (call: AwsTold): SampleResource =>
  ec2Resource(call, INSTANCE, needed(call.input, 'InstanceId'), MISSING);

const valueOf = (member: unknown): unknown => (member as { Value?: unknown } | undefined)?.Value;

/** One attribute at a time is set, as EC2 wants it. */
function modifyAttribute({ input, ...call }: AwsTold): object {
  const instance = instanceIn({ input, ...call });
  const attribute = textOf(input, 'Attribute');
  const type = attribute === 'instanceType' ? textOf(input, 'Value') : valueOf(input['InstanceType']);
  if (typeof type === 'string') {
    call.state.act(instance, { kind: 'resize_instance', instance_type: type });
    return {};
  }
  const setting = Object.entries(SETTINGS).find(([, { member }]) => input[member] !== undefined);
  if (setting) {
    call.state.put(knowing(instance, { [setting[0]]: valueOf(input[setting[1].member]) }));
    return {};
  }
  const ebs = valueOf(input['EbsOptimized']);
  if (typeof ebs !== 'boolean') throw refusal('InvalidParameterCombination', 'No attributes specified.');
  call.state.put(changed(instance, { ebs_optimized: ebs }));
  return {};
}

/** Refuses what is protected from a call by a setting of its own. */
export function refuseProtected(call: AwsTold, setting: string): void {
  for (const id of listOf(call.input, 'InstanceIds') ?? [])
    if (settingOf(ec2Resource(call, INSTANCE, id, MISSING), setting) === true)
      throw refusal(
        'OperationNotPermitted',
        `The instance '${id}' may not be changed so. Modify its '${setting}' instance attribute and try again.`,
      );
}

/** What EC2 does with attributes of instances, one at a time. */
export const ATTRIBUTE_OPERATIONS: AwsOperations = {
  DescribeInstanceAttribute: { reads: [INSTANCE], answer: describeAttribute },
  ModifyInstanceAttribute: { reads: [INSTANCE], answer: modifyAttribute },
};
