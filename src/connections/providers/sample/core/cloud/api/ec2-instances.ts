import type { SampleAction } from '../actions.ts';
import { shortId } from '../network-ids.ts';
import { describedBy, ec2Resource, listOf } from './aws-input.ts';
import { moveTargets } from './balancing.ts';
import { instanceAnswer, stateNamed, stateOf, volumesOf } from './ec2-instance-answer.ts';
import { refuseProtected } from './ec2-instance-attributes.ts';
import { ADDRESS, INSTANCE, LOAD_BALANCER, VOLUME } from './ec2-kinds.ts';
import { type AwsOperations, type AwsTold, refusal } from './operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

const MISSING = 'InvalidInstanceID.NotFound';
const FILTERS = {
  'instance-id': ({ resource_id }: SampleResource) => [shortId(resource_id)],
  'instance-state-name': ({ status }: SampleResource) => [status],
  'instance-type': (one: SampleResource) => [told(one, 'instance_type')],
  'availability-zone': (one: SampleResource) => [told(one, 'availability_zone')],
  'vpc-id': (one: SampleResource) => [told(one, 'vpc_id')],
  'block-device-mapping.volume-id': (one: SampleResource) => volumesOf(one).map(({ volume_id }) => volume_id),
};
const DESCRIBED = { type: INSTANCE, name: 'InstanceIds', code: MISSING, filters: FILTERS };

/** Each instance was launched by itself: a reservation of its own. */
const describeInstances = (call: AwsTold): object => ({
  Reservations: describedBy(call, DESCRIBED).map((instance) => ({
    ReservationId: `r-${shortId(instance.resource_id).slice(2)}`,
    OwnerId: instance.account_id,
    Groups: [],
    Instances: [instanceAnswer(call, instance)],
  })),
});

/** Checks of what runs, all passed; those of what does not do not apply. */
function statusAnswer(instance: SampleResource) {
  const check =
    instance.status === 'running'
      ? { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] }
      : { Status: 'not-applicable' };
  return {
    AvailabilityZone: told(instance, 'availability_zone'),
    InstanceId: shortId(instance.resource_id),
    InstanceState: stateOf(instance),
    InstanceStatus: check,
    SystemStatus: check,
  };
}

function describeStatus(call: AwsTold): object {
  const all = call.input['IncludeAllInstances'] === true;
  const described = describedBy(call, DESCRIBED).filter(({ status }) => all || status === 'running');
  return { InstanceStatuses: described.map(statusAnswer) };
}

/**
 * Changes the state of all instances that a call names. `already` are the states in which there is nothing to do;
 * `meanwhile` is what EC2 says at once, before it is done.
 */
function changeStates(
  call: AwsTold,
  { already, meanwhile, action }: { already: string; meanwhile: string; action: SampleAction },
): object[] {
  const instances = (listOf(call.input, 'InstanceIds') ?? []).map((id) => ec2Resource(call, INSTANCE, id, MISSING));
  if (instances.length === 0) throw refusal('MissingParameter', 'The request must contain the parameter InstanceId.');
  return instances.map((instance) => {
    const is_done = instance.status === already;
    if (!is_done) {
      moveTargets(call, instance, already);
      call.state.act(instance, action);
    }
    return {
      InstanceId: shortId(instance.resource_id),
      CurrentState: stateNamed(is_done ? already : meanwhile),
      PreviousState: stateOf(instance),
    };
  });
}

/** What EC2 does with instances. */
export const INSTANCE_OPERATIONS: AwsOperations = {
  DescribeInstances: { reads: [INSTANCE, ADDRESS], answer: describeInstances },
  DescribeInstanceStatus: { reads: [INSTANCE], answer: describeStatus },
  StopInstances: {
    reads: [INSTANCE, LOAD_BALANCER],
    answer: (call) => {
      refuseProtected(call, 'disableApiStop');
      const action = { kind: 'stop_instance', at: call.at } as const;
      return { StoppingInstances: changeStates(call, { already: 'stopped', meanwhile: 'stopping', action }) };
    },
  },
  StartInstances: {
    reads: [INSTANCE, LOAD_BALANCER],
    answer: (call) => {
      const action = { kind: 'start_instance' } as const;
      return { StartingInstances: changeStates(call, { already: 'running', meanwhile: 'pending', action }) };
    },
  },
  TerminateInstances: {
    reads: [INSTANCE, VOLUME, ADDRESS, LOAD_BALANCER],
    answer: (call) => {
      refuseProtected(call, 'disableApiTermination');
      const action = { kind: 'terminate_instance' } as const;
      return {
        TerminatingInstances: changeStates(call, { already: 'terminated', meanwhile: 'shutting-down', action }),
      };
    },
  },
};
