import { Radio, Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import {
  modesOf,
  POLICY_MODES,
  POLICY_SEVERITIES,
  POLICY_SUBJECTS,
  type PolicyBody,
  type PolicyMode,
  type PolicySubject,
} from '../../core/policy.ts';
import { MODE_WORDS, SEVERITY_WORDS, SUBJECT_WORDS } from '../words.ts';

export interface FieldsProps {
  body: PolicyBody;
  change: (changed: Partial<PolicyBody>) => void;
  errorOf: (field: keyof PolicyBody) => string | undefined;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What it is called, what for, and what it is about. */
export function NameFields({ body, change, errorOf }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Name"
        value={body.name}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        error={errorOf('name')}
      />
      <Textarea
        label="Description"
        autosize
        minRows={1}
        value={body.description}
        onChange={({ currentTarget }) => change({ description: currentTarget.value })}
        error={errorOf('description')}
      />
      <Select
        label="It is about"
        description={SUBJECT_WORDS[body.subject].meaning}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        allowDeselect={false}
        data={POLICY_SUBJECTS.map((value) => ({ value, label: capitalised(SUBJECT_WORDS[value].several) }))}
        value={body.subject}
        onChange={(subject) => subject && change(withSubject(body, subject))}
        error={errorOf('subject')}
      />
    </>
  );
}

/** The subject, with a mode that it can have. */
const withSubject = ({ mode }: PolicyBody, subject: PolicySubject): Partial<PolicyBody> =>
  modesOf(subject).includes(mode) ? { subject } : { subject, mode: 'alert' };

/** What follows where it is not kept. */
export function ModeFields({ body, change, errorOf }: FieldsProps) {
  return (
    <>
      <Radio.Group
        label="Where it is not kept"
        value={body.mode}
        onChange={(mode) => change({ mode: mode as PolicyMode })}
        error={errorOf('mode')}
      >
        <Stack gap="xs" mt={6}>
          {POLICY_MODES.map((mode) => {
            const is_possible = modesOf(body.subject).includes(mode);
            return (
              <Radio
                key={mode}
                value={mode}
                disabled={!is_possible}
                label={MODE_WORDS[mode].title}
                description={
                  is_possible
                    ? MODE_WORDS[mode].meaning
                    : `Not for policies on ${SUBJECT_WORDS[body.subject].several}: only changes can be held up, by policies on resources or changes.`
                }
              />
            );
          })}
        </Stack>
      </Radio.Group>
      <div className="policy-pair">
        <Select
          label="Severity"
          allowDeselect={false}
          data={POLICY_SEVERITIES.map((value) => ({ value, label: SEVERITY_WORDS[value] }))}
          value={body.severity}
          onChange={(severity) => severity && change({ severity })}
          error={errorOf('severity')}
        />
        <Switch
          className="policy-switch"
          label="Checked regularly"
          checked={body.enabled}
          onChange={({ currentTarget }) => change({ enabled: currentTarget.checked })}
        />
      </div>
    </>
  );
}
