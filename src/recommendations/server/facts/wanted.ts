import type { MetricName } from '../../../connections/core/inventory.ts';
import type { Relation, Rule } from '../../core/rule.ts';

/** All that rules need to be told, by type of resource. */
export interface Wanted {
  /** Types that are judged. */
  types: ReadonlySet<string>;
  /** Measurements of a resource that is judged. */
  own: ReadonlyMap<string, ReadonlySet<MetricName>>;
  /** Measurements of one that others look at. */
  related: ReadonlyMap<string, ReadonlySet<MetricName>>;
  /** What rules for a type look at beside the resource itself; equal ones once. */
  relations: ReadonlyMap<string, readonly Relation[]>;
}

function addAll<T>(sets: Map<string, Set<T>>, key: string, values: readonly T[]): void {
  const set = sets.get(key) ?? new Set();
  for (const value of values) set.add(value);
  sets.set(key, set);
}

/** What `rules` need. */
export function wantedBy(rules: readonly Rule[]): Wanted {
  const own = new Map<string, Set<MetricName>>();
  const related = new Map<string, Set<MetricName>>();
  const relations = new Map<string, Map<string, Relation>>();
  for (const rule of rules) {
    for (const type of rule.resource_types) {
      addAll(own, type, rule.metrics);
      const known = relations.get(type) ?? new Map<string, Relation>();
      for (const relation of rule.relations) known.set(`${relation.path} ${relation.resource_type}`, relation);
      relations.set(type, known);
    }
    for (const { resource_type, metrics } of rule.relations) addAll(related, resource_type, metrics);
  }
  return {
    types: new Set(own.keys()),
    own,
    related,
    relations: new Map([...relations].map(([type, known]) => [type, [...known.values()]])),
  };
}
