import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useContext, useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { download } from '../../../platform/web/chart/download.ts';
import { call } from '../../../platform/web/client.ts';
import { countText } from '../../../platform/web/format.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { Money } from '../../../platform/web/ui/amounts.tsx';
import { type Recommendation, recommendationsContract } from '../../core/contract.ts';
import { ACTION_KINDS, type Action, bodyOf, type Decision, decisionOf } from '../actions.ts';
import { ChangeSlotsContext } from '../change-slots.ts';
import { DecisionForm } from '../decision-form.tsx';
import { fetchTerraform } from '../fetch-file.ts';
import { savingsOf } from './groups.ts';

const BULK: Action[] = ['accept', 'implement', 'snooze', 'dismiss', 'reopen'];

interface BulkBarProps {
  selected: Recommendation[];
  clear: () => void;
}

function TerraformButton({ selected }: Pick<BulkBarProps, 'selected'>) {
  const ids = selected.filter(({ has_code }) => has_code).map(({ id }) => id);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => download('terraform.zip', await fetchTerraform(ids)),
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={isPending}
        disabled={ids.length === 0}
        title={
          ids.length < selected.length
            ? `No code can be made for ${ids.length === 0 ? 'these' : 'the others'}`
            : undefined
        }
        onClick={() => mutate()}
      >
        Terraform as ZIP
        {ids.length > 0 && ids.length < selected.length && ` (${ids.length} of ${selected.length})`}
      </Button>
      {error && <span role="alert">{error.message}</span>}
    </>
  );
}

function useBulk(selected: Recommendation[], done: () => void) {
  return useMutation({
    mutationFn: (decision: Decision) =>
      call(recommendationsContract.changeRecommendations, {
        body: { ids: selected.map(({ id }) => id), ...bodyOf(decision) },
      }),
    onSuccess: async () => {
      done();
      await invalidate('recommendations');
    },
  });
}

/** What can be done with all that are selected at once. */
export function BulkBar({ selected, clear }: BulkBarProps) {
  const { user } = useSession();
  const formats = useFormats();
  const slots = useContext(ChangeSlotsContext);
  const [asked, setAsked] = useState<Action | null>(null);
  const { mutate, isPending, error, reset } = useBulk(selected, () => {
    setAsked(null);
    clear();
  });
  if (selected.length === 0) return null;
  const possible = BULK.filter((action) => selected.every(({ status }) => ACTION_KINDS[action].from.includes(status)));
  const begin = (action: Action): void => {
    reset();
    if (ACTION_KINDS[action].asks) setAsked(action);
    else mutate(decisionOf(action));
  };
  return (
    <section className="bulk-bar" aria-label="Selected">
      <strong role="status">{countText(selected.length, formats)} selected</strong>
      {savingsOf(selected).map(({ currency, amount }) => (
        <span key={currency}>
          <Money amount={amount} currency={currency} formats={formats} /> a month
        </span>
      ))}
      <div className="page-actions">
        {roleAllows(user.role, 'member') &&
          possible.map((action) => (
            <Button key={action} size="xs" variant="default" disabled={isPending} onClick={() => begin(action)}>
              {ACTION_KINDS[action].verb}
            </Button>
          ))}
        {slots && <slots.Several selected={selected} done={clear} />}
        <TerraformButton selected={selected} />
        <Button size="xs" variant="subtle" onClick={clear}>
          Clear
        </Button>
      </div>
      {error && asked === null && <span role="alert">Nothing was changed. {error.message}</span>}
      <Modal
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={asked && `${ACTION_KINDS[asked].verb}: ${countText(selected.length, formats)} selected`}
      >
        {asked && (
          <DecisionForm action={asked} is_busy={isPending} error={error} run={mutate} cancel={() => setAsked(null)} />
        )}
      </Modal>
    </section>
  );
}
