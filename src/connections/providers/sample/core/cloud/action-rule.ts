import type { InventoryResource } from '../../../../core/inventory.ts';

/**
 * Why the sample cloud does not do something; `code` is the one that the real cloud answers with. `gone`: what is asked for
 * is not there.
 */
export class SampleActionError extends Error {
  readonly code: string;
  readonly meaning: 'gone' | 'refused';
  constructor(code: string, message: string, meaning: 'gone' | 'refused' = 'refused') {
    super(message);
    this.name = 'SampleActionError';
    this.code = code;
    this.meaning = meaning;
  }
}

/** Code and the state that would be needed. */
export interface Refusal {
  code: string;
  needs: string;
}

/** How one kind of action works; `Inverse` is any action that may undo it. */
export interface ActionRule<Action, Inverse> {
  resource_types: string[];
  /** Null when the state of the resource allows it. */
  refuses?(resource: InventoryResource, action: Action): Refusal | null;
  apply(resource: InventoryResource, action: Action): InventoryResource | null;
  /** Left out where nothing undoes it; null where it can't be undone for this resource. */
  inverse?(before: InventoryResource, action: Action): Inverse | null;
}

/** The error of a refusal, in words that name the resource and its state. */
export const refusedFor = ({ name, resource_id, status }: InventoryResource, { code, needs }: Refusal) =>
  new SampleActionError(code, `${name ?? resource_id} is ${status ?? 'in an unknown state'}: ${needs}`);

/** A resource with some of its attributes changed, and its status where one is given. */
export const changed = (
  resource: InventoryResource,
  attributes: Record<string, unknown>,
  status: string | null = resource.status,
): InventoryResource => ({ ...resource, status, attributes: { ...resource.attributes, ...attributes } });

/** A refusal unless the resource is in one of these states. */
export const unless = (resource: InventoryResource, states: string[], refusal: Refusal): Refusal | null =>
  states.includes(resource.status ?? '') ? null : refusal;

/** What is left of a resource that was deleted. */
export const gone = (): null => null;
