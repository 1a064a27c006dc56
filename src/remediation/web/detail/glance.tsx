import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { cloudTitle } from '../../../connections/web/cloud-mark.tsx';
import { ResourceLink } from '../../../connections/web/inventory/resource-link.tsx';
import { nameOf, typeTitle } from '../../../connections/web/inventory/resource-types.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { timeText } from '../../../platform/web/format.ts';
import { useNow } from '../../../platform/web/now.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { FactList } from '../../../platform/web/ui/facts.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import { LevelMark } from '../../../recommendations/web/marks.tsx';
import type { RemediationDetail } from '../../core/answers.ts';
import { mayBeginAt } from '../../core/timing.ts';
import { DEFAULT_VIEW, searchOfView } from '../list/remediations-view.ts';
import { Saving, StateBadge, StepProgress } from '../marks.tsx';
import { settingsQuery } from '../settings/use-settings.ts';
import { missingText } from '../words.ts';
import { Commands } from './commands.tsx';
import { currentStep } from './step-rows.ts';
import './detail.css';

interface DetailProps {
  detail: RemediationDetail;
}

function begins({ execute_on_approval, scheduled_for }: RemediationDetail): string {
  if (scheduled_for !== null) return 'It begins at its time once it is approved.';
  return execute_on_approval
    ? 'It begins by itself once it is approved.'
    : 'Once it is approved, it begins when somebody lets it.';
}

/** When freezes and allowed hours let it begin, where they are what it waits for. */
function MayBegin({ detail: { state, environment, scheduled_for } }: DetailProps) {
  const formats = useFormats();
  const now = useNow().toISOString();
  const { data } = useQuery({ ...settingsQuery, enabled: state === 'scheduled' });
  if (!data || data.stops.length > 0 || state !== 'scheduled') return null;
  const from = scheduled_for !== null && scheduled_for > now ? scheduled_for : now;
  const { at, because } = mayBeginAt(data, environment, from);
  if (because === null) return null;
  return at === null ? 'As they are set, it never may begin.' : `It may begin from ${timeText(at, formats)} on.`;
}

/** How it stands, in a sentence or two; what waits says for what. */
function Standing({ detail }: DetailProps) {
  const formats = useFormats();
  const now = useNow();
  const may_undo = detail.commands.some(({ command, allowed }) => command === 'roll_back' && allowed);
  const { state, waiting_for, scheduled_for, expires_at, finished_at, undo_until } = detail;
  const time = (at: string): ReactNode => (
    <>
      <When at={at} formats={formats} /> ({timeText(at, formats)})
    </>
  );
  if (state === 'proposed')
    return (
      <>
        It waits for {missingText(detail) ?? 'approval'} to approve it. {begins(detail)} Without that it expires{' '}
        {time(expires_at)}.
      </>
    );
  if (waiting_for !== null)
    return (
      <>
        {waiting_for} <MayBegin detail={detail} />
      </>
    );
  if (state === 'approved') return <>It begins when somebody lets it, and expires {time(expires_at)}.</>;
  if (state === 'scheduled' && scheduled_for !== null)
    return Date.parse(scheduled_for) > now.getTime() ? <>It begins {time(scheduled_for)}.</> : 'It is about to begin.';
  if (state === 'completed')
    return (
      <>
        It was made and verified{finished_at && <> {time(finished_at)}</>}.
        {undo_until && <> It can be undone until {timeText(undo_until, formats)}.</>}
        {may_undo && undo_until === null && ' It can be undone at any time.'}
      </>
    );
  if (state === 'rolled_back') return 'What had been changed was undone.';
  if (state === 'failed') return 'It did not go as it was meant to.';
  if (state === 'rollback_failed') return 'It could not be undone wholly: somebody has to look at it.';
  if (state === 'rejected' || state === 'cancelled' || state === 'expired')
    return 'Nothing was changed, and nothing will be.';
  return null;
}

function Facts({ detail }: DetailProps) {
  const formats = useFormats();
  const { inventory_id, resource_id, resource_name, resource_type, recommendation_id, batch_id } = detail;
  const name = nameOf({ name: resource_name, resource_id });
  const facts: [string, ReactNode][] = [
    [
      'Saves a month',
      <span key="saving">
        <Saving one={detail} />
        {recommendation_id && (
          <>
            {' · '}
            <Link to="/recommendations/$id" params={{ id: recommendation_id }}>
              evidence
            </Link>
          </>
        )}
      </span>,
    ],
    [
      typeTitle(resource_type),
      <ResourceLink key="resource" inventory_id={inventory_id} resource_id={resource_id} name={name} />,
    ],
    ['Account', `${detail.account_name ?? detail.account_id} (${cloudTitle(detail.provider)})`],
    ['Region', detail.region ?? <Absent why="It belongs to no region" />],
    ['Environment', detail.environment ?? <Absent why="No tag of it names one" />],
    ['Owner', detail.owner ?? <Absent why="No tag of it names one" />],
    ['Risk', <LevelMark key="risk" level={detail.risk} />],
    ['Connection', detail.provider_name],
    [
      'Proposed by',
      <span key="by">
        {detail.proposed_by}, <When at={detail.proposed_at} formats={formats} />
      </span>,
    ],
  ];
  if (batch_id !== null)
    facts.push([
      'Batch',
      <Link key="batch" to="/remediation" search={searchOfView({ ...DEFAULT_VIEW, tab: 'batches', batch: batch_id })}>
        Proposed with others
      </Link>,
    ]);
  return <FactList facts={facts} />;
}

/** Where the change stands, what can be done with it, and what it is about. */
export function Glance({ detail }: DetailProps) {
  const { state, problem, note } = detail;
  const step = currentStep(detail);
  return (
    <section className="panel glance" aria-label="At a glance">
      <div className="glance-answer">
        <div className="glance-state" role="status">
          <StateBadge state={state} />
          {detail.destructive && (
            <span className="badge" data-tone="bad">
              Destroys something
            </span>
          )}
          <p>
            <Standing detail={detail} />
          </p>
          {step && <StepProgress step={step} />}
        </div>
        <Commands detail={detail} />
      </div>
      {problem && (
        <div className="notice" data-tone={state === 'rolled_back' ? 'warn' : 'bad'} role="alert">
          {problem}
        </div>
      )}
      {note && (
        <p className="glance-note">
          <span className="quiet">Note of {detail.proposed_by}:</span> {note}
        </p>
      )}
      <Facts detail={detail} />
    </section>
  );
}
