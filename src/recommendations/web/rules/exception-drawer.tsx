import { Autocomplete, Button, Drawer, Radio, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { resourcesContract } from '../../../connections/core/resources-contract.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { type RuleEntry, recommendationsContract } from '../../core/contract.ts';
import { EMPTY_FORM, type ExceptionForm, problemsOf, scopeOf } from './exception-form.ts';
import { ParameterFields } from './parameter-fields.tsx';
import { changedParameters, fieldsOf, valuesOf } from './parameters.ts';

const EVERY_RULE = 'every';
const FIELDS = [
  'scope',
  'scope.account_id',
  'scope.tag.key',
  'scope.tag.value',
  'scope.resource_id',
  'reason',
  'rule_id',
];

interface PartProps {
  form: ExceptionForm;
  change: (part: Partial<ExceptionForm>) => void;
}

interface Choice {
  value: string;
  name: string | null;
}

/** An account by its id, found by its name as well. */
function AccountField({
  form,
  change,
  error,
  accounts,
}: PartProps & { error: string | undefined; accounts: Choice[] }) {
  const names = new Map(accounts.map(({ value, name }) => [value, name]));
  const fits = (id: string, search: string): boolean =>
    `${id} ${names.get(id) ?? ''}`.toLowerCase().includes(search.trim().toLowerCase());
  return (
    <Autocomplete
      label="Account or subscription"
      description="Its id, or choose it by its name"
      data={accounts.map(({ value }) => value)}
      filter={({ options, search }) => options.filter((option) => 'value' in option && fits(option.value, search))}
      renderOption={({ option }) => (
        <span>
          {names.get(option.value) ?? option.value}
          <span className="under">{option.value}</span>
        </span>
      )}
      value={form.account_id}
      error={error}
      onChange={(account_id) => change({ account_id })}
    />
  );
}

function ScopeFields({ form, change, error }: PartProps & { error: string | undefined }) {
  const { data: facets } = useQuery(ask(resourcesContract.resourceFacets));
  return (
    <fieldset className="plain">
      <legend className="part-title">Resources</legend>
      <p className="quiet">All that is filled in has to fit.</p>
      <AccountField form={form} change={change} error={error} accounts={facets?.accounts ?? []} />
      <div className="two-fields">
        <Autocomplete
          label="Tag"
          data={(facets?.tag_keys ?? []).map(({ value }) => value)}
          value={form.tag_key}
          onChange={(tag_key) => change({ tag_key })}
        />
        <TextInput
          label="Its value"
          value={form.tag_value}
          onChange={({ currentTarget }) => change({ tag_value: currentTarget.value })}
        />
      </div>
      <TextInput
        label="Resource"
        description="Its ARN or Azure resource id, as the inventory shows it"
        value={form.resource_id}
        onChange={({ currentTarget }) => change({ resource_id: currentTarget.value })}
      />
    </fieldset>
  );
}

function CountsField({ form, change }: PartProps) {
  return (
    <Radio.Group
      label={<span className="part-title">What counts for them</span>}
      value={form.excluded ? 'excluded' : 'thresholds'}
      onChange={(value) => change({ excluded: value === 'excluded' })}
    >
      <Stack gap="xs" mt={6}>
        <Radio value="excluded" label="They are left out" />
        <Radio value="thresholds" label="Other thresholds of one rule" />
      </Stack>
    </Radio.Group>
  );
}

function useSave(form: ExceptionForm, parameters: Record<string, unknown>, close: () => void) {
  return useMutation({
    mutationFn: () =>
      call(recommendationsContract.createRuleException, {
        body: {
          rule_id: form.rule_id || null,
          scope: scopeOf(form) ?? {},
          excluded: form.excluded,
          parameters: form.excluded ? {} : parameters,
          reason: form.reason,
        },
      }),
    onSuccess: async () => {
      close();
      await invalidate('recommendations');
    },
  });
}

function ExceptionFields({ rules, close }: { rules: RuleEntry[]; close: () => void }) {
  const [form, setForm] = useState<ExceptionForm>(EMPTY_FORM);
  const [tried, setTried] = useState(false);
  const rule = rules.find(({ id }) => id === form.rule_id);
  const fields = rule && !form.excluded ? fieldsOf(rule) : [];
  const values = { ...valuesOf(fields, rule?.parameters ?? {}), ...form.values };
  // What counts for the organization is the ground here: only what differs from it is an exception.
  const grounds = valuesOf(fields, rule?.parameters ?? {});
  const parameters = changedParameters(
    fields.map((field) => ({ ...field, default_value: grounds[field.name] ?? field.default_value })),
    values,
    {},
  );
  const { mutate, isPending, error } = useSave(form, parameters, close);
  const problems = problemsOf(form, Object.keys(parameters).length);
  const shown = tried ? problems : {};
  const said = (field: string) => (error instanceof ApiProblem ? error.of(field) : undefined);
  const change = (part: Partial<ExceptionForm>): void => setForm({ ...form, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length === 0) mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <ScopeFields form={form} change={change} error={shown.scope ?? FIELDS.slice(0, 5).map(said).find(Boolean)} />
      <CountsField form={form} change={change} />
      <Select
        label="Rule"
        searchable
        allowDeselect={false}
        data={[
          { value: EVERY_RULE, label: 'Every rule' },
          ...rules.map(({ id, title }) => ({ value: id, label: title })),
        ]}
        value={form.rule_id || EVERY_RULE}
        error={shown.rule_id ?? said('rule_id')}
        onChange={(value) => change({ rule_id: value === EVERY_RULE ? '' : (value ?? ''), values: {} })}
      />
      <ParameterFields
        fields={fields}
        values={values}
        disabled={false}
        problemOf={(name) => said(`parameters.${name}`)}
        change={(next) => change({ values: next })}
      />
      {shown.parameters && (
        <div className="notice" data-tone="bad" role="alert">
          {shown.parameters}
        </div>
      )}
      <Textarea
        label="Reason"
        autosize
        minRows={2}
        value={form.reason}
        error={shown.reason ?? said('reason')}
        onChange={({ currentTarget }) => change({ reason: currentTarget.value })}
      />
      <FormProblem error={error} fields={FIELDS} />
      <div className="page-actions">
        <Button type="submit" loading={isPending}>
          Add
        </Button>
      </div>
    </form>
  );
}

interface ExceptionDrawerProps {
  rules: RuleEntry[];
  opened: boolean;
  close: () => void;
}

/** Enters resources that rules leave out, or hold against other thresholds. */
export function ExceptionDrawer({ rules, opened, close }: ExceptionDrawerProps) {
  return (
    <Drawer opened={opened} onClose={close} title={<span className="finding-title">Add an exception</span>} size={520}>
      <ExceptionFields rules={rules} close={close} />
    </Drawer>
  );
}
