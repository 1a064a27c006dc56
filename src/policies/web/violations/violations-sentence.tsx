import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../platform/web/queries.ts';
import { SearchField } from '../../../platform/web/ui/search-field.tsx';
import { policiesContract, VIOLATION_STATES } from '../../core/contract.ts';
import { POLICY_SEVERITIES } from '../../core/policy.ts';
import { SEVERITY_WORDS, STATE_WORDS } from '../words.ts';
import type { ViolationsView } from './violations-view.ts';

const EVERY = 'every';

interface Choice<Value extends string> {
  label: string;
  width: number;
  /** What is chosen when nothing narrows. */
  every: string;
  choices: { value: Value; label: string }[];
  value: Value | null;
  change: (value: Value | null) => void;
}

/** One of some values, or every one. */
const OneOf = <Value extends string>({ label, width, every, choices, value, change }: Choice<Value>) => (
  <Select
    size="xs"
    w={width}
    aria-label={label}
    allowDeselect={false}
    searchable={choices.length > 8}
    data={[{ value: EVERY, label: every }, ...choices]}
    value={value ?? EVERY}
    onChange={(chosen) => change(chosen === null || chosen === EVERY ? null : (chosen as Value))}
  />
);

interface SentenceProps {
  view: ViolationsView;
  setView: (view: ViolationsView, replace?: boolean) => void;
}

/** What is listed, as a sentence whose words can be changed. */
export function ViolationsSentence({ view, setView }: SentenceProps) {
  const policies = useQuery(ask(policiesContract.listPolicies, { query: { limit: 500 } }));
  const accounts = useQuery(ask(policiesContract.getCompliance, { query: { by: 'account', days: 1 } }));
  const owners = useQuery(ask(policiesContract.getCompliance, { query: { by: 'owner', days: 1 } }));
  // An empty key stands for what has none, which the list can't be narrowed to by an address.
  const keyed = (of: typeof accounts) =>
    (of.data?.items ?? []).flatMap(({ key, title }) => (key === '' ? [] : [{ value: key, label: title }]));
  return (
    <section className="panel sentence" aria-label="What is listed">
      <SearchField
        label="Search the violations"
        placeholder="Name, id, owner or policy"
        value={view.search}
        change={(search) => setView({ ...view, search }, true)}
      />
      <span>that are</span>
      <OneOf
        label="State"
        width={178}
        every="open or acknowledged"
        choices={VIOLATION_STATES.map((value) => ({ value, label: STATE_WORDS[value].word.toLowerCase() }))}
        value={view.state}
        change={(state) => setView({ ...view, state })}
      />
      <span>of</span>
      <OneOf
        label="Policy"
        width={220}
        every="every policy"
        choices={(policies.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={view.policy_id}
        change={(policy_id) => setView({ ...view, policy_id })}
      />
      <span>with</span>
      <OneOf
        label="Severity"
        width={150}
        every="any severity"
        choices={POLICY_SEVERITIES.toReversed().map((value) => ({ value, label: SEVERITY_WORDS[value].toLowerCase() }))}
        value={view.severity}
        change={(severity) => setView({ ...view, severity })}
      />
      <span>in</span>
      <OneOf
        label="Account"
        width={180}
        every="every account"
        choices={keyed(accounts)}
        value={view.account}
        change={(account) => setView({ ...view, account })}
      />
      <span>of</span>
      <OneOf
        label="Owner"
        width={160}
        every="every owner"
        choices={keyed(owners)}
        value={view.owner}
        change={(owner) => setView({ ...view, owner })}
      />
    </section>
  );
}
