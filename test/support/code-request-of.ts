import type { Action, Change, ParametersOf } from '../../src/recommendations/core/change.ts';
import type { CodeRequest } from '../../src/recommendations/core/code/types.ts';

const ACCOUNT = '111111111111';
const SUBSCRIPTION = '22222222-2222-4222-8222-222222222222';

/** A resource that a request is about. */
export interface About {
  id: string;
  type: string;
  name?: string;
  attributes?: Record<string, unknown>;
  region?: string;
}

/** A request for code of one action. */
export function request<A extends Action>(action: A, parameters: ParametersOf<A>, about: About): CodeRequest {
  const provider = action.startsWith('azure.') ? 'azure' : 'aws';
  return {
    change: { action, parameters } as Change,
    provider,
    account_id: provider === 'aws' ? ACCOUNT : SUBSCRIPTION,
    region: about.region ?? (provider === 'aws' ? 'eu-west-1' : 'westeurope'),
    resource_id: about.id,
    resource_type: about.type,
    resource_name: about.name ?? null,
    title: `Change ${about.name ?? about.id}`,
    reason: 'It did next to nothing for 14 days.',
    current: {},
    proposed: {},
    inventory: {
      status: null,
      tags: { Name: about.name ?? 'unnamed', team: 'search', 'aws:cloudformation:stack-name': 'stack' },
      attributes: about.attributes ?? {},
    },
  };
}

export const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${rest}`;
export const azureId = (rest: string): string =>
  `/subscriptions/${SUBSCRIPTION}/resourcegroups/shop/providers/${rest}`.toLowerCase();
