import { hexOf } from '../../estate.ts';
import { SampleActionError } from '../action-rule.ts';
import type { SampleState } from './state.ts';

/** The input of a call of AWS, as the SDK's command takes it. */
export type Input = Readonly<Record<string, unknown>>;

/** A call of AWS with what it has to do with; `at` is the instant, an ISO text. */
export interface AwsTold {
  input: Input;
  region: string;
  at: string;
  state: SampleState;
}

/** One operation of AWS on the sample cloud. */
export interface AwsOperation {
  /** The types of resources, in the region of the call, that it has to know. */
  reads: readonly string[];
  /** Resources are read wherever they are: names of buckets know no regions. */
  anywhere?: true;
  /** The output of the SDK's command, without its metadata. Throws `SampleActionError` where AWS refuses. */
  answer(told: AwsTold): object;
}

/** Operations by their names. */
export type AwsOperations = Readonly<Record<string, AwsOperation>>;

/** The refusal of a cloud that considered it and does not do it. */
export const refusal = (code: string, message: string): SampleActionError => new SampleActionError(code, message);

/** The refusal of a cloud that has no such thing. */
export const missing = (code: string, message: string): SampleActionError =>
  new SampleActionError(code, message, 'gone');

/** A number that depends on a text alone (FNV-1a, 32 bits). */
export function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** Seventeen hexadecimal digits for something that a call creates: the same call at the same instant gives the same. */
export function newId(state: SampleState, prefix: string, ...of: unknown[]): string {
  for (let count = 0; ; count++) {
    const id = prefix + hexOf(numberOf(JSON.stringify([prefix, count, ...of])));
    if (!state.isTaken(id)) return id;
  }
}

/** An identifier of the form of a UUID that depends on a text alone. */
export function uuidOf(text: string): string {
  const [first, second, third] = ['a', 'b', 'c'].map((part) =>
    numberOf(part + text)
      .toString(16)
      .padStart(8, '0'),
  );
  return `${first}-${second!.slice(0, 4)}-4${second!.slice(5)}-8${third!.slice(5)}-${third}${first!.slice(4)}`;
}
