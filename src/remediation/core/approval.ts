import type { Action } from '../../recommendations/core/change.ts';
import type { Level } from '../../recommendations/core/types.ts';
import type { ApprovalRule } from './settings.ts';
import type { Course, Requirement } from './workflow.ts';

/** What approval rules look at. */
export interface ProposalFacts {
  action: Action;
  risk: Level;
  destructive: boolean;
  /** Value of the environment tag; null without one. */
  environment: string | null;
  /** Of the month; null when it is not known. */
  monthly_savings: number | null;
  currency: string | null;
}

const among = <T>(wanted: readonly T[], value: T): boolean => wanted.length === 0 || wanted.includes(value);

/** Whether a list of environments names this one; an empty list names all. */
export const fitsEnvironment = (wanted: readonly string[], environment: string | null): boolean =>
  among(wanted, environment?.trim().toLowerCase() ?? '');

function fitsSaving({ saving_at_least, saving_below }: ApprovalRule, facts: ProposalFacts): boolean {
  const { monthly_savings, currency } = facts;
  const known = (limit: { currency: string }): boolean => monthly_savings !== null && currency === limit.currency;
  if (saving_at_least && !(known(saving_at_least) && monthly_savings! >= saving_at_least.amount)) return false;
  return !saving_below || (known(saving_below) && monthly_savings! < saving_below.amount);
}

const fits = (rule: ApprovalRule, facts: ProposalFacts): boolean =>
  among(rule.risks, facts.risk) &&
  among(rule.actions, facts.action) &&
  fitsEnvironment(rule.environments, facts.environment) &&
  (rule.destructive === null || rule.destructive === facts.destructive) &&
  fitsSaving(rule, facts);

/** Approvals that a change needs: as the first rule that fits asks; without one, a second person, and two where it destroys. */
export function requirementOf(rules: readonly ApprovalRule[], facts: ProposalFacts): Requirement {
  const rule = rules.find((one) => fits(one, facts));
  if (rule) return { approvals: rule.approvals, four_eyes: rule.four_eyes, rule: rule.name };
  return facts.destructive
    ? { approvals: 2, four_eyes: true, rule: 'What destroys something is approved by two others' }
    : { approvals: 1, four_eyes: true, rule: 'Every change is approved by somebody else' };
}

const inNumber = (approvals: number): string => (approvals === 1 ? 'one person' : `${approvals} people`);

/**
 * Why a change may not begin by the approvals that it has, a sentence; null where it may. They count as long as whoever gave
 * them is an admin (`admins` are ids), and they have to be enough also for `asked`, which is what the rules ask now.
 */
export function whyNotStillApproved(
  { requirement, approvals, proposed_by_id }: Pick<Course, 'requirement' | 'approvals' | 'proposed_by_id'>,
  asked: Requirement,
  admins: ReadonlySet<string>,
): string | null {
  const enough = (needed: Requirement, ids: readonly string[]): boolean =>
    new Set(needed.four_eyes ? ids.filter((id) => id !== proposed_by_id) : ids).size >= needed.approvals;
  const given = approvals.map(({ by_id }) => by_id);
  const standing = given.filter((id) => admins.has(id));
  if (!enough(asked, given))
    return `Since it was proposed, rules have changed: “${asked.rule}” asks for ${inNumber(asked.approvals)}${asked.four_eyes ? ' who did not propose it' : ''} to approve it. Propose it again.`;
  if (enough(requirement, standing) && enough(asked, standing)) return null;
  const gone = approvals.filter(({ by_id }) => !admins.has(by_id)).map(({ by }) => by);
  return `${gone.join(' and ')} approved it, and can’t approve changes any more. Propose it again.`;
}
