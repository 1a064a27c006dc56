import { Button, Group, Select, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { addDays, dayOf } from '../../platform/core/dates.ts';
import { ApiProblem } from '../../platform/web/client.ts';
import { FormProblem } from '../../platform/web/ui/states.tsx';
import { DISMISSAL_REASONS, type DismissalReason } from '../core/contract.ts';
import { ACTION_KINDS, type Action, type Decision, decisionOf, problemsOf } from './actions.ts';
import { DISMISSAL_WORDS } from './words.ts';

const MOST_LETTERS = 2_000;
const REASONS = DISMISSAL_REASONS.map((value) => ({ value, label: DISMISSAL_WORDS[value] }));
/** How long things are put off as a rule. */
const SNOOZE_DAYS = [
  { days: 14, label: '2 weeks' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
];

interface UntilProps {
  today: string;
  value: string;
  error: string | undefined;
  change: (value: string) => void;
}

function Until({ today, value, error, change }: UntilProps) {
  return (
    <div>
      <TextInput
        type="date"
        label="Shown again on"
        min={addDays(today, 1)}
        value={value}
        error={error}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <Group gap="xs" mt={6}>
        {SNOOZE_DAYS.map(({ days, label }) => (
          <Button key={days} size="compact-xs" variant="default" onClick={() => change(addDays(today, days))}>
            In {label}
          </Button>
        ))}
      </Group>
    </div>
  );
}

interface DecisionFormProps {
  action: Action;
  is_busy: boolean;
  error: Error | null;
  run: (decision: Decision) => void;
  cancel: () => void;
}

/** Says what an action means, and asks for what it needs. */
export function DecisionForm({ action, is_busy, error, run, cancel }: DecisionFormProps) {
  const [today] = useState(() => dayOf(new Date()));
  const [decision, setDecision] = useState<Decision>(() => ({
    ...decisionOf(action),
    snoozed_until: addDays(today, 30),
  }));
  const [tried, setTried] = useState(false);
  const problems = problemsOf(decision, today);
  const shown = tried ? problems : {};
  const said = (field: string) => (error instanceof ApiProblem ? error.of(field) : undefined);
  const change = (part: Partial<Decision>): void => setDecision({ ...decision, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length === 0) run(decision);
  };
  return (
    <form className="form decision" onSubmit={submit} noValidate>
      <p className="quiet">{ACTION_KINDS[action].meaning}</p>
      {action === 'snooze' && (
        <Until
          today={today}
          value={decision.snoozed_until}
          error={shown.until ?? said('snoozed_until')}
          change={(snoozed_until) => change({ snoozed_until })}
        />
      )}
      {action === 'dismiss' && (
        <Select
          label="Reason"
          placeholder="Choose one"
          data={REASONS}
          value={decision.reason}
          error={shown.reason ?? said('reason')}
          onChange={(reason) => change({ reason: reason as DismissalReason | null })}
        />
      )}
      <Textarea
        label="Note"
        description={decision.reason === 'other' ? 'For the history.' : 'For the history. May stay empty.'}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={MOST_LETTERS}
        value={decision.note}
        error={shown.note ?? said('note')}
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
      <FormProblem error={error} fields={['snoozed_until', 'reason', 'note']} />
      <Group gap="xs">
        <Button type="submit" loading={is_busy}>
          {ACTION_KINDS[action].verb}
        </Button>
        <Button variant="default" onClick={cancel}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
