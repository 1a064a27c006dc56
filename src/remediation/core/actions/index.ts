import type { Action } from '../../../recommendations/core/change.ts';
import type { AnyAction } from '../action.ts';

/** Every change that can be carried out from here. A new one is one file, and one line here. */
export const ACTIONS: readonly AnyAction[] = [];

const BY_NAME = new Map<string, AnyAction>(ACTIONS.map((one) => [one.action, one]));

/** What carries out an action; null where it can only be done by script, by Terraform or by hand. */
export const actionOf = (action: Action): AnyAction | null => BY_NAME.get(action) ?? null;
