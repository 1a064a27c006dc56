import { ACTIONS, type Action, type Change } from '../../src/recommendations/core/change.ts';
import type { CodeRequest } from '../../src/recommendations/core/code/types.ts';
import { codeRequest } from './terraform-requests.ts';

/** Words of ours, which no name of a resource stands in for. */
const OURS = new Set(['services', 'engine', 'from']);

const named = (value: unknown, text: string): unknown =>
  typeof value === 'string' ? text : Array.isArray(value) ? value.map((one) => named(one, text)) : value;

/** A request for code of `action` in which everything that others have named is called `text`. */
export function scriptRequest(action: Action, text: string): CodeRequest {
  const usual = codeRequest(action);
  const parameters = Object.fromEntries(
    Object.entries(usual.change.parameters).map(([key, value]) => [key, OURS.has(key) ? value : named(value, text)]),
  );
  return {
    ...usual,
    change: { action, parameters } as Change,
    resource_id: usual.resource_id.replace(/[^/:]+$/, () => text),
    resource_name: text,
    title: `Change ${text}`,
    reason: text,
    inventory: usual.inventory && { ...usual.inventory, tags: { Name: text, [text]: text } },
  };
}

/** A request for every action, as `scriptRequest` makes it. */
export const EXAMPLES = (text: string): [Action, CodeRequest][] =>
  ACTIONS.map((action) => [action, scriptRequest(action, text)]);
