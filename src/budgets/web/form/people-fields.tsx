import { Autocomplete, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { identityContract } from '../../../identity/core/contract.ts';
import { ask } from '../../../platform/web/queries.ts';
import { type Budget, budgetsContract } from '../../core/contract.ts';
import type { FieldProps } from './fields.ts';

/** What it is called and who answers for it: a member, or anybody else by name. */
export function NameFields({ form, change, errorOf }: FieldProps) {
  const members = useQuery(ask(identityContract.listMembers, { query: { limit: 500 } }));
  const emails = (members.data?.items ?? []).map(({ email }) => email);
  return (
    <div className="budget-pair">
      <TextInput
        label="Name"
        data-autofocus
        value={form.name}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        error={errorOf('name')}
      />
      <Autocomplete
        label="Owner"
        placeholder="Who answers for it"
        data={[...new Set(emails)]}
        value={form.owner}
        onChange={(owner) => change({ owner })}
        error={errorOf('owner')}
      />
    </div>
  );
}

/** Whether a budget may be a part of another: both count alike, and it is not itself or below itself. */
function canHold(holder: Budget, form: FieldProps['form'], below: ReadonlySet<string>): boolean {
  const is_alike = (['period', 'calendar', 'metric', 'currency'] as const).every((name) => holder[name] === form[name]);
  return is_alike && !below.has(holder.id);
}

/** Ids of a budget and of everything below it. */
function withParts(id: string | null, budgets: readonly Budget[]): ReadonlySet<string> {
  const ids = new Set(id === null ? [] : [id]);
  // A set grows while it is walked: what is added is walked, too.
  for (const known of ids) for (const budget of budgets) if (budget.parent_id === known) ids.add(budget.id);
  return ids;
}

/** Which budget this one is a part of. */
export function ParentField({ form, change, errorOf, id }: FieldProps & { id: string | null }) {
  const budgets = useQuery(ask(budgetsContract.listBudgets, { query: { limit: 500 } }));
  const items = budgets.data?.items ?? [];
  const below = withParts(id, items);
  const chosen = items.find((budget) => budget.id === form.parent_id);
  const possible = items.filter((budget) => canHold(budget, form, below));
  const does_fit = chosen === undefined || possible.includes(chosen);
  const shown = does_fit || chosen === undefined ? possible : [...possible, chosen];
  return (
    <Select
      label="Part of"
      description="A budget with the same period, metric and currency; it shows what its parts are given together."
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder={possible.length === 0 ? 'No budget that this one could be a part of' : 'No other budget'}
      clearable
      searchable={possible.length > 8}
      data={shown.map(({ id: value, name }) => ({ value, label: name }))}
      value={form.parent_id}
      onChange={(parent_id) => change({ parent_id })}
      error={errorOf('parent_id') ?? (does_fit ? undefined : 'Has another period, metric or currency than this one')}
    />
  );
}
