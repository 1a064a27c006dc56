import { changed } from '../action-rule.ts';
import { shortId } from '../network-ids.ts';
import { listOf, needed, textOf } from './aws-input.ts';
import { INSTANCE, LOAD_BALANCER } from './ec2-kinds.ts';
import { type AwsOperations, type AwsTold, missing } from './operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

interface TargetGroup {
  target_group_arn: string;
  name: string;
  target_type: string;
  protocol: string;
  port: number;
  targets: number;
  healthy_targets: number;
  targets_by_state: Record<string, number>;
}

interface Group extends TargetGroup {
  balancer: SampleResource;
}

/** The states of targets, by those of instances; what is gone is no target. */
const HEALTH: Record<string, string> = { running: 'healthy', stopped: 'unused' };

const inOrder = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );

/** A group of which one target went from one state to another; undefined: it is none any more. */
function moved(group: TargetGroup, from: string, to: string | undefined): TargetGroup {
  const { [from]: had = 0, ...others } = group.targets_by_state;
  const left = { ...others, [from]: had - 1 };
  const targets_by_state = inOrder(to === undefined ? left : { ...left, [to]: (left[to] ?? 0) + 1 });
  const targets = Object.values(targets_by_state).reduce((sum, count) => sum + count, 0);
  return { ...group, targets, healthy_targets: targets_by_state['healthy'] ?? 0, targets_by_state };
}

/** Lets load balancers know that an instance changed its state, to `status` or to nothing. */
export function moveTargets({ state }: AwsTold, instance: SampleResource, status: string): void {
  const from = HEALTH[instance.status ?? ''];
  if (from === undefined) return;
  for (const balancer of state.ofType(LOAD_BALANCER)) {
    if (!balancer.attached_to.includes(instance.resource_id)) continue;
    const groups = told<TargetGroup[]>(balancer, 'target_groups') ?? [];
    const own = groups.find(({ targets_by_state }) => (targets_by_state[from] ?? 0) > 0);
    const target_groups = groups.map((group) => (group === own ? moved(group, from, HEALTH[status]) : group));
    const sum = (count: 'targets' | 'healthy_targets') => target_groups.reduce((all, group) => all + group[count], 0);
    const counts = { targets: sum('targets'), healthy_targets: sum('healthy_targets') };
    state.put(changed(balancer, { ...counts, target_groups }));
  }
}

/** Groups of targets stand with the load balancer that they are behind. */
const groupsOf = ({ state, region }: AwsTold): Group[] =>
  state
    .ofType(LOAD_BALANCER, region)
    .flatMap((balancer) =>
      (told<TargetGroup[]>(balancer, 'target_groups') ?? []).map((group) => ({ ...group, balancer })),
    );

const groupAnswer = (group: Group) => ({
  TargetGroupArn: group.target_group_arn,
  TargetGroupName: group.name,
  Protocol: group.protocol,
  Port: group.port,
  VpcId: told(group.balancer, 'vpc_id'),
  HealthCheckProtocol: group.protocol,
  HealthCheckPort: 'traffic-port',
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: 30,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 5,
  UnhealthyThresholdCount: 2,
  HealthCheckPath: '/',
  Matcher: { HttpCode: '200' },
  LoadBalancerArns: [group.balancer.resource_id],
  TargetType: group.target_type,
  ProtocolVersion: 'HTTP1',
  IpAddressType: 'ipv4',
});

const notFound = () => missing('TargetGroupNotFoundException', 'One or more target groups not found');

function describeGroups(call: AwsTold): object {
  const { input } = call;
  const arns = listOf(input, 'TargetGroupArns');
  const names = listOf(input, 'Names');
  const balancer = textOf(input, 'LoadBalancerArn');
  const groups = groupsOf(call).filter(
    (one) =>
      (arns?.includes(one.target_group_arn) ?? true) &&
      (names?.includes(one.name) ?? true) &&
      (balancer === undefined || one.balancer.resource_id === balancer),
  );
  if (groups.length < (arns ?? names ?? []).length) throw notFound();
  if (balancer !== undefined && call.state.get(balancer) === null)
    throw missing('LoadBalancerNotFoundException', `Load balancers '[${balancer}]' not found`);
  return { TargetGroups: groups.map(groupAnswer) };
}

/** Instances that run are healthy; others are not asked. */
function healthOf(instance: SampleResource, { port }: Group) {
  const health =
    instance.status === 'running'
      ? { State: 'healthy' }
      : { State: 'unused', Reason: 'Target.InvalidState', Description: 'Target is in the stopped state' };
  return {
    Target: { Id: shortId(instance.resource_id), Port: port },
    HealthCheckPort: String(port),
    TargetHealth: health,
  };
}

/** Health of the instances behind a group; addresses that are its targets are not the sample company's. */
function describeHealth(call: AwsTold): object {
  const arn = needed(call.input, 'TargetGroupArn');
  const group = groupsOf(call).find((one) => one.target_group_arn === arn);
  if (!group) throw notFound();
  const asked = (call.input['Targets'] as { Id?: string }[] | undefined)?.map(({ Id }) => Id);
  const instances = group.balancer.attached_to
    .flatMap((id) => call.state.get(id) ?? [])
    .filter(({ resource_id }) => asked === undefined || asked.includes(shortId(resource_id)));
  return { TargetHealthDescriptions: instances.map((instance) => healthOf(instance, group)) };
}

/** The sample company has no load balancers of the first generation. */
export const CLASSIC_BALANCING_OPERATIONS: AwsOperations = {
  DescribeLoadBalancers: { reads: [], answer: () => ({ LoadBalancerDescriptions: [] }) },
};

/** What Elastic Load Balancing tells of targets. */
export const BALANCING_OPERATIONS: AwsOperations = {
  DescribeTargetGroups: { reads: [LOAD_BALANCER], answer: describeGroups },
  DescribeTargetHealth: { reads: [LOAD_BALANCER, INSTANCE], answer: describeHealth },
};
