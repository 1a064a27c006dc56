import type { Notification } from '../../core/contract.ts';

const TITLES = {
  provider: 'Provider',
  account: 'Account',
  service: 'Service',
  region: 'Region',
  resource: 'Resource',
} as const;

/**
 * Which costs a notification is about and who answers for them, as far as it says, and as its own facts do not say it
 * already. `account` is what bills call its account.
 */
export function scopeFacts(
  { scope: ids, owner, facts }: Pick<Notification, 'scope' | 'owner' | 'facts'>,
  account = ids.account,
): [title: string, value: string][] {
  const scope = { ...ids, account };
  const named = (Object.keys(TITLES) as (keyof typeof TITLES)[]).flatMap((name): [string, string][] => {
    const value = scope[name];
    return value === undefined ? [] : [[TITLES[name], value]];
  });
  const tags = Object.entries(scope.tags ?? {}).map(([key, value]): [string, string] => [`Tag ${key}`, value]);
  const all = [...named, ...tags, ...(owner === null ? [] : [['Owner', owner] as [string, string]])];
  return all.filter(([title, value]) => !facts.some((fact) => fact.label === title && fact.value === value));
}
