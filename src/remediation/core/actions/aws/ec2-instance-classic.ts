import type { AwsCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Answers, Condition, Step } from '../../action.ts';
import { type Instance, instanceIdOf, instanceIn, type OfInstance } from './ec2-instance.ts';
import { callIn, isUnanswered, unread, warning } from './services-common.ts';
import { listIn, waitFor } from './storage-parts.ts';

interface ClassicBalancer {
  LoadBalancerName?: string;
  Instances?: { InstanceId?: string }[];
}

interface InstanceState {
  InstanceId?: string;
  State?: string;
  Description?: string;
}

/** As long as target groups have for it. */
const HEALTHY_SECONDS = 15 * 60;
const IN_SERVICE = 'InService';

const healthName = (balancer: string): string => `classic_health ${balancer}`;

/** Asks for all load balancers of the first generation in the region: of more than one page of 400 AWS has none by default. */
export const describeClassicBalancers = (subject: OfInstance): AwsCall =>
  callIn('elastic-load-balancing', subject)('DescribeLoadBalancers', {});

const describeHealth = (subject: OfInstance, LoadBalancerName: string): AwsCall =>
  callIn('elastic-load-balancing', subject)('DescribeInstanceHealth', { LoadBalancerName });

/** Names of the classic load balancers that the instance is registered with, in order. */
export const classicBalancersOf = ({ InstanceId }: Instance, { classic_balancers }: Answers): string[] =>
  listIn<ClassicBalancer>(classic_balancers, 'LoadBalancerDescriptions')
    .filter(({ Instances = [] }) => Instances.some((one) => one.InstanceId === InstanceId))
    .flatMap(({ LoadBalancerName }) => LoadBalancerName ?? [])
    .toSorted();

/** Asks the classic load balancers of the instance for the health of all that they send to. */
export function readClassicHealth(subject: OfInstance, answers: Answers): Record<string, AwsCall> {
  const instance = instanceIn(answers['instance']);
  const balancers = instance === null ? [] : classicBalancersOf(instance, answers);
  return Object.fromEntries(balancers.map((name) => [healthName(name), describeHealth(subject, name)]));
}

const statesIn = (answer: CloudAnswer | undefined): InstanceState[] => listIn<InstanceState>(answer, 'InstanceStates');

/** Those that send to it now. */
const balancersInService = (instance: Instance, answers: Answers): string[] =>
  classicBalancersOf(instance, answers).filter((name) =>
    statesIn(answers[healthName(name)]).some(
      ({ InstanceId, State }) => InstanceId === instance.InstanceId && State === IN_SERVICE,
    ),
  );

/** What classic load balancers have to say about the instance being stopped or terminated. */
export function classicConditions(instance: Instance, answers: Answers): Condition[] {
  const text = 'not the last healthy instance of a classic load balancer';
  const asked = [
    answers['classic_balancers'],
    ...classicBalancersOf(instance, answers).map((name) => answers[healthName(name)]),
  ];
  const unanswered = asked.filter(isUnanswered);
  if (unanswered.length > 0) return [unread('not_last_instance', text, unanswered[0])];
  const last = balancersInService(instance, answers).filter(
    (name) => statesIn(answers[healthName(name)]).filter(({ State }) => State === IN_SERVICE).length === 1,
  );
  return last.length === 0
    ? []
    : [
        warning(
          'not_last_instance',
          text,
          `It is the only healthy instance of the classic load balancer ${last.join(', ')}: nobody answers there while it does not run.`,
        ),
      ];
}

/** Waits until classic load balancers find it healthy again where they did `before`; those it was taken from since do not count. */
export function classicHealthSteps(subject: OfInstance, before: Answers): Step[] {
  const instance = instanceIn(before['instance']);
  const balancers = instance === null ? [] : balancersInService(instance, before);
  return balancers.map((name) => ({
    id: `in_service_of_${name}`,
    title: `Look whether the classic load balancer ${name} finds it healthy`,
    look: describeHealth(subject, name),
    judge: (answer) => {
      const found = statesIn(answer).find(({ InstanceId }) => InstanceId === instanceIdOf(subject));
      if (found === undefined) return { at: 'done' };
      const { State = 'Unknown', Description } = found;
      return waitFor(State === IN_SERVICE, `${name} finds it ${State}${Description ? ` (${Description})` : ''}.`);
    },
    call: null,
    timeout_seconds: HEALTHY_SECONDS,
  }));
}
