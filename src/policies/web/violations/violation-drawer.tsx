import { Button, Drawer, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { call } from '../../../platform/web/client.ts';
import { dayText, timeText } from '../../../platform/web/format.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { policiesContract, type Violation } from '../../core/contract.ts';
import { SeverityMark, StateBadge } from '../marks.tsx';

interface PartProps {
  violation: Violation;
  done: () => void;
}

interface ActionFormProps {
  verb: string;
  run: () => Promise<unknown>;
  done: () => void;
  /** Its fields. */
  children: ReactNode;
}

/** A form about a violation: carries its action out, and closes when policies are asked for anew. */
function ActionForm({ verb, run, done, children }: ActionFormProps) {
  const action = useMutation({
    mutationFn: run,
    onSuccess: async () => {
      await invalidate('policies');
      done();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        action.mutate();
      }}
    >
      <Stack gap="xs">
        {children}
        <FormProblem error={action.error} />
        <Button type="submit" variant="default" loading={action.isPending}>
          {verb}
        </Button>
      </Stack>
    </form>
  );
}

function Acknowledge({ violation: { id }, done }: PartProps) {
  const [note, setNote] = useState('');
  const body = note.trim() === '' ? {} : { note: note.trim() };
  const run = () => call(policiesContract.acknowledgeViolation, { params: { id }, body });
  return (
    <ActionForm verb="Acknowledge" run={run} done={done}>
      <Textarea
        label="Note"
        description="What is being done about it; may be left empty"
        autosize
        minRows={2}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
    </ActionForm>
  );
}

function Except({ violation: { policy_id, subject_id }, done }: PartProps) {
  const [reason, setReason] = useState('');
  const [expires_on, setExpires] = useState('');
  const body = { policy_id, subject_id, reason: reason.trim(), expires_on };
  const run = () => call(policiesContract.createException, { body });
  return (
    <ActionForm verb="Except it" run={run} done={done}>
      <Textarea
        label="Reason"
        description="Why it may be so, for whoever looks at it later"
        required
        autosize
        minRows={2}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <TextInput
        label="Until"
        description="From this day on the policy holds for it again"
        type="date"
        required
        value={expires_on}
        onChange={({ currentTarget }) => setExpires(currentTarget.value)}
      />
    </ActionForm>
  );
}

/** What was found, from which facts, and what can be done about it. */
function Detail({ violation, done }: PartProps) {
  const formats = useFormats();
  const { user } = useSession();
  const { state, link, facts, found_at, seen_at, resolved_at, monthly_cost, currency, changed_by, note } = violation;
  const is_pending = state === 'open' || state === 'acknowledged';
  return (
    <Stack gap="md">
      <p>
        <StateBadge state={state} /> <SeverityMark severity={violation.severity} />
      </p>
      <p>
        It does not keep the policy{' '}
        <Link to="/policies/$id" params={{ id: violation.policy_id }}>
          {violation.policy_name}
        </Link>
        .
      </p>
      <FactList
        facts={[
          ...facts.map(({ path, value }) => [path, value] as const),
          [
            'Costs a month',
            <Money
              key="cost"
              amount={monthly_cost}
              currency={currency ?? ''}
              formats={formats}
              absent="No bill tells what it costs"
            />,
          ],
          ['Account', violation.account_name ?? violation.account_id ?? <Absent key="account" why="It has none" />],
          ['Owner', violation.owner ?? <Absent key="owner" why="Nobody is named as its owner" />],
          ['Found', timeText(found_at, formats)],
          ['Seen last', timeText(seen_at, formats)],
          ...(resolved_at === null ? [] : [['Resolved', timeText(resolved_at, formats)] as const]),
          ...(violation.excepted_until === null
            ? []
            : [['Excepted until', dayText(violation.excepted_until, formats)] as const]),
          ...(changed_by === null ? [] : [[`Said by ${changed_by}`, note ?? 'Nothing more'] as const]),
        ]}
      />
      {link !== null && (
        <Button variant="default" renderRoot={(props) => <Link {...props} to={link} />}>
          Open its page
        </Button>
      )}
      {state === 'open' && roleAllows(user.role, 'member') && <Acknowledge violation={violation} done={done} />}
      {is_pending && roleAllows(user.role, 'admin') && <Except violation={violation} done={done} />}
    </Stack>
  );
}

interface ViolationDrawerProps {
  violation: Violation | null;
  close: () => void;
}

/** One violation beside the list, which keeps its place. */
export function ViolationDrawer({ violation, close }: ViolationDrawerProps) {
  return (
    <Drawer opened={violation !== null} onClose={close} position="right" title={violation?.subject_name}>
      {violation && <Detail key={violation.id} violation={violation} done={close} />}
    </Drawer>
  );
}
