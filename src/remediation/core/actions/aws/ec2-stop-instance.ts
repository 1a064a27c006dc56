import { type Answers, defineAction, type Inspection, type Subject } from '../../action.ts';
import { type Instance, instanceIn, isTerminated, stateOf } from './ec2-instance.ts';
import {
  conditionsOfRestarting,
  conditionsOfStopping,
  dependentsOf,
  hostWarnings,
  INSTANCE_LOOK_PERMISSIONS,
  instanceState,
  readInstance,
  settingOff,
} from './ec2-instance-conditions.ts';
import { runningSteps, startAgainStep, stopStep } from './ec2-instance-steps.ts';
import { goneInspection, holds, isUnanswered, unreadInspection } from './services-common.ts';
import { tagsOf } from './storage-parts.ts';

type Stop = Subject<'ec2.stop_instance'>;

const runs = (instance: Instance) =>
  holds('state', 'runs', stateOf(instance) === 'running' || stateOf(instance) === 'stopped', {
    met: `It is ${stateOf(instance)}.`,
    not_met: `It is ${stateOf(instance)}, not running. Propose the change again once it is.`,
  });

function inspect(subject: Stop, answers: Answers): Inspection {
  if (isUnanswered(answers['instance'])) return unreadInspection(answers['instance']);
  const instance = instanceIn(answers['instance']);
  if (instance === null || isTerminated(instance)) return goneInspection;
  const state = stateOf(instance);
  return {
    exists: true,
    tags: tagsOf(instance.Tags),
    state: instanceState(instance, answers),
    before: { state },
    after: { state: 'stopped' },
    conditions: [
      runs(instance),
      ...conditionsOfStopping(instance, answers),
      settingOff(subject, answers['stop_protection'], 'DisableApiStop'),
      ...conditionsOfRestarting(instance, answers),
      ...hostWarnings(instance),
    ],
    dependents: dependentsOf(instance, answers),
    is_done: state === 'stopped',
  };
}

/** Stops an instance, which keeps its volumes and Elastic IPs. */
export const ec2StopInstance = defineAction({
  action: 'ec2.stop_instance',
  title: 'Stop an EC2 instance',
  cloud: 'aws',
  resource_types: ['AWS::EC2::Instance'],
  destructive: false,
  interruption: 'It does not run until it is started again; what it has in memory alone is lost.',
  reversibility: 'full',
  undo_text:
    'It is started again, with its volumes, its private addresses and its Elastic IPs, and is waited for until its status checks and its load balancers find it healthy. A public address that is no Elastic IP is another one. AWS may lack room for its type at that moment: then it is tried again for two hours.',
  undo_days: null,
  permissions: {
    look: INSTANCE_LOOK_PERMISSIONS,
    change: ['ec2:StopInstances'],
    undo: ['ec2:StartInstances', 'kms:CreateGrant', 'ec2:DescribeInstanceStatus'],
  },
  reads: readInstance,
  inspect,
  steps: (subject) => [stopStep(subject)],
  verification: (subject) => [
    { ...stopStep(subject), id: 'stopped', title: 'Look whether the instance is stopped', call: null },
  ],
  undo: (subject, before) => [startAgainStep(subject), ...runningSteps(subject, before)],
});
