import type { SampleAction } from '../actions.ts';
import { changesBySampleAction } from '../effects.ts';
import { shortId } from '../network-ids.ts';
import type { SampleResource } from './sample-resource.ts';

/** What a call may have to do with, as it is kept. */
export interface StoredResources {
  /** Those that are there now. */
  resources: SampleResource[];
  /** Those that were there once: their ids are not given again. */
  gone: SampleResource[];
}

/** The resources that one call has to do with, and what it makes of them. */
export class SampleState {
  readonly #now: Map<string, SampleResource>;
  readonly #gone: SampleResource[];
  readonly #changes = new Map<string, SampleResource | null>();

  constructor({ resources, gone }: StoredResources) {
    this.#now = new Map(resources.map((resource) => [resource.resource_id, resource]));
    this.#gone = gone;
  }

  /** What became of resources by this call, by id; null is gone. */
  get changes(): ReadonlyMap<string, SampleResource | null> {
    return this.#changes;
  }

  get(resource_id: string): SampleResource | null {
    return this.#now.get(resource_id) ?? null;
  }

  /** Those of a type, in a region where one is given. */
  ofType(resource_type: string, region?: string): SampleResource[] {
    return [...this.#now.values()].filter(
      (one) => one.resource_type === resource_type && (region === undefined || one.region === region),
    );
  }

  /** Those of a type that were there once. */
  goneOfType(resource_type: string): SampleResource[] {
    return this.#gone.filter((one) => one.resource_type === resource_type);
  }

  /** Whether something has, or had, this id or last part of an id. */
  isTaken(id: string): boolean {
    return [...this.#now.values(), ...this.#gone].some(
      ({ resource_id }) => resource_id === id || shortId(resource_id) === id,
    );
  }

  /** Keeps a resource as it is from now on. */
  put(resource: SampleResource): SampleResource {
    this.#now.set(resource.resource_id, resource);
    this.#changes.set(resource.resource_id, resource);
    return resource;
  }

  /** Does something to a resource and what hangs on it. Throws `SampleActionError` where the cloud refuses. */
  act(resource: SampleResource, action: SampleAction): SampleResource | null {
    for (const [id, after] of changesBySampleAction(this.#now.values(), resource, action)) {
      if (after !== null) this.put(after);
      else {
        this.#now.delete(id);
        this.#changes.set(id, null);
      }
    }
    return this.get(resource.resource_id);
  }
}
