import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AnomalyDetail } from '../../core/contract.ts';
import { isPending } from '../words.ts';
import { ActionDialog } from './action-dialog.tsx';
import { ACTION_KINDS, ACTIONS, type Action, actionChange, useChange } from './change.ts';

/** What can be done next, the most likely first; afterwards a notice with a way back. */
export function Actions({ anomaly }: { anomaly: AnomalyDetail }) {
  const [asked, setAsked] = useState<Action | null>(null);
  const [done, setDone] = useState<Action | null>(null);
  const { mutate, isPending: is_busy, error } = useChange(anomaly.id);
  const possible = ACTIONS.filter((action) => ACTION_KINDS[action].from.includes(anomaly.status));
  const run = (action: Action, note: string): void => {
    setAsked(null);
    setDone(null);
    mutate(actionChange(action, note), { onSuccess: () => setDone(action) });
  };
  return (
    <div className="incident-actions">
      <div className="page-actions">
        {possible.map((action, index) => (
          <Button
            key={action}
            variant={index === 0 && isPending(anomaly.status) ? 'filled' : 'default'}
            disabled={is_busy}
            onClick={() => setAsked(action)}
          >
            {ACTION_KINDS[action].verb}
          </Button>
        ))}
      </div>
      {done !== null && anomaly.status === ACTION_KINDS[done].to && (
        <p className="quiet" role="status">
          {ACTION_KINDS[done].done}{' '}
          {done !== 'reopen' && (
            <button type="button" className="link-button" onClick={() => run('reopen', '')}>
              Undo
            </button>
          )}
        </p>
      )}
      {error && (
        <div className="notice" data-tone="bad" role="alert">
          Nothing was changed. {error.message}
        </div>
      )}
      <ActionDialog action={asked} anomaly={anomaly} close={() => setAsked(null)} run={run} />
    </div>
  );
}
