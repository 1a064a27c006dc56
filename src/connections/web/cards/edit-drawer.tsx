import { Button, Drawer, Select, Switch, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { type ConnectedProvider, providersContract } from '../../core/providers-contract.ts';
import { CredentialFields, pathsOf } from '../credential-fields.tsx';
import { credentialsOf, forEditing, missingFields, type Typed, WAYS, type Way } from '../wizard/ways.ts';

/** What an edit changes: only what differs from what there is. */
function changesOf(provider: ConnectedProvider, name: string, enabled: boolean, way: Way | null, typed: Typed) {
  return {
    ...(name === provider.name ? {} : { name }),
    ...(enabled === provider.enabled ? {} : { enabled }),
    ...(way ? { credentials: credentialsOf(way, typed) } : {}),
  };
}

function EditForm({ provider, close }: { provider: ConnectedProvider; close: () => void }) {
  const [name, setName] = useState(provider.name);
  const [enabled, setEnabled] = useState(provider.enabled);
  const [way, setWay] = useState<Way | null>(null);
  const [typed, setTyped] = useState<Typed>({});
  const [tried, setTried] = useState(false);
  const ways = WAYS.filter(({ cloud }) => cloud === provider.provider_type).map(forEditing);
  const missing = way ? missingFields(way, typed) : [];
  const changes = changesOf(provider, name, enabled, way, typed);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(providersContract.updateProvider, { params: { id: provider.id }, body: changes }),
    onSuccess: async () => {
      setTyped({});
      close();
      await Promise.all([invalidate('providers'), invalidate('jobs')]);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (missing.length === 0) mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={error instanceof ApiProblem ? error.of('name') : undefined}
      />
      <Switch
        label="Synced"
        description="Switched off, it keeps what it brought and is left alone."
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      {ways.length > 0 && (
        <Select
          label="Credentials"
          data={[
            { value: 'keep', label: 'Keep those it has' },
            ...ways.map(({ id, title }) => ({ value: id, label: `New: ${title}` })),
          ]}
          allowDeselect={false}
          value={way?.id ?? 'keep'}
          onChange={(id) => setWay(ways.find((one) => one.id === id) ?? null)}
        />
      )}
      {way && (
        <CredentialFields way={way} typed={typed} setTyped={setTyped} error={error} missing={tried ? missing : []} />
      )}
      <FormProblem error={error} fields={['name', ...(way ? pathsOf(way) : [])]} />
      <Button type="submit" loading={isPending} disabled={Object.keys(changes).length === 0}>
        Save
      </Button>
    </form>
  );
}

/** Renames a connection, switches it on or off, or gives it new credentials. */
export function EditDrawer({
  provider,
  opened,
  close,
}: {
  provider: ConnectedProvider;
  opened: boolean;
  close: () => void;
}) {
  return (
    <Drawer opened={opened} onClose={close} title={`Edit ${provider.name}`}>
      <EditForm provider={provider} close={close} />
    </Drawer>
  );
}
