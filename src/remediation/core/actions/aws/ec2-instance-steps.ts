import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Answers, Standing, Step } from '../../action.ts';
import {
  describeInstance,
  type Instance,
  instanceIdOf,
  instanceIn,
  isTerminated,
  type OfInstance,
  stateOf,
} from './ec2-instance.ts';
import { healthSteps } from './ec2-instance-targets.ts';
import { ec2, listIn } from './storage-parts.ts';

/** Stopping takes minutes, and longer where much memory has to be written back; AWS forces it after a while. */
const STOP_SECONDS = 30 * 60;
const START_SECONDS = 15 * 60;
/** A large Windows instance takes its time until its status checks pass. */
const STATUS_SECONDS = 15 * 60;
/** An instance that ran has to come back: capacity is waited for. */
const RESTART_SECONDS = 2 * 3_600;

/** Refusals that pass: it is between two states, or was changed a moment ago. */
export const BETWEEN_STATES: readonly string[] = ['IncorrectInstanceState', 'IncorrectState'];
const LACK_OF_CAPACITY: readonly string[] = [
  'InsufficientInstanceCapacity',
  'InsufficientCapacity',
  'InsufficientHostCapacity',
  'InsufficientReservedInstanceCapacity',
  'ReservationCapacityExceeded',
];
/** Limits of the account that others have filled meanwhile: what ran has to come back as soon as there is room. */
const LIMITS_REACHED: readonly string[] = ['InstanceLimitExceeded', 'VcpuLimitExceeded'];
/** Why EC2 stops an instance that it could not start (Amazon EC2 User Guide, “Troubleshoot instance launch issues”). */
const FAILED_START =
  /^(?:Client\.(?:InternalError|InvalidKMSKey|VolumeLimitExceeded|InvalidSnapshot)|Server\.InternalError)/;

/** What follows from the instance; one that is gone for good can't be changed any more. */
export function ofInstance(answer: CloudAnswer, judge: (instance: Instance, state: string) => Standing): Standing {
  const instance = instanceIn(answer);
  if (instance === null || isTerminated(instance))
    return { at: 'impossible', because: 'The instance was terminated meanwhile.' };
  return judge(instance, stateOf(instance));
}

/** It is on its way to another state. */
export const onItsWay = (state: string): Standing => ({ at: 'under_way', message: `It is ${state}.` });

/** Where it is on the way to being stopped. */
export const whileStopping = (state: string): Standing =>
  state === 'stopped' ? { at: 'done' } : state === 'running' ? { at: 'todo' } : onItsWay(state);

/** Where it is on the way to running. */
export const whileStarting = (state: string): Standing =>
  state === 'running' ? { at: 'done' } : state === 'stopped' ? { at: 'todo' } : onItsWay(state);

/** Stops the instance. */
export const stopStep = (subject: OfInstance): Step => ({
  id: 'stop',
  title: 'Stop the instance',
  look: describeInstance(subject),
  judge: (answer) => ofInstance(answer, (_, state) => whileStopping(state)),
  call: ec2(subject, 'StopInstances', { InstanceIds: [instanceIdOf(subject)] }),
  timeout_seconds: STOP_SECONDS,
  passing_refusals: BETWEEN_STATES,
});

/** What AWS says where it could not start a stopped instance; null where it did not try, or says nothing. */
const failedStart = ({ StateReason }: Instance): string | null =>
  FAILED_START.test(StateReason?.Code ?? '')
    ? `AWS could not start it (${StateReason?.Message ?? StateReason?.Code}). Where its volumes are encrypted, check that kms:CreateGrant is allowed for their key.`
    : null;

/** Starts an instance that was stopped by this change, and tells why where EC2 stops it again at once. */
export const startStep = (subject: OfInstance): Step => ({
  id: 'start',
  title: 'Start the instance',
  look: describeInstance(subject),
  judge: (answer) =>
    ofInstance(answer, (instance, state) => {
      const because = state === 'stopped' ? failedStart(instance) : null;
      return because === null ? whileStarting(state) : { at: 'impossible', because };
    }),
  call: ec2(subject, 'StartInstances', { InstanceIds: [instanceIdOf(subject)] }),
  timeout_seconds: START_SECONDS,
  passing_refusals: BETWEEN_STATES,
});

/** Starts an instance that ran before; where AWS has no room for it, this goes on trying, and it tries again where a start failed. */
export const startAgainStep = (subject: OfInstance): Step => ({
  id: 'start_again',
  title: 'Start the instance again',
  look: describeInstance(subject),
  judge: (answer) =>
    ofInstance(answer, (instance, state) => {
      const seen = state === 'stopped' ? failedStart(instance) : null;
      return seen === null ? whileStarting(state) : { at: 'todo', seen };
    }),
  call: ec2(subject, 'StartInstances', { InstanceIds: [instanceIdOf(subject)] }),
  timeout_seconds: RESTART_SECONDS,
  passing_refusals: [...BETWEEN_STATES, ...LACK_OF_CAPACITY, ...LIMITS_REACHED],
});

interface StatusAnswer {
  InstanceState?: { Name?: string };
  SystemStatus?: { Status?: string };
  InstanceStatus?: { Status?: string };
}

/** Waits until both status checks pass: that of AWS's machine, and that of the instance's own system. */
const statusStep = (subject: OfInstance): Step => ({
  id: 'status_checks',
  title: 'Look whether both status checks pass',
  look: ec2(subject, 'DescribeInstanceStatus', { InstanceIds: [instanceIdOf(subject)], IncludeAllInstances: true }),
  judge: (answer) => {
    const [found] = listIn<StatusAnswer>(answer, 'InstanceStatuses');
    if (found === undefined) return { at: 'impossible', because: 'The instance was terminated meanwhile.' };
    const state = found.InstanceState?.Name;
    if (state === 'terminated' || state === 'shutting-down')
      return { at: 'impossible', because: 'The instance was terminated meanwhile.' };
    const [system, own] = [found.SystemStatus?.Status, found.InstanceStatus?.Status];
    return system === 'ok' && own === 'ok'
      ? { at: 'done' }
      : { at: 'under_way', message: `It is ${state}; its system status is ${system}, its instance status ${own}.` };
  },
  call: null,
  timeout_seconds: STATUS_SECONDS,
});

/** Looks that must hold of an instance that runs again: its state, its status checks, and its load balancers. */
export const runningSteps = (subject: OfInstance, before: Answers): Step[] => [
  { ...startStep(subject), id: 'running', title: 'Look whether the instance runs', call: null },
  statusStep(subject),
  ...healthSteps(subject, before),
];

/** Whether it ran before the change. */
export function ranBefore(before: Answers): boolean {
  const instance = instanceIn(before['instance']);
  return instance !== null && (stateOf(instance) === 'running' || stateOf(instance) === 'pending');
}
