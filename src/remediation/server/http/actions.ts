import { z } from 'zod';
import type { Handlers } from '../../../platform/server/context.ts';
import { type Action, changeSchema } from '../../../recommendations/core/change.ts';
import type { AnyAction } from '../../core/action.ts';
import { ACTIONS } from '../../core/actions/index.ts';
import type { OfferedAction } from '../../core/answers.ts';
import type { remediationContract } from '../../core/contract.ts';

/** JSON Schema of what an action takes. */
function parametersSchemaOf(action: Action): Record<string, unknown> {
  const variant = changeSchema.options.find(({ shape }) => shape.action.value === action);
  if (!variant) throw new Error(`There is no change ${action}.`);
  return z.toJSONSchema(variant.shape.parameters as z.ZodType, { io: 'input' });
}

const offered = (one: AnyAction): OfferedAction => ({
  action: one.action,
  title: one.title,
  provider: one.cloud,
  resource_types: [...one.resource_types],
  destructive: one.destructive,
  interruption: one.interruption,
  reversibility: one.reversibility,
  undo_text: one.undo_text,
  undo_days: one.undo_days,
  permissions: {
    look: [...one.permissions.look],
    change: [...one.permissions.change],
    undo: [...one.permissions.undo],
  },
  parameters_schema: parametersSchemaOf(one.action),
});

/** What can be carried out from here. */
export const actionHandlers = () =>
  ({ listRemediationActions: async () => ({ items: ACTIONS.map(offered) }) }) satisfies Partial<
    Handlers<typeof remediationContract>
  >;
