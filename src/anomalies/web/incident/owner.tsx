import { Autocomplete, Button, Group, Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { identityContract } from '../../../identity/core/contract.ts';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ask } from '../../../platform/web/queries.ts';
import type { AnomalyDetail } from '../../core/contract.ts';
import { ownerChange, useChange } from './change.ts';

const MOST_NAMES = 500;

function OwnerForm({ owner, save }: { owner: string | null; save: (owner: string | null) => void }) {
  const { user } = useSession();
  const [name, setName] = useState(owner ?? '');
  const members = useQuery(ask(identityContract.listMembers, { query: { limit: MOST_NAMES } }));
  const names = [...new Set([user.name, ...(members.data?.items ?? []).map((member) => member.name)])];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save(name.trim() || null);
  };
  return (
    <form onSubmit={submit}>
      <Autocomplete
        label="Who looks after it"
        description="A member, a team, or anybody else."
        data-autofocus
        data={names}
        openOnFocus={false}
        maxLength={200}
        value={name}
        comboboxProps={{ withinPortal: false }}
        onChange={setName}
      />
      <Group mt="sm" gap="xs">
        <Button size="xs" type="submit">
          Save
        </Button>
        {owner !== null && (
          <Button size="xs" variant="subtle" color="gray" onClick={() => save(null)}>
            Nobody
          </Button>
        )}
      </Group>
    </form>
  );
}

/** Who looks after it, and a way to change that. */
export function Owner({ anomaly }: { anomaly: AnomalyDetail }) {
  const { user } = useSession();
  const [opened, setOpened] = useState(false);
  const { mutate, error } = useChange(anomaly.id);
  const name = anomaly.owner ?? 'Nobody yet';
  if (!roleAllows(user.role, 'member')) return name;
  const save = (owner: string | null): void => {
    setOpened(false);
    if (owner !== anomaly.owner) mutate(ownerChange(owner));
  };
  return (
    <span className="incident-owner">
      {name}
      {anomaly.owner === null && (
        <button type="button" className="link-button" onClick={() => save(user.name)}>
          Take it
        </button>
      )}
      <Popover
        opened={opened}
        onChange={setOpened}
        width={300}
        position="bottom-start"
        trapFocus
        returnFocus
        withinPortal
        shadow="md"
      >
        <Popover.Target>
          <button type="button" className="link-button" onClick={() => setOpened(!opened)}>
            {anomaly.owner === null ? 'Choose' : 'Change'}
            <span className="visually-hidden"> who looks after it</span>
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Who looks after it">
          <OwnerForm owner={anomaly.owner} save={save} />
        </Popover.Dropdown>
      </Popover>
      {error && (
        <span className="under" role="alert">
          Not changed. {error.message}
        </span>
      )}
    </span>
  );
}
