import { MultiSelect, NumberInput, Select, Switch } from '@mantine/core';
import type { Channel } from '../../core/contract.ts';
import { NOTIFICATION_SEVERITIES } from '../../core/message.ts';
import type { Route } from '../../core/settings.ts';
import type { RoutePartProps } from './route-drawer.tsx';
import { firstEscalation } from './route-form.ts';

const DELIVERIES: { value: Route['delivery']; label: string }[] = [
  { value: 'immediate', label: 'At once' },
  { value: 'daily', label: 'In a daily digest' },
  { value: 'weekly', label: 'In a weekly digest' },
];
const NEVER = 'never';
const URGENT = [
  { value: 'critical', label: 'Critical ones' },
  { value: 'warning', label: 'Warnings and critical ones' },
  { value: 'info', label: 'All' },
  { value: NEVER, label: 'None' },
];

interface WhereFieldsProps extends RoutePartProps {
  channels: Channel[];
}

function EscalationFields({ form: { body }, set, problemOf, channels }: WhereFieldsProps) {
  const { escalation } = body;
  return (
    <>
      <Switch
        label="Tell others when nobody acknowledges it"
        checked={escalation !== null}
        onChange={(event) =>
          set({ escalation: event.currentTarget.checked ? firstEscalation(body.channel_ids) : null })
        }
      />
      {escalation !== null && (
        <div className="route-pair">
          <NumberInput
            label="After"
            suffix=" min"
            min={5}
            max={10_080}
            clampBehavior="blur"
            allowDecimal={false}
            value={escalation.after_minutes}
            error={problemOf('escalation.after_minutes')}
            onChange={(minutes) => set({ escalation: { ...escalation, after_minutes: Number(minutes) || 0 } })}
          />
          <MultiSelect
            label="Escalate to"
            data={channelItems(channels)}
            value={escalation.channel_ids}
            error={problemOf('escalation.channel_ids')}
            onChange={(channel_ids) => set({ escalation: { ...escalation, channel_ids } })}
          />
        </div>
      )}
    </>
  );
}

const channelItems = (channels: Channel[]) => channels.map(({ id, name }) => ({ value: id, label: name }));

/** Where a route leads, and when. */
export function WhereFields(props: WhereFieldsProps) {
  const { form, set, problemOf, channels } = props;
  const { body } = form;
  return (
    <>
      <MultiSelect
        label="Channels"
        data={channelItems(channels)}
        value={body.channel_ids}
        error={problemOf('channel_ids')}
        onChange={(channel_ids) => set({ channel_ids })}
      />
      <Select
        label="Sent"
        allowDeselect={false}
        data={DELIVERIES}
        value={body.delivery}
        onChange={(value) => set({ delivery: DELIVERIES.find((one) => one.value === value)?.value ?? body.delivery })}
      />
      <Select
        label="Urgent"
        description="Sent at once, whatever digest and quiet hours say."
        allowDeselect={false}
        data={URGENT}
        value={body.urgent_from ?? NEVER}
        onChange={(value) => set({ urgent_from: NOTIFICATION_SEVERITIES.find((one) => one === value) ?? null })}
      />
      <EscalationFields {...props} />
    </>
  );
}
