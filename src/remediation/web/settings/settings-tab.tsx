import { Button, NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ApiProblem } from '../../../platform/web/client.ts';
import { timeText } from '../../../platform/web/format.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, FormProblem } from '../../../platform/web/ui/states.tsx';
import type { AllowedHours, ApprovalRule, Freeze, RemediationSettings } from '../../core/settings.ts';
import { useOfferedActions } from '../offered-actions.ts';
import { Entries } from './entries.tsx';
import { RuleForm } from './rule-form.tsx';
import { environmentsText, hoursText, ruleAskText, ruleScopeText } from './setting-words.ts';
import { FreezeForm, HoursForm } from './timing-forms.tsx';
import { type SettingsProps, settingsQuery, useSaveSettings } from './use-settings.ts';

const MOST_DAYS = 90;
const FIRST_RULE: ApprovalRule = {
  name: '',
  risks: [],
  actions: [],
  environments: [],
  destructive: null,
  saving_at_least: null,
  saving_below: null,
  approvals: 1,
  four_eyes: true,
};
const FIRST_FREEZE: Freeze = { name: '', start: '', end: '', environments: [] };

function Rules(props: SettingsProps) {
  const formats = useFormats();
  const actions = useOfferedActions() ?? [];
  return (
    <Entries
      {...props}
      name="approval_rules"
      title="Approval rules"
      note="The first that fits a change says who has to approve it. A proposal keeps the rule that it was made under."
      one="a rule"
      first={FIRST_RULE}
      Form={RuleForm}
      fields={[
        'name',
        'actions',
        'risks',
        'environments',
        'destructive',
        'approvals',
        'saving_at_least',
        'saving_below',
      ]}
      is_ordered
      tell={(rule) => `${ruleScopeText(rule, actions, formats)}: ${ruleAskText(rule)}`}
    >
      <p className="quiet setting-rest">
        <strong>All others:</strong> one person other than who proposed it; two other people for what destroys
        something. This always stands last. Where a policy asks for approval, it takes one person more.
      </p>
    </Entries>
  );
}

function Freezes(props: SettingsProps) {
  const formats = useFormats();
  return (
    <Entries
      {...props}
      name="freezes"
      title="Freezes"
      note="Nothing begins within them; what is approved waits for their end."
      one="a freeze"
      first={FIRST_FREEZE}
      Form={FreezeForm}
      fields={['name', 'start', 'end', 'environments']}
      tell={({ start, end, environments }) =>
        `${timeText(start, formats)} to ${timeText(end, formats)}, in ${environmentsText(environments)}`
      }
    >
      {props.settings.freezes.length === 0 && <p className="quiet">None.</p>}
    </Entries>
  );
}

function Hours(props: SettingsProps) {
  const { timezone } = useFormats();
  const first: AllowedHours = {
    name: '',
    environments: [],
    weekdays: [1, 2, 3, 4, 5],
    start_hour: 9,
    end_hour: 17,
    timezone,
  };
  return (
    <Entries
      {...props}
      name="allowed_hours"
      title="Allowed hours"
      note="A change begins within the hours of any that are for its environment."
      one="hours"
      first={first}
      Form={HoursForm}
      fields={['name', 'weekdays', 'start_hour', 'end_hour', 'timezone', 'environments']}
      tell={(hours) => `${hoursText(hours)}, in ${environmentsText(hours.environments)}`}
    >
      {props.settings.allowed_hours.length === 0 && <p className="quiet">Changes may begin at any time.</p>}
    </Entries>
  );
}

function Expiry({ settings, may_change }: SettingsProps) {
  const [days, setDays] = useState<string | number>(settings.expires_after_days);
  const { mutate, isPending, isSuccess, error, reset } = useSaveSettings();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate({ ...settings, expires_after_days: Number(days) });
  };
  return (
    <Panel title="Expiry" note="What was not begun by then is void, and has to be proposed again.">
      <form className="expiry" onSubmit={submit} noValidate>
        <NumberInput
          label="A proposal expires after"
          suffix={Number(days) === 1 ? ' day' : ' days'}
          min={1}
          max={MOST_DAYS}
          clampBehavior="none"
          allowDecimal={false}
          value={days}
          disabled={!may_change}
          error={error instanceof ApiProblem ? error.of('expires_after_days') : undefined}
          onChange={(value) => {
            reset();
            setDays(value);
          }}
        />
        {may_change && (
          <Button
            type="submit"
            variant="default"
            loading={isPending}
            disabled={Number(days) === settings.expires_after_days}
          >
            Save
          </Button>
        )}
        {isSuccess && (
          <p className="quiet" role="status">
            Saved.
          </p>
        )}
      </form>
      <FormProblem error={error} fields={['expires_after_days']} />
    </Panel>
  );
}

/** Who has to approve what, when changes may begin, and how long a proposal holds; admins change it, others read it. */
export function SettingsTab() {
  const { user } = useSession();
  const query = useQuery(settingsQuery);
  const may_change = roleAllows(user.role, 'admin');
  return (
    <Answer of={query} height={520}>
      {({ approval_rules, expires_after_days, freezes, allowed_hours }) => {
        const settings: RemediationSettings = { approval_rules, expires_after_days, freezes, allowed_hours };
        const props = { settings, may_change };
        return (
          <>
            {!may_change && <p className="quiet">Admins change what stands here.</p>}
            <Rules {...props} />
            <Freezes {...props} />
            <Hours {...props} />
            <Expiry {...props} />
          </>
        );
      }}
    </Answer>
  );
}
