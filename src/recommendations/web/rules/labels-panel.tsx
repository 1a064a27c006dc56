import { Button, TagsInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, FormProblem } from '../../../platform/web/ui/states.tsx';
import { recommendationsContract } from '../../core/contract.ts';
import type { LabelSettings } from '../../core/labels.ts';

const FIELDS: { name: keyof LabelSettings; label: string; description: string }[] = [
  {
    name: 'environment_keys',
    label: 'Tags that name the environment',
    description: 'The first of them that a resource has counts.',
  },
  {
    name: 'non_production_values',
    label: 'Values that are not production',
    description: 'Every other value is production; without such a tag it is not known, and nothing is assumed.',
  },
  {
    name: 'owner_keys',
    label: 'Tags that name the owner',
    description: 'The first of them that a resource has counts.',
  },
];

function LabelsForm({ known }: { known: LabelSettings }) {
  const { user } = useSession();
  const [labels, setLabels] = useState(known);
  const { mutate, isPending, isSuccess, error, reset } = useMutation({
    mutationFn: () => call(recommendationsContract.updateRecommendationSettings, { body: labels }),
    onSuccess: () => invalidate('recommendations'),
  });
  const disabled = !roleAllows(user.role, 'member');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="form label-form" onSubmit={submit} noValidate>
      {FIELDS.map(({ name, label, description }) => (
        <TagsInput
          key={name}
          label={label}
          description={description}
          value={labels[name]}
          disabled={disabled}
          acceptValueOnBlur
          error={error instanceof ApiProblem ? error.of(name) : undefined}
          onChange={(values) => {
            setLabels({ ...labels, [name]: values });
            reset();
          }}
        />
      ))}
      <FormProblem error={error} fields={FIELDS.map(({ name }) => name)} />
      {isSuccess && (
        <div className="notice" data-tone="good" role="status">
          Saved. The look that begins now goes by it.
        </div>
      )}
      {!disabled && (
        <div className="page-actions">
          <Button type="submit" loading={isPending}>
            Save
          </Button>
        </div>
      )}
    </form>
  );
}

/** By which tags the environment and the owner of a resource are known. */
export function LabelsPanel() {
  const settings = useQuery(ask(recommendationsContract.getRecommendationSettings));
  return (
    <Panel
      title="What tags tell"
      note="Rules for what is not production go by it, and owners are named by it. Letters may be small or capital."
    >
      <Answer of={settings} height={260}>
        {(known) => <LabelsForm known={known} />}
      </Answer>
    </Panel>
  );
}
