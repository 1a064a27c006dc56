import { Button, Group, Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiProblem } from '../../../platform/web/client.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import type { RemediationDetail } from '../../core/answers.ts';
import type { CommandName } from '../../core/workflow.ts';
import { instantOf, WhenField } from '../when-field.tsx';
import type { CommandInput } from './command-kinds.ts';
import { Repeated } from './repeated.tsx';
import './detail.css';

const MOST_LETTERS = 2_000;

/** What is asked about a command before it is given. `schedule` is to let it begin at a time. */
export type Asked = CommandName | 'schedule';

interface Kind {
  title: string;
  verb: string;
  dismiss: string;
  /** What the note is called; null where none is taken. */
  note: string | null;
  /** Nothing goes on without a note. */
  needs_note?: boolean;
  is_grave?: boolean;
}

const KINDS: Record<Asked, Kind> = {
  approve: { title: 'Approve this change', verb: 'Approve', dismiss: 'Not yet', note: 'Note' },
  reject: { title: 'Reject this change', verb: 'Reject', dismiss: 'Keep it', note: 'Why not', needs_note: true },
  cancel: { title: 'Cancel this change', verb: 'Cancel the change', dismiss: 'Keep it', note: 'Note' },
  execute: { title: 'Run this change now', verb: 'Run it now', dismiss: 'Not yet', note: null },
  schedule: { title: 'Let it begin at a time', verb: 'Schedule', dismiss: 'Not yet', note: null },
  roll_back: { title: 'Undo this change', verb: 'Undo it', dismiss: 'Keep it as it is', note: 'Note', is_grave: true },
};

function Explained({ asked, detail }: { asked: Asked; detail: RemediationDetail }) {
  const is_running = detail.state === 'executing' || detail.state === 'verifying';
  switch (asked) {
    case 'approve':
    case 'execute':
      return <Repeated detail={detail} is_approval={asked === 'approve'} />;
    case 'reject':
      return <p className="quiet">It will not be made. Whoever proposed it sees why, and can propose it again.</p>;
    case 'cancel':
      return <p className="quiet">It will not be made. It can be proposed again at any time.</p>;
    case 'schedule':
      return (
        <p className="quiet">
          It begins at this time, or as soon afterwards as freezes, allowed hours and its batch let it.
        </p>
      );
    default:
      return (
        <>
          {is_running && <p>What runs is stopped first, after the call that is being made.</p>}
          <p>{detail.preview.undo_text}</p>
          {detail.preview.interruption && (
            <p>
              <strong>Interruption:</strong> {detail.preview.interruption}
            </p>
          )}
        </>
      );
  }
}

interface CommandDialogProps {
  asked: Asked | null;
  detail: RemediationDetail;
  is_busy: boolean;
  error: Error | null;
  run: (command: CommandName, input: CommandInput) => void;
  close: () => void;
}

function CommandForm({ asked, detail, is_busy, error, run, close }: CommandDialogProps & { asked: Asked }) {
  const kind = KINDS[asked];
  const [note, setNote] = useState('');
  const [time, setTime] = useState('');
  const [tried, setTried] = useState(false);
  const at = instantOf(time);
  const no_note = kind.needs_note && note.trim() === '' ? 'Say why, in a sentence' : undefined;
  const no_time = asked === 'schedule' && at === null ? 'Choose a time' : undefined;
  const said = (field: string) => (error instanceof ApiProblem ? error.of(field) : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (no_note !== undefined || no_time !== undefined) return;
    run(asked === 'schedule' ? 'execute' : asked, { note: note.trim(), scheduled_for: at });
  };
  return (
    <form className="form command-form" onSubmit={submit} noValidate>
      <div className="command-explained">
        <Explained asked={asked} detail={detail} />
      </div>
      {asked === 'schedule' && (
        <WhenField
          label="Begins"
          value={time}
          error={(tried ? no_time : undefined) ?? said('scheduled_for')}
          change={setTime}
        />
      )}
      {kind.note !== null && (
        <Textarea
          label={kind.note}
          data-autofocus={kind.needs_note}
          description={kind.needs_note ? 'For the history.' : 'For the history. May stay empty.'}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={MOST_LETTERS}
          value={note}
          error={(tried ? no_note : undefined) ?? said('note')}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      <FormProblem error={error} fields={['note', 'scheduled_for']} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close}>
          {kind.dismiss}
        </Button>
        <Button
          type="submit"
          loading={is_busy}
          color={kind.is_grave || (detail.destructive && asked !== 'schedule') ? 'red.8' : undefined}
        >
          {kind.verb}
        </Button>
      </Group>
    </form>
  );
}

/** Says what a command does before it is given, and takes what it needs. */
export function CommandDialog(props: CommandDialogProps) {
  const { asked, close } = props;
  return (
    <Modal opened={asked !== null} onClose={close} size="lg" title={asked && KINDS[asked].title}>
      {asked && <CommandForm key={asked} {...props} asked={asked} />}
    </Modal>
  );
}
