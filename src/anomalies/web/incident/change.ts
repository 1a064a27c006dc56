import { call } from '../../../platform/web/client.ts';
import { type ForeseenChange, useForeseenChange } from '../../../platform/web/queries.ts';
import { type AnomalyDetail, type AnomalyStatus, anomaliesContract } from '../../core/contract.ts';

const { acknowledgeAnomaly, resolveAnomaly, expectAnomaly, reopenAnomaly, updateAnomaly, commentAnomaly, getAnomaly } =
  anomaliesContract;

export const ACTIONS = ['acknowledge', 'resolve', 'expect', 'reopen'] as const;
export type Action = (typeof ACTIONS)[number];

interface ActionKind {
  verb: string;
  endpoint: typeof acknowledgeAnomaly;
  to: AnomalyStatus;
  /** States it can be done in. */
  from: AnomalyStatus[];
  /** What has been done, for the notice afterwards. */
  done: string;
}

/** What can be done with an anomaly. */
export const ACTION_KINDS: Record<Action, ActionKind> = {
  acknowledge: {
    verb: 'Acknowledge',
    endpoint: acknowledgeAnomaly,
    to: 'acknowledged',
    from: ['open'],
    done: 'Acknowledged.',
  },
  resolve: {
    verb: 'Resolve',
    endpoint: resolveAnomaly,
    to: 'resolved',
    from: ['open', 'acknowledged'],
    done: 'Resolved.',
  },
  expect: {
    verb: 'Mark as expected',
    endpoint: expectAnomaly,
    to: 'expected',
    from: ['open', 'acknowledged', 'resolved'],
    done: 'Marked as expected, and learned from.',
  },
  reopen: {
    verb: 'Reopen',
    endpoint: reopenAnomaly,
    to: 'open',
    from: ['acknowledged', 'resolved', 'expected'],
    done: 'Open again.',
  },
};

export type Change = ForeseenChange<AnomalyDetail>;

export const actionChange = (action: Action, note: string): Change => ({
  run: (id) => call(ACTION_KINDS[action].endpoint, { params: { id }, body: note === '' ? {} : { note } }),
  foresee: (before) => ({ ...before, status: ACTION_KINDS[action].to }),
});

export const ownerChange = (owner: string | null): Change => ({
  run: (id) => call(updateAnomaly, { params: { id }, body: { owner } }),
  foresee: (before) => ({ ...before, owner }),
});

/** A comment gets its place in the timeline, and the time, from the server: nothing is shown before. */
export const commentChange = (text: string): Change => ({
  run: (id) => call(commentAnomaly, { params: { id }, body: { text } }),
  foresee: (before) => before,
});

/** Changes an anomaly, which looks at once as it will. */
export const useChange = (id: string) => useForeseenChange(getAnomaly, id, 'anomalies');
