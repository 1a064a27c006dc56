import { Button, Group, Modal, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { money } from '../../../platform/web/format.ts';
import type { AnomalyDetail } from '../../core/contract.ts';
import { ACTION_KINDS, type Action } from './change.ts';

const MOST_LETTERS = 2_000;

/** The most that a day of it was off. */
const largestDay = ({ series }: AnomalyDetail): number =>
  Math.max(
    0,
    ...series.flatMap(({ is_anomalous, actual, expected }) =>
      is_anomalous && actual !== null && expected !== null ? [Math.abs(actual - expected)] : [],
    ),
  );

function Explanation({ action, anomaly }: { action: Action; anomaly: AnomalyDetail }) {
  const formats = useFormats();
  const { title, direction, currency, status } = anomaly;
  const per_day = money(largestDay(anomaly), currency, formats);
  switch (action) {
    case 'acknowledge':
      return 'Tells everybody that somebody looks after it. It stays among the open ones until it is resolved.';
    case 'resolve':
      return 'It is dealt with. If it comes back, it opens again by itself.';
    case 'expect':
      return (
        <>
          Says that this is normal, and that reporting it was a false alarm. It is learned from: in {title},{' '}
          {direction === 'up' ? 'rises' : 'falls'} of this size (here {per_day} on the day they were largest) are not
          reported again; larger ones are. Reopening it, or removing what was learned in the settings, forgets that.
        </>
      );
    case 'reopen':
      return status === 'expected'
        ? 'It is open again, and what was learned from it as normal is forgotten.'
        : 'It is open again.';
  }
}

interface ActionDialogProps {
  action: Action | null;
  anomaly: AnomalyDetail;
  close: () => void;
  run: (action: Action, note: string) => void;
}

function ActionForm({ action, anomaly, close, run }: ActionDialogProps & { action: Action }) {
  const [note, setNote] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run(action, note.trim());
  };
  return (
    <form onSubmit={submit}>
      <Text size="md" mb="md">
        <Explanation action={action} anomaly={anomaly} />
      </Text>
      <Textarea
        label="Note"
        description="For the timeline. May stay empty."
        data-autofocus
        autosize
        minRows={2}
        maxRows={8}
        maxLength={MOST_LETTERS}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit">{ACTION_KINDS[action].verb}</Button>
      </Group>
    </form>
  );
}

/** Says what an action does before it is done, and takes a note for the timeline. */
export function ActionDialog(props: ActionDialogProps) {
  const { action, close } = props;
  return (
    <Modal opened={action !== null} onClose={close} title={action && ACTION_KINDS[action].verb}>
      {action && <ActionForm {...props} action={action} />}
    </Modal>
  );
}
