import type { Change } from '../../recommendations/core/change.ts';
import type { Level } from '../../recommendations/core/types.ts';
import type { Configuration, Reversibility } from './action.ts';
import type { Requirement } from './workflow.ts';

/** A change as rules of other modules judge it, before it is made. */
export interface GuardedChange {
  /** Null before it is kept. */
  id: string | null;
  change: Change;
  title: string;
  provider: 'aws' | 'azure';
  resource_id: string;
  account_id: string;
  region: string | null;
  environment: string | null;
  owner: string | null;
  risk: Level;
  destructive: boolean;
  reversibility: Reversibility;
  from_recommendation: boolean;
  proposed_by: string;
  /** Exact decimal text of a month; null is unknown. */
  monthly_savings: string | null;
  currency: string | null;
  /** What will be other of the resource, by the names of the inventory; see `Preview`. */
  after: Configuration;
}

/** What rules of other modules say of a change. */
export interface Verdict {
  /** Why it may not be made: sentences. */
  blocks: readonly string[];
  /** Names of the rules that want one more person to approve it. */
  approval_rules: readonly string[];
  /** What else whoever decides has to know: sentences. */
  notes: readonly string[];
}

export const NO_OBJECTION: Verdict = { blocks: [], approval_rules: [], notes: [] };

/** What has to be approved, with one more person where rules want it; who approves is somebody else then in any case. */
export function withOneMore(
  requirement: Requirement,
  { approval_rules }: Pick<Verdict, 'approval_rules'>,
): Requirement {
  if (approval_rules.length === 0) return requirement;
  const { approvals, four_eyes } = requirement;
  return { approvals: approvals + 1, four_eyes: four_eyes || approvals === 0, rule: approval_rules.join(', ') };
}
