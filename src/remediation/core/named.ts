import type { Change } from '../../recommendations/core/change.ts';

/**
 * Parameters that name the resource itself, and what stands before that name in the resource's ARN, of which the name is
 * the rest. Azure's calls take the resource's own id.
 */
const NAMING: Readonly<Record<string, RegExp>> = {
  instance_id: /^.*[/]/,
  volume_id: /^.*[/]/,
  allocation_id: /^.*[/]/,
  snapshot_id: /^.*[/]/,
  db_instance_identifier: /^.*:/,
  bucket: /^.*:/,
  // Names of log groups may have slashes and colons of their own.
  log_group_name: /^.*?:log-group:/,
  function_name: /^.*:function:/,
};

const nameIn = (resource_id: string, before: RegExp): string => resource_id.replace(before, '').replace(/:\*$/, '');

/**
 * Whether a change is about this resource and no other: what it names to the cloud is what the resource's id ends with. So
 * nobody can have one resource looked at and approved, and another changed.
 */
export const isAbout = ({ parameters }: Change, resource_id: string): boolean =>
  Object.entries(parameters).every(
    ([name, value]) => !(name in NAMING) || value === nameIn(resource_id, NAMING[name]!),
  );

/** A value with its members in order of their names: stored JSON does not keep the order that it was written in. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, inner]) => [name, ordered(inner)]));
}

/** Whether two changes are the same, whatever the order of their members. */
export const isSameChange = (one: Change | null, other: Change | null): boolean =>
  JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
