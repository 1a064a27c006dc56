import { setImmediate as breathe } from 'node:timers/promises';
import type { Relation } from '../../core/rule.ts';
import type { Wanted } from './wanted.ts';

/** A resource of the inventory, as far as it matters for what is read and when. */
export interface Known {
  provider_id: string;
  resource_id: string;
  resource_type: string;
  account_id: string;
  region: string | null;
  parent_id: string | null;
  attached_to: string[];
  vpc_id: string | null;
  billed_as: string[];
  /** When it last changed, as the database writes it. */
  changed_at: string;
  measured_on: string | null;
}

/** Which resources of one connection have to do with which. */
export interface Graph {
  resources: ReadonlyMap<string, Known>;
  /** What rules for `one` see beside it. */
  seenFrom(one: Known): Known[];
  /** What rules are asked again for when `one` has changed, beside itself. */
  affectedBy(one: Known): Known[];
}

const vpcOf = ({ account_id, region, vpc_id }: Known): string | null =>
  vpc_id === null ? null : `${account_id} ${region} ${vpc_id}`;
const listOf = (key: string | null): string[] => (key === null ? [] : [key]);

function indexBy(resources: Iterable<Known>, keysOf: (one: Known) => readonly string[]): Map<string, Known[]> {
  const index = new Map<string, Known[]>();
  for (const one of resources)
    for (const key of keysOf(one)) {
      const list = index.get(key);
      if (list) list.push(one);
      else index.set(key, [one]);
    }
  return index;
}

/** The graph of the resources of one connection, for what rules want; requests are let in while it is made. */
export async function graphOf(all: readonly Known[], { relations, types }: Wanted): Promise<Graph> {
  const resources = new Map(all.map((one) => [one.resource_id, one]));
  await breathe();
  const by_holder = indexBy(all, ({ attached_to }) => attached_to);
  await breathe();
  const by_parent = indexBy(all, ({ parent_id }) => listOf(parent_id));
  await breathe();
  const by_vpc = indexBy(all, (one) => listOf(vpcOf(one)));
  await breathe();
  const reach = (one: Known, path: Relation['path']): readonly Known[] => {
    if (path === 'attached_to') return one.attached_to.flatMap((id) => resources.get(id) ?? []);
    if (path === 'attached_from') return by_holder.get(one.resource_id) ?? [];
    if (path === 'children') return by_parent.get(one.resource_id) ?? [];
    if (path === 'parent') return one.parent_id === null ? [] : [resources.get(one.parent_id) ?? []].flat();
    if (path === 'siblings') return (by_parent.get(one.parent_id ?? '') ?? []).filter((other) => other !== one);
    return by_vpc.get(vpcOf(one) ?? '') ?? [];
  };
  /** The same way from its other end. */
  const REVERSE = {
    attached_to: 'attached_from',
    attached_from: 'attached_to',
    parent: 'children',
    children: 'parent',
    siblings: 'siblings',
    same_vpc: 'same_vpc',
  } as const;
  const looking = [...relations].flatMap(([type, list]) => list.map((relation) => ({ type, relation })));
  const by_target = Map.groupBy(looking, ({ relation }) => relation.resource_type);
  return {
    resources,
    seenFrom: (one) =>
      (relations.get(one.resource_type) ?? []).flatMap(({ path, resource_type }) =>
        reach(one, path).filter((other) => other.resource_type === resource_type),
      ),
    affectedBy: (one) =>
      (by_target.get(one.resource_type) ?? []).flatMap(({ type, relation }) =>
        reach(one, REVERSE[relation.path]).filter((other) => other.resource_type === type && types.has(type)),
      ),
  };
}
