import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { providersContract } from '../../core/providers-contract.ts';
import { cloudTitle } from '../cloud-mark.tsx';
import { pathsOf } from '../credential-fields.tsx';
import { StepPanel } from './step-panel.tsx';
import { credentialsOf, type Typed, type Way } from './ways.ts';

/** A connection that is saved, and its first run; null when that could not be started. */
export interface Saved {
  provider_id: string;
  run_id: string | null;
}

/** What a connection may well be called: the cloud, and the account where it is known. */
function suggestedName(way: Way, typed: Typed): string {
  const account = /:(\d{12}):/.exec(typed.assume_role_arn ?? '')?.[1];
  const scope = typed.management_group_id ?? typed.billing_account_id ?? typed.subscription_id?.slice(0, 8);
  return [cloudTitle(way.cloud), way.cloud === 'aws' ? account : scope].filter(Boolean).join(' ');
}

/** A name, and the first sync. */
export function SaveStep({
  way,
  typed,
  is_useful,
  back,
  saved,
}: {
  way: Way;
  typed: Typed;
  is_useful: boolean;
  back: () => void;
  saved: (saved: Saved) => void;
}) {
  const [name, setName] = useState(() => suggestedName(way, typed));
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (): Promise<Saved> => {
      const { id } = await call(providersContract.createProvider, {
        body: { name, provider_type: way.cloud, credentials: credentialsOf(way, typed) },
      });
      try {
        const { job_id } = await call(providersContract.syncProvider, { params: { id } });
        return { provider_id: id, run_id: job_id };
      } catch (problem) {
        // It is saved all the same; the next step offers to start the sync again.
        if (problem instanceof ApiProblem) return { provider_id: id, run_id: null };
        throw problem;
      }
    },
    onSuccess: saved,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  const at_fields = ['name', ...pathsOf(way)];
  return (
    <StepPanel title="Name it" lead="The name stands at its card, its runs and its resources. You can change it later.">
      {!is_useful && (
        <div className="notice" data-tone="warn">
          The test failed. What you save now needs attention before it brings anything.
        </div>
      )}
      <form className="form" id="save-form" onSubmit={submit} noValidate>
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={error instanceof ApiProblem ? error.of('name') : undefined}
        />
        <FormProblem error={error} fields={at_fields.slice(0, 1)} />
      </form>
      <p className="step-note">
        The first sync brings 13 months of costs, then resources, their use and the cloud's own advice. From then on it
        stays fresh by itself.
      </p>
      <div className="step-actions">
        <Button variant="default" onClick={back}>
          Back
        </Button>
        <Button type="submit" form="save-form" loading={isPending}>
          Save and sync
        </Button>
      </div>
    </StepPanel>
  );
}
