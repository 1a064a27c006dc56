import { printHcl } from '../hcl.ts';
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

export interface LeftOut {
  request: CodeRequest;
  why: string;
}

export interface Combined {
  parts: Part[];
  left_out: LeftOut[];
}

/** What only one resource of the configuration may be; null for what can't be there twice. */
const identityOf = (place: Place, { type, import_id, identity }: Resource): string | null => {
  const own = identity ?? import_id;
  return own === null ? null : JSON.stringify([placeKey(place), type, own]);
};

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

/** Whether `next` sets nothing that `first` sets otherwise. */
const agree = (first: Record<string, unknown> = {}, next: Record<string, unknown> = {}): boolean =>
  Object.entries(next).every(
    ([name, value]) => value === null || (first[name] ?? null) === null || same(first[name], value),
  );

const known = (sets: Resource['sets']): Resource['sets'] =>
  Object.fromEntries(Object.entries(sets).filter(([, value]) => value !== null));

/** Two changes of one resource as one; null where they can't both be made. */
function merged(first: Resource, next: Resource): Resource | null {
  if (first.removed || next.removed) return null;
  if (!agree(first.sets, next.sets) || !agree(first.set_blocks, next.set_blocks)) return null;
  // What is written as a whole has the parts of both; its other arguments must be the same.
  const whole = first.ignores === false;
  if (first.import_id === null && !whole) return same(first, { ...next, label: first.label }) ? first : null;
  const blocks = whole ? [...(first.blocks ?? []), ...(next.blocks ?? [])] : (first.blocks ?? []);
  const byText = new Map(blocks.map((block) => [printHcl([block]), block]));
  return {
    ...first,
    sets: { ...known(first.sets), ...known(next.sets) },
    set_blocks: { ...first.set_blocks, ...next.set_blocks },
    blocks: [...byText.values()],
  };
}

/** `next` joined to `part`; null where both can't be. */
function joined(part: Part, next: Draft, request: CodeRequest): Part | null {
  const [first] = part.draft.resources;
  const [second] = next.resources;
  if (!first || !second || part.draft.resources.length > 1 || next.resources.length > 1) return null;
  const resource = merged(first, second);
  if (resource === null) return null;
  return {
    ...part,
    requests: [...part.requests, request],
    draft: {
      ...part.draft,
      resources: [resource],
      notes: [...new Set([...part.draft.notes, ...next.notes])],
      undo: `${part.draft.undo} ${next.undo}`,
    },
  };
}

const titles = (requests: readonly CodeRequest[]): string => requests.map(({ title }) => `“${title}”`).join(' and ');

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
  for (const request of requests) {
    try {
      const label = unique(labelOf(request), labels, '_');
      const { place, draft } = draftOf(request, label);
      const identities = draft.resources.flatMap((resource) => identityOf(place, resource) ?? []);
      const met = identities.map((identity) => owner.get(identity)).find((index) => index !== undefined);
      if (met === undefined) {
        for (const identity of identities) owner.set(identity, parts.length);
        parts.push({ requests: [request], place, draft, name: unique(fileNameOf(request), names, '-') });
        continue;
      }
      const joint = joined(parts[met]!, draft, request);
      if (joint) parts[met] = joint;
      else
        left_out.push({
          request,
          why: `It can't be made together with ${titles(parts[met]!.requests)}, which changes the same resource and stands before it.`,
        });
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
