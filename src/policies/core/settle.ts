import type { IsoDate } from '../../platform/core/dates.ts';
import type { Counts } from './compliance.ts';
import type { VIOLATION_STATES } from './contract.ts';
import type { Outcome } from './policy.ts';

export type ViolationState = (typeof VIOLATION_STATES)[number];

/** An exception from a policy: one subject, or all of an account. */
export interface Exception {
  policy_id: string;
  subject_id: string | null;
  account_id: string | null;
  reason: string;
  created_by: string;
  /** The first day on which it does not hold any more. */
  expires_on: IsoDate;
}

/** How one subject came out. */
export interface Judged {
  subject_id: string;
  account_id: string | null;
  owner: string | null;
  outcome: Outcome;
}

/** A violation that is not resolved. */
export interface KnownViolation {
  id: string;
  subject_id: string;
  state: Exclude<ViolationState, 'resolved'>;
}

/** What becomes of a violation; `id` is null where it is a new one. */
export type Move = { subject_id: string } & (
  | { move: 'found'; id: null; exception: Exception | null }
  /** It is as it was. */
  | { move: 'seen'; id: string }
  | { move: 'excepted'; id: string; exception: Exception }
  /** Its exception is over, and it is still so. */
  | { move: 'reopened'; id: string }
  | { move: 'resolved'; id: string }
);

/** Finds the exception that covers a subject, of those of one policy that hold on a day: the one that holds longest. */
export function exceptionsOn(all: readonly Exception[], today: IsoDate) {
  const by_subject = new Map<string, Exception>();
  const by_account = new Map<string, Exception>();
  for (const one of all.filter(({ expires_on }) => expires_on > today)) {
    const [map, key] = one.subject_id === null ? [by_account, one.account_id ?? ''] : [by_subject, one.subject_id];
    const known = map.get(key);
    if (!known || known.expires_on < one.expires_on) map.set(key, one);
  }
  return ({ subject_id, account_id }: Pick<Judged, 'subject_id' | 'account_id'>): Exception | null =>
    by_subject.get(subject_id) ?? (account_id === null ? null : (by_account.get(account_id) ?? null));
}
type Covering = ReturnType<typeof exceptionsOn>;

function moveOf(one: Judged, known: KnownViolation | undefined, exception: Exception | null): Move | null {
  const { subject_id, outcome } = one;
  if (outcome === 'unknown') return null;
  if (outcome !== 'broken') return known ? { move: 'resolved', subject_id, id: known.id } : null;
  if (!known) return { move: 'found', subject_id, id: null, exception };
  if (exception && known.state !== 'excepted') return { move: 'excepted', subject_id, id: known.id, exception };
  if (!exception && known.state === 'excepted') return { move: 'reopened', subject_id, id: known.id };
  return { move: 'seen', subject_id, id: known.id };
}

/**
 * What becomes of the violations of a policy by how its subjects came out. What is not known neither makes a violation nor
 * ends one; what is not there any more, or that the policy is not about any more, ends one.
 */
export function settle(known: readonly KnownViolation[], judged: readonly Judged[], covering: Covering): Move[] {
  const by_subject = new Map(known.map((one) => [one.subject_id, one]));
  const moves = judged.flatMap((one) => moveOf(one, by_subject.get(one.subject_id), covering(one)) ?? []);
  const seen = new Set(judged.map(({ subject_id }) => subject_id));
  const gone = known.filter(({ subject_id }) => !seen.has(subject_id));
  return [...moves, ...gone.map(({ id, subject_id }): Move => ({ move: 'resolved', subject_id, id }))];
}

/** Counts of some subjects of one account and owner; empty text is none. */
export interface Place extends Counts {
  account_id: string;
  owner: string;
}

/** How subjects came out by account and owner. What is excepted would be broken, but for its exception. */
export function countByPlace(judged: readonly Judged[], covering: Covering): Place[] {
  const places = new Map<string, Place>();
  for (const one of judged) {
    if (one.outcome === 'not_applicable') continue;
    const [account_id, owner] = [one.account_id ?? '', one.owner ?? ''];
    const key = JSON.stringify([account_id, owner]);
    const place = places.get(key) ?? { account_id, owner, kept: 0, broken: 0, excepted: 0, unknown: 0 };
    const counted = one.outcome === 'broken' && covering(one) !== null ? 'excepted' : one.outcome;
    place[counted] += 1;
    places.set(key, place);
  }
  return [...places.values()];
}
