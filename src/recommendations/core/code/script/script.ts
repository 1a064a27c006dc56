import type { Action, ParametersOf } from '../../change.ts';
import type { CodeRequest } from '../types.ts';

/**
 * The parts of a script, each as lines of bash. They may use the variables, and the functions of the frame:
 * `run COMMAND…` shows a command and carries it out only with --apply, `stop TEXT` ends with an error, `finished TEXT`
 * ends well because nothing is left to do, `describe FILE COMMAND…` saves what a command prints, and ends when it is nothing.
 */
export interface ScriptParts {
  /** Programs it needs beside that of the cloud. */
  needs?: readonly string[];
  variables: Readonly<Record<string, string | number>>;
  /** Looks at the resource as it is now; ends where it is not as the recommendation saw it, or where all is done. */
  check: readonly string[];
  /** Runs with --apply only. Ends when it did not work out, so that nothing is changed without it. */
  backup?: readonly string[];
  change: readonly string[];
  /** Runs with --apply only: waits until the change is done. */
  verify?: readonly string[];
  /**
   * `undo COMMAND…` prints a command that undoes it, `say TEXT` what else is to be known; empty where nothing undoes it.
   * It is shown when all is done, and when the change ends with an error: a way back of its own sets `changing=no`.
   */
  undo: readonly string[];
  /** Why it can't be undone: --apply then needs CONFIRM_PERMANENT=yes as well. */
  permanent?: string;
}

/** What a script is made from, by the action it carries out. */
export type ScriptOf<A extends Action> = (parameters: ParametersOf<A>, request: CodeRequest) => ScriptParts;

/** Every action of a cloud has a script. */
export type Scripts<Prefix extends string> = {
  [A in Extract<Action, `${Prefix}.${string}`>]: ScriptOf<A>;
};
