import { Button, Chip, Group, Input, NumberInput, Select, Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../../identity/web/session.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { ask, queryClient } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, FormProblem } from '../../../platform/web/ui/states.tsx';
import { notificationsContract } from '../../core/contract.ts';
import type { NotificationSettings } from '../../core/settings.ts';

const settingsQuery = ask(notificationsContract.getNotificationSettings);

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((label, index) => ({
  value: String(index + 1),
  label,
}));
const NIGHT: NonNullable<NotificationSettings['quiet_hours']> = { start_hour: 20, end_hour: 7, days_off: [6, 7] };

interface HourFieldProps {
  label: string;
  value: number;
  disabled: boolean;
  change: (hour: number) => void;
}

const HourField = ({ label, value, disabled, change }: HourFieldProps) => (
  <Select
    label={label}
    w={150}
    allowDeselect={false}
    data={HOURS}
    value={String(value)}
    disabled={disabled}
    onChange={(hour) => hour !== null && change(Number(hour))}
  />
);

interface PartProps {
  settings: NotificationSettings;
  set: (part: Partial<NotificationSettings>) => void;
  disabled: boolean;
}

function QuietHours({ settings: { quiet_hours: quiet }, set, disabled }: PartProps) {
  const change = (part: Partial<typeof NIGHT>): void => {
    if (quiet) set({ quiet_hours: { ...quiet, ...part } });
  };
  return (
    <>
      <Switch
        label="Quiet hours"
        description="Nothing but what is urgent is sent; the rest follows when they are over."
        checked={quiet !== null}
        disabled={disabled}
        onChange={(event) => set({ quiet_hours: event.currentTarget.checked ? NIGHT : null })}
      />
      {quiet && (
        <div className="timing-part">
          <HourField
            label="From"
            value={quiet.start_hour}
            disabled={disabled}
            change={(start_hour) => change({ start_hour })}
          />
          <HourField
            label="Until"
            value={quiet.end_hour}
            disabled={disabled}
            change={(end_hour) => change({ end_hour })}
          />
          <Input.Wrapper label="And all day on" labelElement="div">
            <Chip.Group
              multiple
              value={quiet.days_off.map(String)}
              onChange={(days) => change({ days_off: days.map(Number).toSorted((a, b) => a - b) })}
            >
              <Group gap={6} mt={6}>
                {WEEKDAYS.map(({ value, label }) => (
                  <Chip key={value} size="xs" value={value} disabled={disabled}>
                    {label.slice(0, 3)}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          </Input.Wrapper>
        </div>
      )}
    </>
  );
}

function DigestFields({ settings: { digest, weekly_summary }, set, disabled }: PartProps) {
  return (
    <>
      <div className="timing-part">
        <HourField
          label="Digests are sent at"
          value={digest.hour}
          disabled={disabled}
          change={(hour) => set({ digest: { ...digest, hour } })}
        />
        <Select
          label="Weekly ones on"
          w={150}
          allowDeselect={false}
          data={WEEKDAYS}
          value={String(digest.weekday)}
          disabled={disabled}
          onChange={(weekday) => weekday !== null && set({ digest: { ...digest, weekday: Number(weekday) } })}
        />
      </div>
      <Switch
        label="Weekly summary"
        description="What the week cost, what changed, and what could cost less; with the weekly digests."
        checked={weekly_summary}
        disabled={disabled}
        onChange={(event) => set({ weekly_summary: event.currentTarget.checked })}
      />
    </>
  );
}

function TimingForm({ saved, may_change }: { saved: NotificationSettings; may_change: boolean }) {
  const { settings: organization } = useSession();
  const [settings, setSettings] = useState(saved);
  const { mutate, isPending, isSuccess, error, reset } = useMutation({
    mutationFn: () => call(notificationsContract.updateNotificationSettings, { body: settings }),
    onSuccess: (answer) => queryClient.setQueryData(settingsQuery.queryKey, answer),
  });
  const set: PartProps['set'] = (part) => {
    reset();
    setSettings({ ...settings, ...part });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  const part = { settings, set, disabled: !may_change };
  return (
    <form className="form timing" onSubmit={submit} noValidate>
      <QuietHours {...part} />
      <DigestFields {...part} />
      <NumberInput
        label="Recommendations are told from"
        description="What saves less is on the page of recommendations alone. In another currency the same number holds."
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        suffix={` ${organization.currency} a month`}
        min={0}
        maw={280}
        thousandSeparator=","
        value={settings.recommendation_at_least}
        disabled={!may_change}
        error={error instanceof ApiProblem ? error.of('recommendation_at_least') : undefined}
        onChange={(amount) => set({ recommendation_at_least: Number(amount) || 0 })}
      />
      <FormProblem error={error} fields={['recommendation_at_least']} />
      {may_change && (
        <div className="timing-save">
          <Button type="submit" loading={isPending} disabled={JSON.stringify(settings) === JSON.stringify(saved)}>
            Save
          </Button>
          {isSuccess && (
            <span className="quiet" role="status">
              Saved.
            </span>
          )}
        </div>
      )}
    </form>
  );
}

/** When people are left alone, when digests are sent, and what is worth a message. */
export function TimingPanel({ may_change }: { may_change: boolean }) {
  const query = useQuery(settingsQuery);
  const { settings } = useSession();
  return (
    <Panel title="Timing and least saving" note={`Hours are those of the organization, ${settings.timezone}.`}>
      <Answer of={query} height={260}>
        {(saved) => <TimingForm saved={saved} may_change={may_change} />}
      </Answer>
    </Panel>
  );
}
