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
}

interface Group extends TargetGroup {
  balancer: SampleResource;
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

/** What Elastic Load Balancing tells of targets. */
export const BALANCING_OPERATIONS: AwsOperations = {
  DescribeTargetGroups: { reads: [LOAD_BALANCER], answer: describeGroups },
  DescribeTargetHealth: { reads: [LOAD_BALANCER, INSTANCE], answer: describeHealth },
};
