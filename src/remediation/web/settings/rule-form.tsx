import { Group, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useSession } from '../../../identity/web/session.ts';
import type { Action } from '../../../recommendations/core/change.ts';
import { LEVELS } from '../../../recommendations/core/types.ts';
import { LEVEL_WORDS } from '../../../recommendations/web/words.ts';
import type { ApprovalRule } from '../../core/settings.ts';
import { useOfferedActions } from '../offered-actions.ts';
import type { EntryFormProps } from './entries.tsx';
import { EnvironmentsField } from './environments-field.tsx';

const MOST_APPROVALS = 5;
const DESTRUCTIVE = [
  { value: 'any', label: 'whether they destroy something or not' },
  { value: 'yes', label: 'only those that destroy something' },
  { value: 'no', label: 'only those that destroy nothing' },
];

interface SavingProps {
  label: string;
  value: ApprovalRule['saving_below'];
  error: string | undefined;
  change: (value: ApprovalRule['saving_below']) => void;
}

function SavingLimit({ label, value, error, change }: SavingProps) {
  const { settings } = useSession();
  const currency = value?.currency ?? settings.currency;
  return (
    <NumberInput
      label={label}
      placeholder="No limit"
      min={0}
      suffix={` ${currency}`}
      value={value?.amount ?? ''}
      error={error}
      onChange={(typed) => change(typeof typed === 'number' ? { amount: typed, currency } : null)}
    />
  );
}

/** Which changes a rule is about, and what it asks of them. */
export function RuleForm({ entry, change, problemOf }: EntryFormProps<ApprovalRule>) {
  const offered = useOfferedActions() ?? [];
  const set = (part: Partial<ApprovalRule>): void => change({ ...entry, ...part });
  return (
    <>
      <TextInput
        label="Name"
        description="As people read it at each change that it is for."
        value={entry.name}
        error={problemOf('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <MultiSelect
        label="Actions"
        placeholder={entry.actions.length === 0 ? 'All' : undefined}
        searchable
        data={offered.map(({ action, title }) => ({ value: String(action), label: title }))}
        value={entry.actions}
        error={problemOf('actions')}
        onChange={(actions) => set({ actions: actions as Action[] })}
      />
      <MultiSelect
        label="Risk"
        placeholder={entry.risks.length === 0 ? 'Any' : undefined}
        data={LEVELS.map((value) => ({ value: String(value), label: LEVEL_WORDS[value].word }))}
        value={entry.risks}
        error={problemOf('risks')}
        onChange={(risks) => set({ risks: LEVELS.filter((one) => risks.includes(one)) })}
      />
      <EnvironmentsField
        value={entry.environments}
        error={problemOf('environments')}
        change={(environments) => set({ environments })}
      />
      <Select
        label="Destruction"
        allowDeselect={false}
        data={DESTRUCTIVE}
        value={entry.destructive === null ? 'any' : entry.destructive ? 'yes' : 'no'}
        error={problemOf('destructive')}
        onChange={(value) => set({ destructive: value === 'any' ? null : value === 'yes' })}
      />
      <Group grow align="flex-start">
        <SavingLimit
          label="Saves a month at least"
          value={entry.saving_at_least}
          error={problemOf('saving_at_least')}
          change={(saving_at_least) => set({ saving_at_least })}
        />
        <SavingLimit
          label="And less than"
          value={entry.saving_below}
          error={problemOf('saving_below')}
          change={(saving_below) => set({ saving_below })}
        />
      </Group>
      <NumberInput
        label="Approvals"
        description="People who have to approve it. 0 lets it begin by itself: only for what destroys nothing."
        min={0}
        max={MOST_APPROVALS}
        allowDecimal={false}
        value={entry.approvals}
        error={problemOf('approvals')}
        onChange={(approvals) => set({ approvals: Number(approvals) || 0 })}
      />
      <Switch
        label="Whoever proposed it can’t approve it"
        checked={entry.four_eyes}
        onChange={(event) => set({ four_eyes: event.currentTarget.checked })}
      />
    </>
  );
}
