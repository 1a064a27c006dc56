import {
  type Answers,
  type Condition,
  defineAction,
  type Inspection,
  type Kept,
  type Standing,
  type Step,
  type Subject,
} from '../../action.ts';
import { describeInstance, type Instance, instanceIdOf, instanceIn, isTerminated, stateOf } from './ec2-instance.ts';
import {
  conditionsOfRestarting,
  conditionsOfStopping,
  dependentsOf,
  INSTANCE_LOOK_PERMISSIONS,
  instanceState,
  readInstance,
  settingOff,
} from './ec2-instance-conditions.ts';
import {
  BETWEEN_STATES,
  ofInstance,
  onItsWay,
  ranBefore,
  runningSteps,
  startAgainStep,
  startStep,
  stopStep,
  whileStopping,
} from './ec2-instance-steps.ts';
import { describeOfferings, describeType, typeConditions } from './ec2-instance-type.ts';
import { goneInspection, holds, isUnanswered, unreadInspection } from './services-common.ts';
import { ec2, stackWarnings, tagsOf, waitFor } from './storage-parts.ts';

type Resize = Subject<'ec2.resize_instance'>;

/** AWS changes the type of a stopped instance at once. */
const MODIFY_SECONDS = 10 * 60;

const targetOf = ({ parameters }: Resize): string => parameters.instance_type;
const originOf = ({ parameters }: Resize): string => parameters.from_instance_type;

function ownConditions(subject: Resize, instance: Instance, answers: Answers): Condition[] {
  const { InstanceType: type } = instance;
  const state = stateOf(instance);
  return [
    holds('state', 'runs or is stopped', state === 'running' || state === 'stopped', {
      met: `It is ${state}.`,
      not_met: `It is ${state}. Propose the change again once it runs or is stopped.`,
    }),
    holds('type_as_found', `is a ${originOf(subject)}`, type === originOf(subject) || type === targetOf(subject), {
      met: `It is a ${type}.`,
      not_met: `It is a ${type} now, not a ${originOf(subject)}: somebody changed it since it was found.`,
    }),
    ...conditionsOfStopping(instance, answers),
    // A stopped instance is not stopped.
    ...(state === 'stopped' ? [] : [settingOff(subject, answers['stop_protection'], 'DisableApiStop')]),
    ...typeConditions(instance, targetOf(subject), {
      target: answers['target_type'],
      current: answers['type'],
      offerings: answers['offerings'],
    }),
    ...(state === 'stopped' ? [] : conditionsOfRestarting(instance, answers)),
    ...stackWarnings(tagsOf(instance.Tags)),
  ];
}

function inspect(subject: Resize, answers: Answers): Inspection {
  if (isUnanswered(answers['instance'])) return unreadInspection(answers['instance']);
  const instance = instanceIn(answers['instance']);
  if (instance === null || isTerminated(instance)) return goneInspection;
  return {
    exists: true,
    tags: tagsOf(instance.Tags),
    state: instanceState(instance, answers),
    before: { instance_type: instance.InstanceType ?? null },
    after: { instance_type: targetOf(subject) },
    conditions: ownConditions(subject, instance, answers),
    dependents: dependentsOf(instance, answers),
    is_done: instance.InstanceType === targetOf(subject),
  };
}

const otherType = (type: string | undefined): Standing => ({
  at: 'impossible',
  because: `Somebody made it a ${type} meanwhile.`,
});

/** Where it is on the way from one type to another. */
function whileModifying({ InstanceType: type }: Instance, state: string, from: string, to: string): Standing {
  if (type === to) return { at: 'done' };
  if (type !== from) return otherType(type);
  // EC2 may still tell what was before it stopped; where somebody has started it, this ends with its time.
  if (state === 'running')
    return { at: 'under_way', message: 'It runs: its type can be changed only while it is stopped.' };
  return state === 'stopped' ? { at: 'todo' } : onItsWay(state);
}

/** Sets the type of the stopped instance. */
const modifyStep = (subject: Resize, from: string, to: string): Step => ({
  id: 'modify',
  title: `Make it a ${to}`,
  look: describeInstance(subject),
  judge: (answer) => ofInstance(answer, (instance, state) => whileModifying(instance, state, from, to)),
  call: ec2(subject, 'ModifyInstanceAttribute', { InstanceId: instanceIdOf(subject), InstanceType: { Value: to } }),
  timeout_seconds: MODIFY_SECONDS,
  passing_refusals: BETWEEN_STATES,
});

/** Stops it only to make it a `to`: where it is one already, there is nothing to stop it for. */
const stopFor = (subject: Resize, from: string, to: string): Step => ({
  ...stopStep(subject),
  judge: (answer) =>
    ofInstance(answer, ({ InstanceType: type }, state) => {
      if (type === to) return { at: 'done' };
      return type === from ? whileStopping(state) : otherType(type);
    }),
});

