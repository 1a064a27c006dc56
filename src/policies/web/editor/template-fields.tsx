import { Button, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../platform/web/queries.ts';
import { policiesContract, type TemplateAnswer } from '../../core/contract.ts';
import { type Draft, isOfTemplate, withValue } from './policy-draft.ts';

interface TemplateFieldsProps {
  draft: Draft;
  change: (draft: Draft) => void;
}

function ParameterField({
  parameter,
  draft,
  change,
}: TemplateFieldsProps & { parameter: TemplateAnswer['parameters'][number] }) {
  const { name, title, type } = parameter;
  const value = draft.values[name] ?? parameter.default;
  const set = (next: string | string[] | number): void => change(withValue(draft, name, next));
  if (type === 'texts') return <TagsInput label={title} value={[...(value as readonly string[])]} onChange={set} />;
  if (type === 'number')
    return (
      <NumberInput
        label={title}
        min={0}
        value={value as number}
        onChange={(next) => typeof next === 'number' && set(next)}
      />
    );
  return <TextInput label={title} value={value as string} onChange={({ currentTarget }) => set(currentTarget.value)} />;
}

/** What can be set of the template that a policy began with, until its expressions are changed by hand. */
export function TemplateFields({ draft, change }: TemplateFieldsProps) {
  const templates = useQuery(ask(policiesContract.listPolicyTemplates));
  const template = templates.data?.items.find(({ id }) => id === draft.body.template_id);
  if (!template || template.parameters.length === 0) return null;
  if (isOfTemplate(draft))
    return (
      <div className="policy-pair">
        {template.parameters.map((parameter) => (
          <ParameterField key={parameter.name} parameter={parameter} draft={draft} change={change} />
        ))}
      </div>
    );
  if (Object.keys(draft.values).length === 0) return null;
  const [first] = template.parameters;
  const back = (): void =>
    change(
      withValue(
        { ...draft, body: { ...draft.body, subject: template.policy.subject } },
        first!.name,
        (draft.values[first!.name] ?? first!.default) as string,
      ),
    );
  return (
    <p className="quiet">
      The expressions were changed by hand, so the settings of the template do not apply any more.{' '}
      <Button variant="default" size="compact-xs" onClick={back}>
        Write them anew
      </Button>
    </p>
  );
}
