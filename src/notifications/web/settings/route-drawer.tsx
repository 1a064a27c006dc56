import { Button, Drawer, Switch, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { type Channel, notificationsContract } from '../../core/contract.ts';
import type { Route, RouteBody } from '../../core/settings.ts';
import { bodyOf, firstRoute, formOf, type RouteForm } from './route-form.ts';
import { ScopeFields } from './scope-fields.tsx';
import { useChannels } from './use-channels.ts';
import { WhatFields } from './what-fields.tsx';
import { WhereFields } from './where-fields.tsx';

/** What is edited: a route that there is, or a new one. */
export type EditedRoute = Route | 'new';

/** Fields at which what the server refuses is said. */
const FIELDS = ['name', 'events', 'channel_ids', 'escalation.channel_ids', 'escalation.after_minutes'];

/** What a part of the form is given; `problemOf` is what the server says of a field. */
export interface RoutePartProps {
  form: RouteForm;
  /** Changes fields of the route itself. */
  set: (part: Partial<RouteForm['body']>) => void;
  problemOf: (field: string) => string | undefined;
}

const save = (edited: EditedRoute, body: RouteBody) =>
  edited === 'new'
    ? call(notificationsContract.createRoute, { body })
    : call(notificationsContract.updateRoute, { params: { id: edited.id }, body });

interface RouteFieldsProps {
  edited: EditedRoute;
  channels: Channel[];
  close: () => void;
}

function RouteFields({ edited, channels, close }: RouteFieldsProps) {
  const [form, setForm] = useState(() =>
    edited === 'new' ? firstRoute(channels.length === 1 ? channels.map(({ id }) => id) : []) : formOf(edited),
  );
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => save(edited, bodyOf(form)),
    onSuccess: async () => {
      close();
      await invalidate('notification-routes');
    },
  });
  const set: RoutePartProps['set'] = (part) => setForm({ ...form, body: { ...form.body, ...part } });
  const problemOf = (field: string) => (error instanceof ApiProblem ? error.of(field) : undefined);
  const part = { form, set, problemOf };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="form route-form" onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        data-autofocus
        placeholder="Budgets to finance"
        value={form.body.name}
        error={problemOf('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <WhatFields {...part} />
      <ScopeFields {...part} setTags={(tags) => setForm({ ...form, tags })} />
      <WhereFields {...part} channels={channels} />
      {edited !== 'new' && (
        <Switch
          label="In use"
          checked={form.body.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
      )}
      <FormProblem error={error} fields={FIELDS} />
      <Button type="submit" loading={isPending}>
        Save
      </Button>
    </form>
  );
}

/** Adds a route, or changes one. */
export function RouteDrawer({ edited, close }: { edited: EditedRoute | null; close: () => void }) {
  const { data } = useChannels();
  return (
    <Drawer
      opened={edited !== null}
      onClose={close}
      title={edited === 'new' ? 'Add a route' : `Edit ${edited?.name ?? ''}`}
      size={560}
    >
      {edited !== null && data && <RouteFields edited={edited} channels={data.items} close={close} />}
    </Drawer>
  );
}
