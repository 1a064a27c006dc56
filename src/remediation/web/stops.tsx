import { Button, Group, Modal, Select, Textarea } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useProviders } from '../../connections/web/use-providers.ts';
import { useFormats, useSession } from '../../identity/web/session.ts';
import { roleAllows } from '../../platform/core/endpoint.ts';
import { ApiProblem, call } from '../../platform/web/client.ts';
import { invalidate } from '../../platform/web/queries.ts';
import { FormProblem } from '../../platform/web/ui/states.tsx';
import { When } from '../../platform/web/ui/when.tsx';
import { remediationContract } from '../core/contract.ts';
import type { Stop } from '../core/settings.ts';

const ALL = 'all';
const MOST_LETTERS = 2_000;

/** What connections are called, by id. */
function useConnectionNames(): Map<string, string> {
  const { data } = useProviders();
  return new Map(data?.items.map(({ id, name }) => [id, name]));
}

function StopNotice({ stop, name }: { stop: Stop; name: string }) {
  const formats = useFormats();
  const { user } = useSession();
  const { provider_id, reason, stopped_by, stopped_at } = stop;
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(remediationContract.resumeRemediations, { body: { provider_id } }),
    onSuccess: () => invalidate('remediations'),
  });
  return (
    <div className="notice stop-notice" data-tone="bad" role="status">
      <IconHandStop size={18} aria-hidden={true} />
      <div>
        <p>
          <strong>{provider_id === null ? 'All changes are stopped.' : `Changes of ${name} are stopped.`}</strong>{' '}
          Nothing is called until this is taken back; then they go on where they were.
        </p>
        <p>
          “{reason}” – {stopped_by}, <When at={stopped_at} formats={formats} />
        </p>
        {error && <p role="alert">{error.message}</p>}
      </div>
      {roleAllows(user.role, 'admin') ? (
        <Button size="xs" variant="default" loading={isPending} onClick={() => mutate()}>
          Resume<span className="visually-hidden"> {provider_id === null ? 'all changes' : `changes of ${name}`}</span>
        </Button>
      ) : (
        <span className="quiet">An admin can resume them.</span>
      )}
    </div>
  );
}

/** Who has stopped what, and why, with a way to take it back. */
export function StopNotices({ stops }: { stops: Stop[] }) {
  const names = useConnectionNames();
  return stops.map((stop) => (
    <StopNotice
      key={stop.provider_id ?? ALL}
      stop={stop}
      name={names.get(stop.provider_id ?? '') ?? 'a connection that is gone'}
    />
  ));
}

function StopForm({ close }: { close: () => void }) {
  const names = useConnectionNames();
  const [which, setWhich] = useState(ALL);
  const [reason, setReason] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      call(remediationContract.stopRemediations, { body: { provider_id: which === ALL ? null : which, reason } }),
    onSuccess: async () => {
      await invalidate('remediations');
      close();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <p className="quiet">
        Nothing further is called, also of what runs: it stays where it is, and goes on from there once an admin takes
        the stop back.
      </p>
      <Select
        label="What is stopped"
        allowDeselect={false}
        data={[
          { value: ALL, label: 'All changes' },
          ...[...names].map(([value, name]) => ({ value, label: `Changes of ${name}` })),
        ]}
        value={which}
        onChange={(value) => setWhich(value ?? ALL)}
      />
      <Textarea
        label="Reason"
        description="Everybody sees it."
        data-autofocus
        autosize
        minRows={2}
        maxLength={MOST_LETTERS}
        value={reason}
        error={error instanceof ApiProblem ? error.of('reason') : undefined}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <FormProblem error={error} fields={['reason']} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" color="red.8" loading={isPending}>
          Stop
        </Button>
      </Group>
    </form>
  );
}

/** The stop switch: for everybody who may propose changes. */
export function StopButton() {
  const { user } = useSession();
  const [opened, setOpened] = useState(false);
  if (!roleAllows(user.role, 'member')) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconHandStop size={16} aria-hidden={true} />}
        onClick={() => setOpened(true)}
      >
        Stop changes
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Stop changes">
        {opened && <StopForm close={() => setOpened(false)} />}
      </Modal>
    </>
  );
}
