import type { Notification } from '../../core/contract.ts';

const TITLES = {
  provider: 'Provider',
  account: 'Account',
  service: 'Service',
  region: 'Region',
  resource: 'Resource',
} as const;

/** Which costs a notification is about and who answers for them, as far as it says. */
export function scopeFacts({ scope, owner }: Pick<Notification, 'scope' | 'owner'>): [title: string, value: string][] {
  const named = (Object.keys(TITLES) as (keyof typeof TITLES)[]).flatMap((name): [string, string][] => {
    const value = scope[name];
    return value === undefined ? [] : [[TITLES[name], value]];
  });
  const tags = Object.entries(scope.tags ?? {}).map(([key, value]): [string, string] => [`Tag ${key}`, value]);
  return [...named, ...tags, ...(owner === null ? [] : [['Owner', owner] as [string, string]])];
}
