import { Radio, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import {
  POLICY_MODES,
  POLICY_SEVERITIES,
  POLICY_SUBJECTS,
  type PolicyBody,
  type PolicyMode,
} from '../../core/policy.ts';
import { MODE_WORDS, SEVERITY_WORDS, SUBJECT_WORDS } from '../words.ts';

export interface FieldsProps {
  body: PolicyBody;
  change: (changed: Partial<PolicyBody>) => void;
  errorOf: (field: keyof PolicyBody) => string | undefined;
  read_only: boolean;
}

/** What it is called, what for, and what it is about. */
export function NameFields({ body, change, errorOf, read_only }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Name"
        readOnly={read_only}
        value={body.name}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        error={errorOf('name')}
      />
      <Textarea
        label="Description"
        autosize
        minRows={1}
        readOnly={read_only}
        value={body.description}
        onChange={({ currentTarget }) => change({ description: currentTarget.value })}
        error={errorOf('description')}
      />
      <Select
        label="It is about"
        description={SUBJECT_WORDS[body.subject].meaning}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        allowDeselect={false}
        readOnly={read_only}
        data={POLICY_SUBJECTS.map((value) => ({ value, label: SUBJECT_WORDS[value].several }))}
        value={body.subject}
        onChange={(subject) => subject && change({ subject })}
        error={errorOf('subject')}
      />
    </>
  );
}

/** What follows where it is not kept. */
export function ModeFields({ body, change, errorOf, read_only }: FieldsProps) {
  return (
    <>
      <Radio.Group
        label="Where it is not kept"
        value={body.mode}
        onChange={(mode) => change({ mode: mode as PolicyMode })}
        error={errorOf('mode')}
        readOnly={read_only}
      >
        <Stack gap="xs" mt={6}>
          {POLICY_MODES.map((mode) => (
            <Radio key={mode} value={mode} label={MODE_WORDS[mode].title} description={MODE_WORDS[mode].meaning} />
          ))}
        </Stack>
      </Radio.Group>
      <div className="policy-pair">
        <Select
          label="Severity"
          allowDeselect={false}
          readOnly={read_only}
          data={POLICY_SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
          value={body.severity}
          onChange={(severity) => severity && change({ severity })}
          error={errorOf('severity')}
        />
        <Switch
          className="policy-switch"
          label="Checked regularly"
          disabled={read_only}
          checked={body.enabled}
          onChange={({ currentTarget }) => change({ enabled: currentTarget.checked })}
        />
      </div>
    </>
  );
}
