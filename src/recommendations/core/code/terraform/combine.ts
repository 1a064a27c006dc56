import { type Item, printHcl } from '../hcl.ts';
import { unique } from '../names.ts';
import type { CodeRequest } from '../types.ts';
import { CannotExpress, type Draft, type Resource } from './draft.ts';
import { draftOf, fileNameOf, labelOf } from './index.ts';
import { type Place, placeKey } from './place.ts';

/** A file: one change, or several that meet in one resource. */
export interface Part {
  requests: CodeRequest[];
  place: Place;
  draft: Draft;
  /** Of its files, without the ending. */
  name: string;
}

/** What is in no file, and why, in a sentence. */
export interface LeftOut {
  request: CodeRequest;
  why: string;
}

/** Several changes as one configuration. */
export interface Combined {
  parts: Part[];
  left_out: LeftOut[];
}

/** What only one resource of the configuration may be; null for what can't be there twice. */
function identityOf(place: Place, { type, import_id, identity }: Resource): string | null {
  const own = identity ?? import_id;
  return own === null ? null : JSON.stringify([placeKey(place), type, own]);
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

/** Whether `next` sets nothing that `first` sets otherwise. */
const agree = (first: Record<string, unknown> = {}, next: Record<string, unknown> = {}): boolean =>
  Object.entries(next).every(
    ([name, value]) => value === null || (first[name] ?? null) === null || same(first[name], value),
  );

const known = (sets: Resource['sets']): Resource['sets'] =>
  Object.fromEntries(Object.entries(sets).filter(([, value]) => value !== null));

const idOf = (item: Item): string | null =>
  item.kind === 'block' ? JSON.stringify(item.body.find((one) => one.kind === 'attribute' && one.name === 'id')) : null;

/** Blocks of both, those that are the same once; null where two different ones have the same id. */
function union(first: readonly Item[], next: readonly Item[]): Item[] | null {
  const blocks = [...new Map([...first, ...next].map((block) => [printHcl([block]), block])).values()];
  return new Set(blocks.map(idOf)).size < blocks.length ? null : blocks;
}

/** The name of ours in labels and references; parts of a change have one in common. */
const baseOf = ({ label }: Resource): string => label.split('__')[0] ?? label;
const isTheSame = (first: Resource, next: Resource): boolean =>
  JSON.stringify(next).replaceAll(baseOf(next), baseOf(first)) === JSON.stringify(first);

/** Two changes of one resource as one; null where they can't both be made. */
function merged(first: Resource, next: Resource): Resource | null {
  if (first.removed || next.removed) return null;
  if (!agree(first.sets, next.sets) || !agree(first.set_blocks, next.set_blocks)) return null;
  // What is written as a whole has the parts of both; what else is made must be the same.
  const whole = first.ignores === false;
  if (first.import_id === null && !whole) return isTheSame(first, next) ? first : null;
  const blocks = whole ? union(first.blocks ?? [], next.blocks ?? []) : (first.blocks ?? []);
  if (blocks === null) return null;
  return {
    ...first,
    sets: { ...known(first.sets), ...known(next.sets) },
    set_blocks: { ...first.set_blocks, ...next.set_blocks },
    blocks,
  };
}

/** Resources of `part` with those of `next`, which meet in some of them; null where both can't be. */
function joinedResources({ draft, place }: Part, next: Draft): Resource[] | null {
  const resources = [...draft.resources];
  const byIdentity = new Map(resources.map((one, index) => [identityOf(place, one), index]));
  for (const resource of next.resources) {
    const identity = identityOf(place, resource);
    const index = identity === null ? undefined : byIdentity.get(identity);
    const both = index === undefined ? resource : merged(resources[index]!, resource);
    if (both === null) return null;
    resources[index ?? resources.length] = both;
  }
  return resources;
}

/** `next` joined to `part`; null where both can't be. */
function joined(part: Part, next: Draft, request: CodeRequest): Part | null {
  const resources = joinedResources(part, next);
  if (resources === null) return null;
  const added = resources.length > part.draft.resources.length;
  return {
    ...part,
    requests: [...part.requests, request],
    draft: {
      resources,
      data: [...(part.draft.data ?? []), ...(added ? (next.data ?? []) : [])],
      notes: [...new Set([...part.draft.notes, ...next.notes])],
      undo: [...new Set([part.draft.undo, next.undo])].join(' '),
    },
  };
}

const conflict = (earlier: readonly CodeRequest[]): string =>
  `It can't be made together with ${earlier.map(({ title }) => `“${title}”`).join(' and ')}, which changes the same resource and stands before it.`;

/**
 * The changes in order, each in a part of its own. What changes the same resource as one before it joins that one's part
 * where both can be; else it is left out, and so is what Terraform can't express.
 */
export function combine(requests: readonly CodeRequest[]): Combined {
  const parts: Part[] = [];
  const left_out: LeftOut[] = [];
  const labels = new Set<string>();
  const names = new Set(['versions', 'providers']);
  const owner = new Map<string, number>();

  const add = (request: CodeRequest): void => {
    const { place, draft } = draftOf(request, unique(labelOf(request), labels, '_'));
    const identities = draft.resources.flatMap((resource) => identityOf(place, resource) ?? []);
    const met = identities.map((identity) => owner.get(identity)).find((index) => index !== undefined);
    const earlier = met === undefined ? undefined : parts[met];
    const part = earlier
      ? joined(earlier, draft, request)
      : { requests: [request], place, draft, name: unique(fileNameOf(request), names, '-') };
    if (part === null) throw new CannotExpress(conflict(earlier?.requests ?? []));
    const index = met ?? parts.length;
    parts[index] = part;
    for (const identity of identities) owner.set(identity, index);
  };

  for (const request of requests) {
    try {
      add(request);
    } catch (error) {
      if (!(error instanceof CannotExpress)) throw error;
      left_out.push({ request, why: error.message });
    }
  }
  return { parts, left_out };
}

/** Requests about one resource that are in different parts: alternatives more often than not. */
export function sharing(parts: readonly Part[]): { resource_id: string; parts: Part[] }[] {
  const byResource = new Map<string, Part[]>();
  for (const part of parts)
    for (const id of new Set(part.requests.map(({ resource_id }) => resource_id)))
      byResource.set(id, [...(byResource.get(id) ?? []), part]);
  return [...byResource].filter(([, all]) => all.length > 1).map(([resource_id, all]) => ({ resource_id, parts: all }));
}