/** Waits until EC2 shows the type, which it may do a moment later. */
const hasType = (subject: Resize, type: string): Step => ({
  id: 'type',
  title: `Look whether it is a ${type}`,
  look: describeInstance(subject),
  judge: (answer) =>
    ofInstance(answer, ({ InstanceType }) => waitFor(InstanceType === type, `It is a ${InstanceType}.`)),
  call: null,
  timeout_seconds: MODIFY_SECONDS,
});

/** Kept with the last look that held: from then on whether the instance runs is for people to say. */
const VERIFIED = 'verified';

/**
 * Whether it is to run in the end: as it did before, where the change went wrong; as it does now, where the change was
 * completed, or nothing was started, since people may have stopped or started it meanwhile.
 */
const findState = (subject: Resize, before: Answers, kept: Kept): Step => ({
  id: 'find_state',
  title: 'Look whether the instance is to run in the end',
  look: describeInstance(subject),
  judge: (answer) =>
    ofInstance(answer, (_, state) => {
      const runs = state === 'running' || state === 'pending';
      const went_wrong = ranBefore(before) && kept[VERIFIED] !== 'yes';
      return { at: 'done', kept: { runs_in_the_end: runs || went_wrong ? 'yes' : 'no' } };
    }),
  call: null,
  timeout_seconds: MODIFY_SECONDS,
});

/** A step of an instance that is to run; for one that is to stay stopped there is nothing to do. */
const ifItRuns = (step: Step, { runs_in_the_end }: Kept): Step =>
  runs_in_the_end === 'no' ? { ...step, judge: () => ({ at: 'done' }), call: null } : step;

function undo(subject: Resize, before: Answers, kept: Kept): Step[] {
  const [from, to] = [targetOf(subject), originOf(subject)];
  const running = [startAgainStep(subject), ...(ranBefore(before) ? runningSteps(subject, before) : [])];
  return [
    findState(subject, before, kept),
    stopFor(subject, from, to),
    modifyStep(subject, from, to),
    hasType(subject, to),
    ...running.map((step) => ifItRuns(step, kept)),
  ];
}

/** The looks of a change that is made; the last of them keeps that it is verified. */
function verification(subject: Resize, before: Answers): Step[] {
  const looks = [hasType(subject, targetOf(subject)), ...(ranBefore(before) ? runningSteps(subject, before) : [])];
  const keeping = ({ judge, ...step }: Step): Step => ({
    ...step,
    judge: (answer) => {
      const standing = judge(answer);
      return standing.at === 'done' ? { at: 'done', kept: { ...standing.kept, [VERIFIED]: 'yes' } } : standing;
    },
  });
  return looks.map((step, place) => (place === looks.length - 1 ? keeping(step) : step));
}

/** Changes the type of an instance, which is stopped for that if it runs, and started again. */
export const ec2ResizeInstance = defineAction({
  action: 'ec2.resize_instance',
  title: 'Change the type of an EC2 instance',
  cloud: 'aws',
  resource_types: ['AWS::EC2::Instance'],
  destructive: false,
  interruption:
    'It is stopped and started again: it does not answer for some minutes, and what it has in memory alone is lost.',
  reversibility: 'full',
  undo_text:
    'It is stopped, gets its old type back, and is started again; where people have stopped it since, it stays stopped. The same happens by itself when AWS has no room for the new type, when the status checks fail, or when a load balancer does not find it healthy again: then it runs again in any case if it ran before. A public address that is no Elastic IP is another one after each start.',
  undo_days: null,
  permissions: {
    look: [...INSTANCE_LOOK_PERMISSIONS, 'ec2:DescribeInstanceTypeOfferings', 'ec2:DescribeInstanceStatus'],
    change: ['ec2:StopInstances', 'ec2:ModifyInstanceAttribute', 'ec2:StartInstances', 'kms:CreateGrant'],
    undo: ['ec2:StopInstances', 'ec2:ModifyInstanceAttribute', 'ec2:StartInstances', 'kms:CreateGrant'],
  },
  reads: (subject, answers) => ({
    ...readInstance(subject, answers),
    target_type: describeType(subject, targetOf(subject)),
    offerings: describeOfferings(subject, targetOf(subject)),
  }),
  inspect,
  steps: (subject, before) => {
    const [from, to] = [originOf(subject), targetOf(subject)];
    const modify = modifyStep(subject, from, to);
    return ranBefore(before) ? [stopFor(subject, from, to), modify, startStep(subject)] : [modify];
  },
  verification,
  undo,
});
