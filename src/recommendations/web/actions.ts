import { ACTIVE_STATUSES, type DismissalReason, type Status } from '../core/contract.ts';

export const ACTIONS = ['accept', 'implement', 'snooze', 'dismiss', 'reopen'] as const;
/** What a person decides of a recommendation. */
export type Action = (typeof ACTIONS)[number];

const ACTIVE: readonly Status[] = ACTIVE_STATUSES;
/** True for what waits for somebody, and counts in totals. */
export const isActive = (status: Status): boolean => ACTIVE.includes(status);

type Chosen = 'open' | 'accepted' | 'snoozed' | 'dismissed' | 'implemented';

interface ActionKind {
  verb: string;
  to: Chosen;
  /** States it can be done in. */
  from: Status[];
  /** What it means, said before it is done. */
  meaning: string;
  /** What has been done, for the notice afterwards. */
  done: string;
  /** True when something has to be said first. */
  asks: boolean;
}

/** What can be done with a recommendation. */
export const ACTION_KINDS: Record<Action, ActionKind> = {
  accept: {
    verb: 'Accept',
    to: 'accepted',
    from: ['new', 'open'],
    meaning: 'It is going to be done. It stays in the list and in the total until it is implemented.',
    done: 'Accepted.',
    asks: false,
  },
  implement: {
    verb: 'Mark as implemented',
    to: 'implemented',
    from: ['new', 'open', 'accepted'],
    meaning:
      'Says that the change was made; FinOpsMind changes nothing in the cloud. What it saves is then measured from the bill. If it is found again later, it opens again.',
    done: 'Marked as implemented. Its saving is measured from the bill of the days to come.',
    asks: true,
  },
  snooze: {
    verb: 'Snooze',
    to: 'snoozed',
    from: ['new', 'open', 'accepted'],
    meaning: 'Left out of the list and the total until that day, and back by itself then.',
    done: 'Snoozed.',
    asks: true,
  },
  dismiss: {
    verb: 'Dismiss',
    to: 'dismissed',
    from: ['new', 'open', 'accepted', 'snoozed'],
    meaning:
      'Left out of the list and the total for good. To keep a rule away from a resource, a tag or an account, add an exception.',
    done: 'Dismissed.',
    asks: true,
  },
  reopen: {
    verb: 'Reopen',
    to: 'open',
    from: ['accepted', 'snoozed', 'dismissed', 'implemented'],
    meaning: 'It waits for somebody again.',
    done: 'Open again.',
    asks: false,
  },
};

/** What is said with an action. */
export interface Decision {
  action: Action;
  note: string;
  /** For snoozing: the first day it is shown again. */
  snoozed_until: string;
  /** For dismissing; null until one is chosen. */
  reason: DismissalReason | null;
}

export const decisionOf = (action: Action): Decision => ({ action, note: '', snoozed_until: '', reason: null });

interface StatusBody {
  status: Chosen;
  note?: string;
  snoozed_until?: string;
  reason?: DismissalReason;
}

/** The decision as the API takes it: only what belongs to the action. */
export function bodyOf({ action, note, snoozed_until, reason }: Decision): StatusBody {
  const text = note.trim();
  return {
    status: ACTION_KINDS[action].to,
    ...(text === '' ? {} : { note: text }),
    ...(action === 'snooze' ? { snoozed_until } : {}),
    ...(action === 'dismiss' && reason !== null ? { reason } : {}),
  };
}

/** What is still missing, by field; empty when it can be sent. `today` as a date. */
export function problemsOf(decision: Decision, today: string): Partial<Record<'reason' | 'note' | 'until', string>> {
  const { action, reason, note, snoozed_until } = decision;
  if (action === 'snooze' && snoozed_until <= today) return { until: 'Choose a day after today' };
  if (action !== 'dismiss') return {};
  if (reason === null) return { reason: 'Choose a reason' };
  return reason === 'other' && note.trim() === '' ? { note: 'Say why' } : {};
}
