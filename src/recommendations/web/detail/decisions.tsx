import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { dayText } from '../../../platform/web/format.ts';
import type { RecommendationDetail } from '../../core/contract.ts';
import { ACTION_KINDS, ACTIONS, type Action, type Decision, decisionOf } from '../actions.ts';
import { DecisionForm } from '../decision-form.tsx';
import { DISMISSAL_WORDS } from '../words.ts';
import { decisionChange, useChange } from './change.ts';

/** How it stands, where that needs more than a word. */
export function Standing({ detail }: { detail: RecommendationDetail }) {
  const formats = useFormats();
  const { snoozed_until, dismissal_reason, stale_because } = detail;
  return (
    <>
      {snoozed_until && <p className="quiet">Snoozed until {dayText(snoozed_until, formats)}.</p>}
      {dismissal_reason && <p className="quiet">Dismissed: {DISMISSAL_WORDS[dismissal_reason]}.</p>}
      {stale_because && (
        <div className="notice" data-tone="warn">
          The last look could not judge it again, so it stays as it was. {stale_because}
        </div>
      )}
    </>
  );
}

interface DecisionsProps {
  detail: RecommendationDetail;
  /** There is a way to carry it out, which comes before all that can be decided. */
  has_fix: boolean;
}

/** What can be decided, the most likely first; afterwards a notice with a way back. */
export function Decisions({ detail, has_fix }: DecisionsProps) {
  const { id, status } = detail;
  const [asked, setAsked] = useState<Action | null>(null);
  const [done, setDone] = useState<Action | null>(null);
  const own = useRef<HTMLDivElement>(null);
  const { mutate, isPending, error, reset } = useChange(id);
  const possible = ACTIONS.filter((action) => ACTION_KINDS[action].from.includes(status));
  const run = (decision: Decision): void => {
    setDone(null);
    mutate(decisionChange(decision), {
      onSuccess: () => {
        setAsked(null);
        setDone(decision.action);
        // The button that was pressed is gone: keys go on from here, not from the top.
        own.current?.focus();
      },
    });
  };
  const begin = (action: Action): void => {
    reset();
    if (ACTION_KINDS[action].asks) setAsked(action);
    else run(decisionOf(action));
  };
  return (
    <div className="finding-decisions" ref={own} tabIndex={-1}>
      <div className="page-actions">
        {possible.map((action, index) => (
          <Button
            key={action}
            size="xs"
            variant={index === 0 && action !== 'reopen' && !has_fix ? 'filled' : 'default'}
            disabled={isPending}
            aria-expanded={ACTION_KINDS[action].asks ? asked === action : undefined}
            onClick={() => begin(action)}
          >
            {ACTION_KINDS[action].verb}
          </Button>
        ))}
      </div>
      {done !== null && status === ACTION_KINDS[done].to && (
        <p className="quiet" role="status">
          {ACTION_KINDS[done].done}{' '}
          {done !== 'reopen' && (
            <button type="button" className="link-button" onClick={() => run(decisionOf('reopen'))}>
              Undo
            </button>
          )}
        </p>
      )}
      {error && asked === null && (
        <div className="notice" data-tone="bad" role="alert">
          Nothing was changed. {error.message}
        </div>
      )}
      {asked && (
        <DecisionForm
          key={asked}
          action={asked}
          is_busy={isPending}
          error={error}
          run={run}
          cancel={() => setAsked(null)}
        />
      )}
    </div>
  );
}
