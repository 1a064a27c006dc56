import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Answers, Condition, Step } from '../../action.ts';
import { type Instance, instanceIdOf, instanceIn, type OfInstance, privateAddresses } from './ec2-instance.ts';
import { classicConditions, classicHealthSteps } from './ec2-instance-classic.ts';
import { bodyOf, callIn, isUnanswered, unread, warning } from './services-common.ts';
import { listIn, waitFor } from './storage-parts.ts';

interface TargetGroup {
  TargetGroupArn?: string;
  TargetGroupName?: string;
  TargetType?: string;
  VpcId?: string;
  LoadBalancerArns?: string[];
}

interface TargetHealthDescription {
  Target?: { Id?: string; Port?: number };
  TargetHealth?: { State?: string; Reason?: string };
}

/** A registration of the instance in a target group. */
interface Registration {
  arn: string;
  group: string;
  target_id: string;
  port: number | undefined;
  state: string;
  /** Healthy targets of the group besides. */
  others_healthy: number;
}

/** A group takes so long to find a target healthy, slow health checks and slow software counted. */
const HEALTHY_SECONDS = 15 * 60;

const healthName = (arn: string): string => `target_health ${arn}`;

/** Asks for all target groups of the region. */
export const describeTargetGroups = (subject: OfInstance): AwsCall =>
  callIn('elastic-load-balancing-v2', subject)('DescribeTargetGroups', {});

const describeHealth = (subject: OfInstance, TargetGroupArn: string): AwsCall =>
  callIn('elastic-load-balancing-v2', subject)('DescribeTargetHealth', { TargetGroupArn });

/** Instances are targets within their own network only, addresses from others, too. */
const mayHave = ({ TargetType, VpcId }: TargetGroup, instance: Instance): boolean =>
  TargetType === 'ip' || (TargetType === 'instance' && (VpcId ?? instance.VpcId) === (instance.VpcId ?? VpcId));

/** Groups of load balancers that may have the instance as their target; none before it is known. */
function groupsIn(answers: Answers): TargetGroup[] {
  const instance = instanceIn(answers['instance']);
  if (instance === null) return [];
  return listIn<TargetGroup>(answers['target_groups'], 'TargetGroups').filter(
    (group) => mayHave(group, instance) && (group.LoadBalancerArns ?? []).length > 0,
  );
}

/** Asks every group in question for its targets, since no call tells the groups of an instance. */
export const readTargetHealth = (subject: OfInstance, answers: Answers): Record<string, AwsCall> =>
  Object.fromEntries(
    groupsIn(answers).map(({ TargetGroupArn: arn = '' }) => [healthName(arn), describeHealth(subject, arn)]),
  );

const targetsIn = (answer: CloudAnswer | undefined): TargetHealthDescription[] =>
  listIn<TargetHealthDescription>(answer, 'TargetHealthDescriptions');

/** Where the instance is registered, with its health there. */
function registrationsOf(instance: Instance, answers: Answers): Registration[] {
  const ids = new Set([instance.InstanceId, ...privateAddresses(instance)]);
  return groupsIn(answers).flatMap(({ TargetGroupArn: arn = '', TargetGroupName: group = arn }) => {
    const targets = targetsIn(answers[healthName(arn)]);
    const is_healthy = (one: TargetHealthDescription): boolean => one.TargetHealth?.State === 'healthy';
    const others_healthy = targets.filter((one) => !ids.has(one.Target?.Id) && is_healthy(one)).length;
    return targets
      .filter(({ Target }) => ids.has(Target?.Id))
      .map(({ Target, TargetHealth }) => ({
        arn,
        group,
        target_id: Target?.Id ?? '',
        port: Target?.Port,
        state: TargetHealth?.State ?? 'unknown',
        others_healthy,
      }));
  });
}

/** Names of the target groups that it is registered in, in order. */
export const targetGroupsOf = (instance: Instance, answers: Answers): string[] =>
  [...new Set(registrationsOf(instance, answers).map(({ group }) => group))].toSorted();

/** What load balancers of both generations have to say about the instance being stopped or terminated. */
export const balancerConditions = (instance: Instance, answers: Answers): Condition[] => [
  ...targetConditions(instance, answers),
  ...classicConditions(instance, answers),
];

function targetConditions(instance: Instance, answers: Answers): Condition[] {
  const { target_groups } = answers;
  const text = 'not the last healthy target of a load balancer';
  const asked = [target_groups, ...groupsIn(answers).map(({ TargetGroupArn: arn = '' }) => answers[healthName(arn)])];
  const unanswered = asked.filter(isUnanswered);
  if (unanswered.length > 0) return [unread('not_last_target', text, unanswered[0])];
  const healthy = registrationsOf(instance, answers).filter(({ state }) => state === 'healthy');
  const last = [...new Set(healthy.filter((one) => one.others_healthy === 0).map(({ group }) => group))];
  const has_more = bodyOf<{ NextMarker?: string }>(target_groups)?.NextMarker;
  return [
    ...(last.length > 0
      ? [
          warning(
            'not_last_target',
            text,
            `It is the only healthy target of ${last.join(', ')}: nobody answers there while it does not run.`,
          ),
        ]
      : []),
    ...(has_more
      ? [
          warning(
            'all_target_groups',
            'all target groups were looked at',
            'There are more target groups than AWS tells of at once: whether it is in the others was not looked at, and is not waited for.',
          ),
        ]
      : []),
  ];
}

/** Waits until load balancers of both generations find it healthy again where they did `before`. */
export const healthSteps = (subject: OfInstance, before: Answers): Step[] => [
  ...targetSteps(subject, before),
  ...classicHealthSteps(subject, before),
];

/** A group that is gone waits for nothing, nor does one that it was taken out of. */
function targetSteps(subject: OfInstance, before: Answers): Step[] {
  const instance = instanceIn(before['instance']);
  const healthy = instance ? registrationsOf(instance, before).filter(({ state }) => state === 'healthy') : [];
  return healthy.map(({ arn, group, target_id, port }) => ({
    id: `healthy_in_${group}_${target_id === instanceIdOf(subject) ? '' : `${target_id}_`}${port ?? ''}`,
    title: `Look whether it is healthy in the target group ${group}${port === undefined ? '' : `, port ${port}`}`,
    look: describeHealth(subject, arn),
    judge: (answer) => {
      if (!answer.ok) return { at: 'done' };
      const found = targetsIn(answer).find(({ Target }) => Target?.Id === target_id && Target.Port === port);
      if (found === undefined) return { at: 'done' };
      const { State = 'unknown', Reason } = found.TargetHealth ?? {};
      return waitFor(State === 'healthy', `${group} finds it ${State}${Reason ? ` (${Reason})` : ''}.`);
    },
    call: null,
    timeout_seconds: HEALTHY_SECONDS,
  }));
}
