import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { cloudTitle } from '../../../connections/web/cloud-mark.tsx';
import { typeTitle } from '../../../connections/web/inventory/resource-types.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { RemediationDetail } from '../../core/answers.ts';
import { remediationContract } from '../../core/contract.ts';
import { StopNotices } from '../stops.tsx';
import { Glance } from './glance.tsx';
import { Conditions, Consequences, conditionsNote, Diff, Permissions, UndoPlan } from './preview-parts.tsx';
import { ReviewsPanel } from './reviews.tsx';
import { ApprovalPanel, CapturedPanel, HistoryPanel } from './side-panels.tsx';
import { stepGroups } from './step-rows.ts';
import { StepGroups } from './steps.tsx';
import '../../../costs/web/costs.css';
import '../../../connections/web/inventory/inventory.css';
import '../../../recommendations/web/recommendations.css';
import '../remediation.css';

interface DetailProps {
  detail: RemediationDetail;
}

function StepsPanel({ detail }: DetailProps) {
  const { state, preview, steps } = detail;
  const groups = stepGroups(state, preview, steps);
  const has_begun = steps.length > 0;
  return (
    <Panel
      title="Steps"
      note={
        has_begun
          ? 'Each opens to its calls and the answers of the cloud'
          : 'Each looks first, and calls only what is still to do; each opens to its exact calls'
      }
    >
      {groups.length === 0 && <p className="quiet">Nothing was called.</p>}
      <StepGroups groups={groups} heading="h3" />
      {!steps.some(({ phase }) => phase === 'undo') && <UndoPlan preview={preview} />}
      <Permissions preview={preview} />
    </Panel>
  );
}

/** Stops of everything, or of the connection that this change is made by. */
function OwnStops({ detail: { provider_id } }: DetailProps) {
  const { data } = useQuery(ask(remediationContract.getRemediationSummary));
  const own = (data?.stops ?? []).filter((stop) => stop.provider_id === null || stop.provider_id === provider_id);
  return <StopNotices stops={own} />;
}

function Detail({ detail }: DetailProps) {
  const formats = useFormats();
  const { preview } = detail;
  return (
    <>
      <OwnStops detail={detail} />
      <Glance detail={detail} />
      <div className="change-columns">
        <div>
          <Panel
            title="What changes"
            note={
              <>
                As the cloud was <When at={preview.made_at} formats={formats} />
              </>
            }
          >
            <Diff preview={preview} />
          </Panel>
          <Panel title="What it means">
            <Consequences preview={preview} />
          </Panel>
          <StepsPanel detail={detail} />
          <Panel title="Conditions" note={conditionsNote(preview)}>
            <Conditions preview={preview} />
          </Panel>
          <CapturedPanel detail={detail} />
        </div>
        <div>
          <ReviewsPanel detail={detail} />
          <ApprovalPanel detail={detail} />
          <HistoryPanel detail={detail} />
        </div>
      </div>
    </>
  );
}

const aboutText = ({ resource_type, account_name, account_id, provider, proposed_by }: RemediationDetail): string =>
  `${typeTitle(resource_type)} of ${account_name ?? account_id} (${cloudTitle(provider)}), proposed by ${proposed_by}.`;

/** One change: where it stands, what it does to what, and how it went, step by step. */
export function RemediationPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery({
    ...ask(remediationContract.getRemediation, { params: { id } }),
    placeholderData: undefined,
  });
  return (
    <Page
      title={query.data?.title ?? 'Change'}
      lead={query.data ? aboutText(query.data) : 'A change in your cloud, call by call.'}
      actions={
        <Button component={Link} to="/remediation" variant="default">
          All changes
        </Button>
      }
    >
      <Answer of={query} height={640}>
        {(detail) => <Detail key={detail.id} detail={detail} />}
      </Answer>
    </Page>
  );
}
