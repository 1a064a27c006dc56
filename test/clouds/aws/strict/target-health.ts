import type { DoubleAnswer } from '../../serve.ts';
import type { StrictCall } from './call.ts';
import { ec2Of } from './clients.ts';
import { type StrictService, type StrictWorld, withText } from './world.ts';
import { mapListed, textOf, withContent } from './xml.ts';

/** What classic load balancers say of instances, by their types: Moto finds all that are registered healthy. */
async function classicHealth(world: StrictWorld, call: StrictCall, answer: DoubleAnswer): Promise<DoubleAnswer> {
  const ec2 = await ec2Of(world.account, call.region);
  const types = world.out_of_service;
  const out = types.size > 0 ? await ec2.idsOfTypes(types) : new Set<string>();
  const text = mapListed(answer.body.toString(), 'InstanceStates', 'member', (member) =>
    out.has(textOf(member, 'InstanceId'))
      ? withContent(
          withContent(member, 'State', 'OutOfService'),
          'Description',
          'Instance has failed at least the UnhealthyThreshold number of health checks consecutively.',
        )
      : member,
  );
  return withText(answer, text);
}

/** Targets that come back are `initial` until the load balancer has looked at them. */
export const strictTargetHealth = (world: StrictWorld): StrictService => ({
  after: async (call, answer) => {
    if (call.operation === 'DescribeInstanceHealth') return classicHealth(world, call, answer);
    if (call.operation !== 'DescribeTargetHealth') return answer;
    const ec2 = await ec2Of(world.account, call.region);
    const unhealthy = world.unhealthy.size > 0 ? await ec2.idsOfTypes(world.unhealthy) : new Set<string>();
    const text = mapListed(answer.body.toString(), 'TargetHealthDescriptions', 'member', (member) => {
      const id = textOf(member, 'Id');
      if (textOf(member, 'State') !== 'healthy') return member;
      if (world.countdowns.look(`health ${id}`))
        return withContent(member, 'TargetHealth', '<State>initial</State><Reason>Elb.InitialHealthChecking</Reason>');
      if (!unhealthy.has(id)) return member;
      return withContent(member, 'TargetHealth', '<State>unhealthy</State><Reason>Target.Timeout</Reason>');
    });
    return withText(answer, text);
  },
});
