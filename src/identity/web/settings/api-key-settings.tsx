import { Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Role } from '../../../platform/core/endpoint.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { timeText } from '../../../platform/web/format.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState, FormProblem } from '../../../platform/web/ui/states.tsx';
import { type ApiKey, identityContract } from '../../core/contract.ts';
import { useFormats } from '../session.ts';
import { OneTimeSecret } from './one-time-secret.tsx';
import { ROLE_CHOICES } from './roles.ts';

const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'Until it is revoked' },
];

const expiryIn = (days: string): string | null =>
  days === '' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString();

function CreateKeyForm() {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState('90');
  const [key, setKey] = useState<string | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(identityContract.createApiKey, { body: { name, role, expires_at: expiryIn(days) } }),
    onSuccess: async (created) => {
      setKey(created.key);
      setName('');
      await invalidate('auth', 'api-keys');
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextInput
        label="What it is for"
        value={name}
        onChange={(e) => setName(e.currentTarget.value)}
        error={error instanceof ApiProblem ? error.of('name') : undefined}
      />
      <Select
        label="Role"
        data={ROLE_CHOICES}
        allowDeselect={false}
        value={role}
        onChange={(value) => value && setRole(value as Role)}
      />
      <Select
        label="Works for"
        data={LIFETIMES}
        allowDeselect={false}
        value={days}
        onChange={(value) => value !== null && setDays(value)}
      />
      <FormProblem error={error} fields={['name']} />
      <Button type="submit" loading={isPending}>
        Create key
      </Button>
      <OneTimeSecret
        title="Your new API key"
        note="Keep it now: it is shown this once, and only its hash is stored."
        secret={key}
        close={() => setKey(null)}
      />
    </form>
  );
}

/** Keys for programs. */
export function ApiKeySettings() {
  const formats = useFormats();
  const keys = useQuery(ask(identityContract.listApiKeys, { query: { limit: 500 } }));
  const revoke = async (id: string): Promise<void> => {
    await call(identityContract.deleteApiKey, { params: { id } });
    await invalidate('auth', 'api-keys');
  };
  const time = (at: string | null, otherwise: string): string => (at ? timeText(at, formats) : otherwise);
  const columns: Column<ApiKey>[] = [
    { id: 'name', title: 'Key', value: (k) => k.name, cell: (k) => k.name },
    { id: 'prefix', title: 'Begins with', cell: (k) => <code>{k.prefix}…</code> },
    { id: 'role', title: 'Role', value: (k) => k.role, cell: (k) => k.role },
    { id: 'used', title: 'Last used', value: (k) => k.last_used_at, cell: (k) => time(k.last_used_at, 'Never') },
    {
      id: 'expires',
      title: 'Works until',
      value: (k) => k.expires_at,
      cell: (k) => time(k.expires_at, 'It is revoked'),
    },
    {
      id: 'actions',
      title: '',
      cell: (k) => (
        <ConfirmButton
          label="Revoke"
          question={`Programs that use “${k.name}” are refused from then on.`}
          verb="Revoke"
          run={() => revoke(k.id)}
        />
      ),
    },
  ];
  return (
    <>
      <Panel title="API keys" note="Sent as a Bearer token; see the API reference at /api/docs.">
        <Answer of={keys} height={120}>
          {({ items }) =>
            items.length > 0 ? (
              <DataTable caption="API keys" columns={columns} rows={items} keyOf={(k) => k.id} />
            ) : (
              <EmptyState title="No API keys yet">
                Create one below for each program that should read or bring in costs.
              </EmptyState>
            )
          }
        </Answer>
      </Panel>
      <Panel title="New key">
        <CreateKeyForm />
      </Panel>
    </>
  );
}
