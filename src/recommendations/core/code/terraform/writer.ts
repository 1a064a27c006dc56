import type { Action, ParametersOf } from '../../change.ts';
import type { Draft, Resource, Source } from './draft.ts';

/** Makes the draft of a change; throws `CannotExpress` where this resource can't be said in Terraform. */
export type Writer<A extends Action> = (parameters: ParametersOf<A>, source: Source) => Draft;
/** Some actions with how each is written, or why Terraform has no words for it. */
export type Writers<A extends Action> = { [One in A]: Writer<One> | string };

/** A resource that exists and that a plan changes in `sets` only. */
export const changed = (
  source: Source,
  one: Pick<Resource, 'type' | 'import_id' | 'keeps' | 'sets'> & Partial<Resource>,
): Resource => ({ label: source.label, tags: source.tags(), ...one });

/** A resource that exists, is taken into the state as it is, and is deleted from there in the second step. */
export const removed = (
  source: Source,
  one: Pick<Resource, 'type' | 'import_id' | 'keeps'> & Partial<Resource>,
): Resource => ({ label: source.label, sets: {}, removed: true, ...one });

/** A resource that is made. */
export const made = (source: Source, one: Pick<Resource, 'type' | 'keeps'> & Partial<Resource>): Resource => ({
  label: source.label,
  import_id: null,
  sets: {},
  ...one,
});
