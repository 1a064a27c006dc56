import { type Search, valuesOf } from '../../../platform/web/search.ts';
import { VIOLATION_STATES, type Violation } from '../../core/contract.ts';
import { POLICY_SEVERITIES, type PolicySeverity } from '../../core/policy.ts';

/** What the list of violations shows; all of it stands in the address. */
export interface ViolationsView {
  search: string;
  /** Null is what waits for somebody: open or acknowledged. */
  state: Violation['state'] | null;
  severity: PolicySeverity | null;
  policy_id: string | null;
  account: string | null;
  owner: string | null;
  /** Id of the one that is open beside the list. */
  opened: string | null;
}

export const DEFAULT_VIEW: ViolationsView = {
  search: '',
  state: null,
  severity: null,
  policy_id: null,
  account: null,
  owner: null,
  opened: null,
};

const ID = /^[0-9a-f-]{36}$/;

/** Reads a view from an address; what can't be read is as by default, since people edit addresses. */
export function violationsFrom(search: Search): ViolationsView {
  const first = (name: string): string => valuesOf(search, name)[0] ?? '';
  return {
    search: first('search'),
    state: VIOLATION_STATES.find((one) => one === first('state')) ?? null,
    severity: POLICY_SEVERITIES.find((one) => one === first('severity')) ?? null,
    policy_id: ID.test(first('policy')) ? first('policy') : null,
    account: first('account') || null,
    owner: first('owner') || null,
    opened: ID.test(first('violation')) ? first('violation') : null,
  };
}

/** The address of a view; what is as by default is left out. */
export function searchOfViolations(view: ViolationsView): Search {
  const { search, state, severity, policy_id, account, owner, opened } = view;
  return {
    ...(search === '' ? {} : { search }),
    ...(state === null ? {} : { state }),
    ...(severity === null ? {} : { severity }),
    ...(policy_id === null ? {} : { policy: policy_id }),
    ...(account === null ? {} : { account }),
    ...(owner === null ? {} : { owner }),
    ...(opened === null ? {} : { violation: opened }),
  };
}

/** The address of the open violations of one policy, account or owner. */
export const violationsOf = (whose: Partial<Pick<ViolationsView, 'policy_id' | 'account' | 'owner'>>): Search =>
  searchOfViolations({ ...DEFAULT_VIEW, ...whose });

/** What the API is asked for a view. */
export const queryOfViolations = (view: ViolationsView): Record<string, string | undefined> => ({
  search: view.search || undefined,
  state: view.state ?? undefined,
  severity: view.severity ?? undefined,
  policy_id: view.policy_id ?? undefined,
  account: view.account ?? undefined,
  owner: view.owner ?? undefined,
});

/** True when a view leaves out more than other states, so that "nothing found" has a way back. */
export const isNarrowed = ({ search, severity, policy_id, account, owner }: ViolationsView): boolean =>
  search !== '' || [severity, policy_id, account, owner].some((value) => value !== null);
