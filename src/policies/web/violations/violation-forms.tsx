import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { addDays, dayOf } from '../../../platform/core/dates.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { useNow } from '../../../platform/web/now.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { policiesContract, type Violation } from '../../core/contract.ts';

interface PartProps {
  violation: Violation;
  done: () => void;
}

interface ActionFormProps {
  title: string;
  verb: string;
  action: ReturnType<typeof useAction>;
  /** What the server refuses of these is said at them. */
  fields: string[];
  children: ReactNode;
}

/** Carries an action on a violation out; it is done when policies are asked for anew. */
const useAction = (run: () => Promise<unknown>, done: () => void) =>
  useMutation({
    mutationFn: run,
    onSuccess: async () => {
      await invalidate('policies');
      done();
    },
  });

/** What is wrong with a field of an action, by the server. */
const problemOf = ({ error }: ReturnType<typeof useAction>, field: string): string | undefined =>
  error instanceof ApiProblem ? error.of(field) : undefined;

/** A form about a violation. */
function ActionForm({ title, verb, action, fields, children }: ActionFormProps) {
  const id = useId();
  return (
    <form
      className="form"
      aria-labelledby={id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        action.mutate();
      }}
    >
      <h3 id={id} className="part-title">
        {title}
      </h3>
      {children}
      <FormProblem error={action.error} fields={fields} />
      <Button type="submit" variant="default" loading={action.isPending}>
        {verb}
      </Button>
    </form>
  );
}

/** Says that somebody takes care of it. */
export function Acknowledge({ violation: { id }, done }: PartProps) {
  const [note, setNote] = useState('');
  const body = note.trim() === '' ? {} : { note: note.trim() };
  const action = useAction(() => call(policiesContract.acknowledgeViolation, { params: { id }, body }), done);
  return (
    <ActionForm title="Somebody takes care of it" verb="Acknowledge" action={action} fields={['note']}>
      <Textarea
        label="Note"
        description="What is being done about it; may be left empty."
        autosize
        minRows={2}
        value={note}
        error={problemOf(action, 'note')}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
    </ActionForm>
  );
}

/** Lets it be so until a day, for a reason. */
export function Except({ violation: { policy_id, subject_id }, done }: PartProps) {
  const [reason, setReason] = useState('');
  const [expires_on, setExpires] = useState('');
  const tomorrow = addDays(dayOf(useNow()), 1);
  const body = { policy_id, subject_id, reason: reason.trim(), expires_on };
  const action = useAction(() => call(policiesContract.createException, { body }), done);
  return (
    <ActionForm
      title="It may be so for a while"
      verb="Make an exception"
      action={action}
      fields={['reason', 'expires_on']}
    >
      <Textarea
        label="Reason"
        description="Why it may be so, for whoever looks at it later."
        autosize
        minRows={2}
        value={reason}
        error={problemOf(action, 'reason')}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <TextInput
        label="Until"
        description="From this day on the policy holds for it again."
        type="date"
        min={tomorrow}
        value={expires_on}
        error={problemOf(action, 'expires_on')}
        onChange={({ currentTarget }) => setExpires(currentTarget.value)}
      />
    </ActionForm>
  );
}
