import { type Formats, money } from '../../../platform/web/format.ts';
import type { OfferedAction } from '../../core/answers.ts';
import type { AllowedHours, ApprovalRule } from '../../core/settings.ts';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const WEEKDAYS = DAYS.map((title, index) => ({ value: index + 1, title, short: title.slice(0, 3) }));

const listed = (words: string[], last: 'and' | 'or'): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

/** Environments as a phrase; none is any, an empty one is without the tag. */
export function environmentsText(environments: readonly string[]): string {
  if (environments.length === 0) return 'any environment';
  return listed(
    environments.map((one) => one || 'no environment tag'),
    'or',
  );
}

/** Which changes a rule is about, as a phrase. */
export function ruleScopeText(rule: ApprovalRule, actions: readonly OfferedAction[], formats: Formats): string {
  const parts: string[] = [];
  if (rule.destructive !== null) parts.push(rule.destructive ? 'that destroy something' : 'that destroy nothing');
  if (rule.risks.length > 0) parts.push(`of ${listed([...rule.risks], 'or')} risk`);
  if (rule.environments.length > 0) parts.push(`in ${environmentsText(rule.environments)}`);
  if (rule.saving_at_least)
    parts.push(
      `that save ${money(rule.saving_at_least.amount, rule.saving_at_least.currency, formats)} a month or more`,
    );
  if (rule.saving_below)
    parts.push(`that save less than ${money(rule.saving_below.amount, rule.saving_below.currency, formats)} a month`);
  const titles = rule.actions.map((action) => actions.find((one) => one.action === action)?.title ?? action);
  if (titles.length > 0) parts.push(`of these kinds: ${titles.join('; ')}`);
  return parts.length === 0 ? 'All changes' : `Changes ${parts.join(', ')}`;
}

/** What a rule asks, as a phrase. */
export function ruleAskText({ approvals, four_eyes }: Pick<ApprovalRule, 'approvals' | 'four_eyes'>): string {
  if (approvals === 0) return 'no approval: they begin by themselves';
  const people = approvals === 1 ? 'one person' : `${approvals} people`;
  return four_eyes ? `${people} other than who proposed it` : `${people}, who may have proposed it`;
}

/** Days of the week as a phrase: `Monday to Friday`, `Tuesday and Thursday`. */
function weekdaysText(weekdays: readonly number[]): string {
  const sorted = [...weekdays].toSorted((a, b) => a - b);
  const [first = 1] = sorted;
  const is_run = sorted.length > 2 && sorted.every((day, index) => day === first + index);
  const names = sorted.map((day) => DAYS[day - 1] ?? String(day));
  return is_run ? `${names[0]} to ${names.at(-1)}` : listed(names, 'and');
}

const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** Allowed hours as a phrase. */
export const hoursText = ({ weekdays, start_hour, end_hour, timezone }: AllowedHours): string =>
  `${weekdaysText(weekdays)}, ${hourText(start_hour)} to ${hourText(end_hour)} (${timezone})`;

/** An item of a list at another place; as it was where that is no place. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const next = [...items];
  if (to < 0 || to >= items.length) return next;
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** What `environments` are typed as: separated by commas; a word for those without the tag. */
export const NO_ENVIRONMENT = '(none)';
export const environmentsTyped = (environments: readonly string[]): string[] =>
  environments.map((one) => one || NO_ENVIRONMENT);
export const environmentsFrom = (typed: readonly string[]): string[] => [
  ...new Set(typed.map((one) => (one === NO_ENVIRONMENT ? '' : one.trim().toLowerCase()))),
];
