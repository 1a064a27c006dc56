import type { DoubleAnswer } from '../../serve.ts';
import { failure, json } from '../resources.ts';
import { type Ask, begin, notFound, passTime, provision } from './model.ts';

/** Names of plans as tiers: `P1v3` is of PremiumV3. */
const TIERS: [RegExp, string][] = [
  [/^F1$/, 'Free'],
  [/^B\d$/, 'Basic'],
  [/^S\d$/, 'Standard'],
  [/^P\d+m?v2$/i, 'PremiumV2'],
  [/^P\d+m?v3$/i, 'PremiumV3'],
];

/** App Service says why it refuses in a form of its own. */
const conflict = (message: string): DoubleAnswer =>
  json(409, {
    Code: 'Conflict',
    Message: message,
    Target: null,
    Details: [{ Message: message }, { Code: 'Conflict' }],
  });

/** App Service plans, which are changed by being put whole. */
export function plans(ask: Ask): DoubleAnswer {
  const { state, path: id, body } = ask;
  if (ask.call.method === 'GET') passTime(state, id);
  const plan = state.resources.get(id);
  if (!plan) return notFound(id);
  if (ask.call.method === 'GET') return json(200, plan);
  if (ask.call.method !== 'PUT') return failure(405, 'MethodNotAllowed', 'Not by the double.');
  const name = String(body.sku?.['name']);
  const tier = TIERS.find(([pattern]) => pattern.test(name))?.[1];
  if (!tier) return failure(400, 'BadRequest', `The pricing tier ${name} is not known.`);
  if (plan.properties['hasSlots'] && tier === 'Basic')
    return conflict('Cannot update the pricing tier: remove the deployment slots of its apps first.');
  if (state.pending.has(id))
    return conflict('Cannot modify this web hosting plan because another operation is in progress.');
  return begin(ask, id, {
    kind: `change to ${name}`,
    status: 202,
    begin: () => provision(state, id, 'InProgress'),
    done: () =>
      void state.resources.set(id, {
        ...plan,
        tags: body.tags ?? {},
        sku: { ...body.sku, tier, size: name, family: name.replace(/\d+/, '') },
        properties: { ...plan.properties, ...body.properties, provisioningState: 'Succeeded', status: 'Ready' },
      }),
    failed: () => provision(state, id, 'Failed'),
  });
}
