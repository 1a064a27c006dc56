import { addDays, dayOf, type IsoDate } from '../../platform/core/dates.ts';
import { compareDecimals, negated, sumDecimals, timesDecimal } from '../../platform/core/decimal.ts';
import type { DismissalReason, RecommendationEntry, Status } from './contract.ts';

/** Days that a recommendation counts as new. */
export const NEW_DAYS = 7;
/** Days after which what is said to be done must not be found any more: syncs and bills have seen it by then. */
export const DONE_DAYS = 7;
/** A saving that changes by less is not worth a line of history; days of use come and go. */
const CHANGE_THAT_MATTERS = 0.05;

/** How a recommendation stands, as far as runs and people move it. */
export interface Followed {
  status: Status;
  /** The first day it is shown again. */
  snoozed_until: IsoDate | null;
  dismissal_reason: DismissalReason | null;
  /** What it was before it was resolved. */
  status_before: Status | null;
  implemented_on: IsoDate | null;
  resolved_on: IsoDate | null;
  title: string;
  /** Exact decimal text, a month; null when it can't be told. */
  saving: string | null;
  currency: string | null;
  stale_because: string | null;
  /** Instant as text. */
  first_found_at: string;
}

/** What a run says of a rule and a resource. */
export type Said =
  | { outcome: 'found'; title: string; saving: string | null; currency: string | null }
  /** The rule finds nothing to change any more. */
  | { outcome: 'fine' }
  /** The resource is not there any more. */
  | { outcome: 'gone' }
  /** It is left out by what people have set, or found under another name; in words. */
  | { outcome: 'excluded'; because: string }
  /** It could not be judged; in words. */
  | { outcome: 'untold'; because: string };

/** When and from what a run speaks. */
export interface Spoken {
  now: Date;
  /** The day until which the resource was looked at in the cloud; null when that is not known. */
  read_on: IsoDate | null;
}

/** A line of history that a run writes. */
export interface FollowEntry {
  kind: RecommendationEntry['kind'];
  text: string | null;
}

/** What became of a recommendation; `state` is null where there is none. */
export interface Step {
  state: Followed | null;
  entries: FollowEntry[];
  /** What others are told: that something waits for somebody, or does not any more. */
  event: 'found' | 'resolved' | null;
  /** Whether what the run found takes the place of what is kept. */
  takes_finding: boolean;
}

/** Resolved by a change of the resource; their savings are measured. */
export const WENT_AWAY = 'What was found is not so any more.';
export const RESOURCE_GONE = 'The resource is not there any more.';

const untouched = (state: Followed): Step => ({ state, entries: [], event: null, takes_finding: false });

const AMOUNT = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** How people read an amount: two places, and its currency. */
const amount = (saving: string, currency: string | null): string =>
  `${AMOUNT.format(Number(saving))} ${currency ?? ''}`.trim();

/** Whether a saving is another by so much that it matters. */
function isOtherSaving(before: string | null, after: string | null): boolean {
  if (before === null || after === null) return before !== after;
  const difference = sumDecimals([after, negated(before)]);
  const size = (one: string): string => (one.startsWith('-') ? negated(one) : one);
  return compareDecimals(size(difference), timesDecimal(size(before), CHANGE_THAT_MATTERS)) > 0;
}

function changeOf(before: Followed, said: Said & { outcome: 'found' }): FollowEntry[] {
  const { saving, currency, title } = said;
  const parts = [
    ...(title === before.title ? [] : [`It is now: ${title}.`]),
    ...(before.currency === currency && !isOtherSaving(before.saving, saving)
      ? []
      : saving === null
        ? ["What it saves can't be told any more."]
        : before.saving === null
          ? [`It saves ${amount(saving, currency)} a month.`]
          : [`It saves ${amount(saving, currency)} a month; it was ${amount(before.saving, before.currency)}.`]),
  ];
  return parts.length === 0 ? [] : [{ kind: 'changed', text: parts.join(' ') }];
}

function begin(said: Said & { outcome: 'found' }, { now }: Spoken): Step {
  const { title, saving, currency } = said;
  const state: Followed = {
    status: 'new',
    snoozed_until: null,
    dismissal_reason: null,
    status_before: null,
    implemented_on: null,
    resolved_on: null,
    title,
    saving,
    currency,
    stale_because: null,
    first_found_at: now.toISOString(),
  };
  return { state, entries: [{ kind: 'found', text: null }], event: 'found', takes_finding: true };
}

