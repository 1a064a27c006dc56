import type { Notification } from '../../core/contract.ts';

const TITLES = {
  provider: 'Provider',
  account: 'Account',
  service: 'Service',
  region: 'Region',
  resource: 'Resource',
} as const;

/**
 * What a notification says: its own facts, which costs it is about, and who answers for them, each once. `account` is what
 * bills call its account.
 */
export function factsOf(
  { scope: ids, owner, facts }: Pick<Notification, 'scope' | 'owner' | 'facts'>,
  account = ids.account,
): [title: string, value: string][] {
  const scope = { ...ids, account };
  const named = (Object.keys(TITLES) as (keyof typeof TITLES)[]).flatMap((name): [string, string][] => {
    const value = scope[name];
    return value === undefined ? [] : [[TITLES[name], value]];
  });
  const tags = Object.entries(scope.tags ?? {}).map(([key, value]): [string, string] => [`Tag ${key}`, value]);
  const own = facts.map(({ label, value }): [string, string] => [
    label,
    value === ids.account && account !== undefined ? account : value,
  ]);
  const all = [...named, ...tags, ...(owner === null ? [] : [['Owner', owner] as [string, string]])];
  return [...own, ...all.filter(([title]) => own.every(([said]) => said !== title))];
}
