import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { ask, invalidate, queryClient } from '../../../platform/web/queries.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import { ErrorState, FormProblem } from '../../../platform/web/ui/states.tsx';
import type { Change } from '../../../recommendations/core/change.ts';
import { Part, PartLevel } from '../../../recommendations/web/detail/part.tsx';
import { LevelMark } from '../../../recommendations/web/marks.tsx';
import type { ProposalPreview } from '../../core/answers.ts';
import { remediationContract } from '../../core/contract.ts';
import { Conditions, Consequences, conditionsNote, Diff, Permissions, UndoPlan } from '../detail/preview-parts.tsx';
import { stepGroups } from '../detail/step-rows.ts';
import { StepGroups } from '../detail/steps.tsx';
import { Saving } from '../marks.tsx';
import { requirementText } from '../words.ts';
import { FIRST_TIMING, type Timing, TimingFields, timingOf } from './timing-fields.tsx';
import '../../../costs/web/costs.css';
import '../../../recommendations/web/detail/finding.css';
import '../remediation.css';

/** What is to be done, as the API takes it. */
export interface Wanted {
  recommendation_id?: string;
  inventory_id?: string;
  change?: Change;
}

/** Asks the cloud once: what it says stays as it is while it is read, and nothing that happens asks again. */
const usePreview = (wanted: Wanted) =>
  useQuery({
    queryKey: ['remediation-preview', JSON.stringify(wanted)],
    queryFn: ({ signal }) => call(remediationContract.previewRemediation, { body: wanted }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });

const Asking = () => (
  <div aria-busy="true" className="asking">
    <p className="quiet">The cloud is asked how the resource is now…</p>
    <Skeleton height={92} radius="sm" />
    <Skeleton height={150} radius="sm" />
    <Skeleton height={120} radius="sm" />
  </div>
);

function Facts({ known }: { known: ProposalPreview }) {
  const { risk, destructive, environment } = known;
  return (
    <FactList
      facts={[
        ['Saves a month', <Saving key="saving" one={known} />],
        ['Risk', <LevelMark key="risk" level={risk} />],
        ['Destroys something', destructive ? 'yes' : 'no'],
        ['Environment', environment ?? <Absent why="No tag of it names one" />],
      ]}
    />
  );
}

function useProposal(wanted: Wanted) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (timing: NonNullable<ReturnType<typeof timingOf>>) =>
      call(remediationContract.proposeRemediation, { body: { ...wanted, ...timing } }),
    onSuccess: async (detail) => {
      queryClient.setQueryData(ask(remediationContract.getRemediation, { params: { id: detail.id } }).queryKey, detail);
      void invalidate('remediations');
      await navigate({ to: '/remediation/$id', params: { id: detail.id } });
    },
  });
}

function ProposeForm({ wanted, known }: { wanted: Wanted; known: ProposalPreview }) {
  const [timing, setTiming] = useState<Timing>(FIRST_TIMING);
  const [tried, setTried] = useState(false);
  const { mutate, isPending, error } = useProposal(wanted);
  const sent = timingOf(timing);
  const problemOf = (field: string): string | undefined => {
    if (field === 'scheduled_for' && tried && sent === undefined) return 'Choose a time';
    return error instanceof ApiProblem ? error.of(field) : undefined;
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (sent) mutate(sent);
  };
  return (
    <form className="form decision" onSubmit={submit} noValidate>
      <p className="quiet">{requirementText(known.requirement)}</p>
      <TimingFields timing={timing} problemOf={problemOf} change={setTiming} />
      <FormProblem error={error} fields={['note', 'scheduled_for']} />
      <div>
        <Button type="submit" loading={isPending}>
          Propose this change
        </Button>
      </div>
    </form>
  );
}

function Refusals({ refusals }: Pick<ProposalPreview, 'refusals'>) {
  if (refusals.length === 0) return null;
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>
        <strong>It can’t be proposed as it is.</strong>
      </p>
      <ul className="plain-list">
        {refusals.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  );
}

/** What would keep it waiting although it is approved. */
function Waits({ warnings }: Pick<ProposalPreview, 'warnings'>) {
  if (warnings.length === 0) return null;
  return (
    <div className="notice" data-tone="warn">
      <p>It can be proposed and approved now, and does not begin yet:</p>
      <ul className="plain-list">
        {warnings.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  );
}

/** What a change would do, as the cloud is now, and the way to propose it. */
export function Proposal({ wanted }: { wanted: Wanted }) {
  const query = usePreview(wanted);
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Asking />;
  const { preview, refusals, warnings } = query.data;
  return (
    // In a side panel, also of a page whose own parts stand a level higher.
    <PartLevel value={3}>
      <div className="finding-parts">
        <Refusals refusals={refusals} />
        {refusals.length === 0 && <Waits warnings={warnings} />}
        <Facts known={query.data} />
        <Part title="Before and after">
          <Diff preview={preview} />
        </Part>
        <Part title="What it means">
          <Consequences preview={preview} />
        </Part>
        <Part title="Conditions" note={conditionsNote(preview)}>
          <Conditions preview={preview} />
        </Part>
        <Part title="Steps" note="Each looks first, and calls only what is still to do; each opens to its exact calls">
          <StepGroups groups={stepGroups('proposed', preview, [])} heading="h4" />
          <UndoPlan preview={preview} />
          <Permissions preview={preview} />
        </Part>
        {refusals.length === 0 && (
          <Part title="Propose it">
            <ProposeForm wanted={wanted} known={query.data} />
          </Part>
        )}
      </div>
    </PartLevel>
  );
}