/** What time alone does: what is new for a week is open, and what was put off until today is open again. */
function afterTime(before: Followed, { now }: Spoken): { state: Followed; entries: FollowEntry[]; woke: boolean } {
  const today = dayOf(now);
  const { status, snoozed_until, first_found_at } = before;
  if (status === 'snoozed' && (snoozed_until === null || snoozed_until <= today)) {
    const state: Followed = { ...before, status: 'open', snoozed_until: null };
    return { state, entries: [{ kind: 'woken', text: null }], woke: true };
  }
  const is_old = addDays(dayOf(new Date(first_found_at)), NEW_DAYS) <= today;
  const state: Followed = status === 'new' && is_old ? { ...before, status: 'open' } : before;
  return { state, entries: [], woke: false };
}

function comeBack(before: Followed, said: Said & { outcome: 'found' }): Step {
  const stays_dismissed = before.status_before === 'dismissed';
  const { title, saving, currency } = said;
  const state: Followed = {
    ...before,
    status: stays_dismissed ? 'dismissed' : 'open',
    snoozed_until: null,
    status_before: null,
    resolved_on: null,
    stale_because: null,
    title,
    saving,
    currency,
  };
  const entry: FollowEntry = stays_dismissed
    ? { kind: 'found', text: 'It was found again, and stays dismissed.' }
    : { kind: 'reopened', text: 'It was found again.' };
  return { state, entries: [entry], event: stays_dismissed ? null : 'found', takes_finding: true };
}

function afterFound(before: Followed, said: Said & { outcome: 'found' }, spoken: Spoken): Step {
  if (before.status === 'resolved') return comeBack(before, said);
  const { title, saving, currency } = said;
  const told = { title, saving, currency, stale_because: null };
  if (before.status === 'implemented') {
    const due = addDays(before.implemented_on ?? dayOf(spoken.now), DONE_DAYS);
    const was_read = spoken.read_on !== null && spoken.read_on > (before.implemented_on ?? spoken.read_on);
    // What it promised is held against the bill, so it stays as it was when it was done.
    if (dayOf(spoken.now) < due || !was_read) return untouched({ ...before, stale_because: null });
    const text = `It was said to be done on ${before.implemented_on}, and is still found.`;
    const state: Followed = { ...before, ...told, status: 'open', implemented_on: null };
    return { state, entries: [{ kind: 'reopened', text }], event: 'found', takes_finding: true };
  }
  const { state, entries, woke } = afterTime(before, spoken);
  return {
    state: { ...state, ...told },
    entries: [...entries, ...changeOf(before, said)],
    event: woke ? 'found' : null,
    takes_finding: true,
  };
}

function resolve(before: Followed, because: string, { now }: Spoken): Step {
  if (before.status === 'resolved') return untouched(before);
  // It is done, and it is not found: as it should be.
  if (before.status === 'implemented') return untouched({ ...before, stale_because: null });
  const state: Followed = {
    ...before,
    status: 'resolved',
    snoozed_until: null,
    status_before: before.status,
    resolved_on: dayOf(now),
    stale_because: null,
  };
  const event = before.status === 'dismissed' ? null : 'resolved';
  return { state, entries: [{ kind: 'resolved', text: because }], event, takes_finding: false };
}

function afterUntold(before: Followed, because: string, spoken: Spoken): Step {
  if (before.status === 'resolved') return untouched(before);
  const { state, entries, woke } = afterTime(before, spoken);
  return {
    state: { ...state, stale_because: because },
    entries,
    event: woke ? 'found' : null,
    takes_finding: false,
  };
}

/**
 * What becomes of a recommendation after what a run says; `before` is null where there is none yet. Said again, nothing
 * more comes of it.
 */
export function follow(before: Followed | null, said: Said, spoken: Spoken): Step {
  if (before === null)
    return said.outcome === 'found'
      ? begin(said, spoken)
      : { state: null, entries: [], event: null, takes_finding: false };
  if (said.outcome === 'found') return afterFound(before, said, spoken);
  if (said.outcome === 'untold') return afterUntold(before, said.because, spoken);
  if (said.outcome === 'excluded') return resolve(before, said.because, spoken);
  return resolve(before, said.outcome === 'gone' ? RESOURCE_GONE : WENT_AWAY, spoken);
}
