import { Button, Drawer, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../../identity/web/session.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { type CalendarEvent, calendarContract, EVENT_KINDS, type EventKind } from '../../core/calendar-contract.ts';
import { KIND_TITLES } from '../words.ts';
import { ChangeField } from './change-field.tsx';
import { bodyOf, type EventForm, emptyForm, formErrors, formOf } from './event-form.ts';
import { ScopeField } from './scope-field.tsx';

const KINDS = EVENT_KINDS.map((value) => ({ value, label: KIND_TITLES[value] }));
/** Hints stand below, so that fields beside each other begin at one height. */
const HINT_LAST: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];
/** Fields at which what the server refuses is said. */
const FIELDS = ['kind', 'name', 'scope', 'start_date', 'end_date', 'amount_per_day', 'percent', 'currency', 'note'];

/** Asks anew for what the calendar says, and for the forecasts that count with it. */
const changed = () => Promise.all([invalidate('calendar'), invalidate('forecasts')]);

/** What is wrong with the fields: what the form knows once it was tried to send, and what the server said. */
function useErrors(form: EventForm, tried: boolean, error: Error | null) {
  const own = formErrors(form);
  const shown = tried ? own : {};
  const said = (field: string) => (error instanceof ApiProblem ? error.of(field) : undefined);
  return {
    has_own: Object.keys(own).length > 0,
    at: {
      name: shown.name ?? said('name'),
      scope: shown.scope ?? said('scope'),
      start_date: shown.start_date ?? said('start_date'),
      last_date: shown.last_date ?? said('end_date'),
      size: shown.size ?? said('amount_per_day') ?? said('percent') ?? said('currency'),
      note: said('note'),
    },
  };
}

function useSave(event: CalendarEvent | null, form: EventForm, close: () => void) {
  return useMutation({
    mutationFn: () =>
      event
        ? call(calendarContract.updateCalendarEvent, { params: { id: event.id }, body: bodyOf(form) })
        : call(calendarContract.createCalendarEvent, { body: bodyOf(form) }),
    onSuccess: async () => {
      close();
      await changed();
    },
  });
}

function RemoveButton({ event, close }: { event: CalendarEvent; close: () => void }) {
  const remove = async (): Promise<void> => {
    await call(calendarContract.deleteCalendarEvent, { params: { id: event.id } });
    close();
    await changed();
  };
  return (
    <ConfirmButton
      label="Remove"
      size="sm"
      question={`“${event.name}” no longer counts in forecasts. This can not be undone.`}
      verb="Remove"
      run={remove}
    />
  );
}

function EventFields({ event, close }: { event: CalendarEvent | null; close: () => void }) {
  const { organization } = useSession();
  const [form, setForm] = useState(() =>
    event ? formOf(event, organization.currency) : emptyForm(dayOf(new Date()), organization.currency),
  );
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useSave(event, form, close);
  const { at, has_own } = useErrors(form, tried, error);
  const change = (fields: Partial<EventForm>): void => setForm({ ...form, ...fields });
  const submit = (submitted: FormEvent): void => {
    submitted.preventDefault();
    setTried(true);
    if (!has_own) mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <Select
        label="Kind"
        allowDeselect={false}
        data={KINDS}
        value={form.kind}
        onChange={(kind) => kind && change({ kind: kind as EventKind })}
      />
      <TextInput
        label="Name"
        data-autofocus
        value={form.name}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        error={at.name}
      />
      <ScopeField parts={form.scope} setParts={(scope) => change({ scope })} error={at.scope} />
      <div className="dates">
        <TextInput
          type="date"
          label="First day"
          value={form.start_date}
          onChange={({ currentTarget }) => change({ start_date: currentTarget.value })}
          error={at.start_date}
        />
        <TextInput
          type="date"
          label="Last day"
          description="Empty: for good"
          inputWrapperOrder={HINT_LAST}
          value={form.last_date}
          onChange={({ currentTarget }) => change({ last_date: currentTarget.value })}
          error={at.last_date}
        />
      </div>
      <ChangeField form={form} change={change} error={at.size} />
      <Textarea
        label="Note"
        autosize
        minRows={2}
        value={form.note}
        onChange={({ currentTarget }) => change({ note: currentTarget.value })}
        error={at.note}
      />
      <FormProblem error={error} fields={FIELDS} />
      <div className="page-actions">
        <Button type="submit" loading={isPending}>
          Save
        </Button>
        {event && <RemoveButton event={event} close={close} />}
      </div>
    </form>
  );
}

/** Enters something new into the calendar, or changes what is there. */
export function EventDrawer({ edited, close }: { edited: CalendarEvent | 'new' | null; close: () => void }) {
  const event = edited === 'new' ? null : edited;
  return (
    <Drawer
      size={500}
      opened={edited !== null}
      onClose={close}
      title={event ? `Edit ${event.name}` : 'Add to the calendar'}
    >
      <EventFields event={event} close={close} />
    </Drawer>
  );
}
