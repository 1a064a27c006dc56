import { Button, Group, Modal, NumberInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import type { Recommendation } from '../../../recommendations/core/contract.ts';
import { isActive } from '../../../recommendations/web/actions.ts';
import { TYPE_WORDS } from '../../../recommendations/web/words.ts';
import { remediationContract } from '../../core/contract.ts';
import { batchNote } from '../list/batch-words.ts';
import { DEFAULT_VIEW, searchOfView } from '../list/remediations-view.ts';
import { FIRST_TIMING, type Timing, TimingFields, timingOf } from './timing-fields.tsx';
import '../remediation.css';

const FEWEST = 2;
const MOST = 100;
const MOST_CANARIES = 10;
const MOST_AT_ONCE = 20;

interface BatchProps {
  selected: Recommendation[];
  /** Takes the selection back. */
  done: () => void;
}

/** What they have in common, as a name to begin with. */
function firstName(selected: Recommendation[]): string {
  const types = new Set(selected.map(({ type }) => type));
  const [type] = types;
  return `${types.size === 1 && type ? TYPE_WORDS[type] : 'Cost optimization'}: ${selected.length} changes`;
}

interface Typed extends Timing {
  name: string;
  canaries: number;
  at_once: number;
}

function useBatch(selected: Recommendation[], done: () => void) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ name, canaries, at_once, ...timing }: Typed) =>
      call(remediationContract.proposeRemediationBatch, {
        body: { name, canaries, at_once, recommendation_ids: selected.map(({ id }) => id), ...timingOf(timing) },
      }),
    onSuccess: async ({ id }) => {
      done();
      void invalidate('remediations');
      await navigate({ to: '/remediation', search: searchOfView({ ...DEFAULT_VIEW, tab: 'batches', batch: id }) });
    },
  });
}

/** What is wrong, of which recommendation: all of them are proposed, or none. */
function Problem({ error, selected }: { error: Error | null; selected: Recommendation[] }) {
  if (!error) return null;
  const of_each = (error instanceof ApiProblem ? error.errors : []).flatMap(({ path, message }) => {
    const one = selected[Number(/recommendation_ids\.(\d+)/.exec(path)?.[1])];
    return one ? [{ one, message }] : [];
  });
  if (of_each.length === 0)
    return <FormProblem error={error} fields={['name', 'canaries', 'at_once', 'note', 'scheduled_for']} />;
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>Nothing was proposed. Leave these out, or do what is said of them first:</p>
      <ul className="plain-list">
        {of_each.map(({ one, message }) => (
          <li key={`${one.id} ${message}`}>
            <strong>{one.title}</strong> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

function BatchForm({ selected, done, cancel }: BatchProps & { cancel: () => void }) {
  const [typed, setTyped] = useState<Typed>(() => ({
    ...FIRST_TIMING,
    name: firstName(selected),
    canaries: 1,
    at_once: 3,
  }));
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useBatch(selected, done);
  const no_time = timingOf(typed) === undefined;
  const set = (part: Partial<Typed>): void => setTyped({ ...typed, ...part });
  const said = (field: string) => (error instanceof ApiProblem ? error.of(field) : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!no_time) mutate(typed);
  };
  const count = (value: string | number, most: number): number => Math.min(most, Math.max(1, Number(value) || 1));
  return (
    <form className="form command-form" onSubmit={submit} noValidate>
      <p className="quiet">
        What each recommendation says is previewed and proposed as a change of its own; all of them or none.{' '}
        {batchNote(typed)} Where one fails, nothing further of the batch begins.
      </p>
      <TextInput
        label="Name"
        value={typed.name}
        error={said('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Group grow>
        <NumberInput
          label="Go alone first"
          min={1}
          max={MOST_CANARIES}
          allowDecimal={false}
          value={typed.canaries}
          error={said('canaries')}
          onChange={(value) => set({ canaries: count(value, MOST_CANARIES) })}
        />
        <NumberInput
          label="Then at a time"
          min={1}
          max={MOST_AT_ONCE}
          allowDecimal={false}
          value={typed.at_once}
          error={said('at_once')}
          onChange={(value) => set({ at_once: count(value, MOST_AT_ONCE) })}
        />
      </Group>
      <TimingFields
        timing={typed}
        problemOf={(field) => (field === 'scheduled_for' && tried && no_time ? 'Choose a time' : said(field))}
        change={(timing) => set(timing)}
      />
      <Problem error={error} selected={selected} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={cancel}>
          Not yet
        </Button>
        <Button type="submit" loading={isPending}>
          Propose {selected.length} changes
        </Button>
      </Group>
    </form>
  );
}

/** Proposes what several recommendations say at once: the first alone, the rest once that went well. */
export function BatchButton({ selected, done }: BatchProps) {
  const { user } = useSession();
  const [opened, setOpened] = useState(false);
  if (!roleAllows(user.role, 'member')) return null;
  const possible = selected.filter(({ has_code, status }) => has_code && isActive(status));
  const why =
    selected.length < FEWEST
      ? 'Select two or more'
      : selected.length > MOST
        ? `At most ${MOST} at a time`
        : possible.length < selected.length
          ? 'Some of these take people, or wait for nobody'
          : undefined;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-haspopup="dialog"
        disabled={why !== undefined}
        title={why}
        onClick={() => setOpened(true)}
      >
        Propose as batch
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} size="lg" title="Propose as batch">
        {opened && <BatchForm selected={selected} done={done} cancel={() => setOpened(false)} />}
      </Modal>
    </>
  );
}
