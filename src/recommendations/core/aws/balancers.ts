import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { listOf, numberOf, textOf } from '../reading.ts';

export const CLASSIC = 'AWS::ElasticLoadBalancing::LoadBalancer';
export const SECOND_GENERATION = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

/**
 * States of targets that take requests, or may at any moment: `unavailable` ones are not asked for their health, as
 * functions usually are not.
 */
const SERVING = ['healthy', 'initial', 'draining', 'unavailable', 'unhealthy.draining'];

interface TargetGroup {
  targets: number;
  targets_by_state: Record<string, number>;
}

/** What stands behind a load balancer. */
export interface Targets {
  /** Groups that it can send requests to; a classic one is its own group. */
  groups: number;
  registered: number;
  /** Of those, how many take requests. */
  serving: number;
}

/** The targets of a load balancer of either generation; null where the inventory does not tell their health. */
export function targetsOf(resource: InventoryResource): Targets | null {
  if (resource.resource_type === CLASSIC) {
    const [registered, serving] = [numberOf(resource, 'instances'), numberOf(resource, 'healthy_instances')];
    return registered === null || serving === null ? null : { groups: 1, registered, serving };
  }
  const groups = listOf<TargetGroup>(resource, 'target_groups');
  if (groups === null) return null;
  const states = groups.flatMap(({ targets_by_state }) => Object.entries(targets_by_state));
  return {
    groups: groups.length,
    registered: groups.reduce((sum, { targets }) => sum + targets, 0),
    serving: states.reduce((sum, [state, count]) => sum + (SERVING.includes(state) ? count : 0), 0),
  };
}

/** `application`, `network`, `gateway` or `classic`; null where the inventory does not tell. */
export const kindOf = (resource: InventoryResource): string | null =>
  resource.resource_type === CLASSIC ? 'classic' : textOf(resource, 'load_balancer_type');
