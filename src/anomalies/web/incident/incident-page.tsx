import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Page, Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { type AnomalyDetail, type AnomalyStatus, anomaliesContract } from '../../core/contract.ts';
import { headlineText } from '../words.ts';
import { CausePanel, NoCause } from './cause-panel.tsx';
import { PathPanel, SplitPanel } from './cause-parts.tsx';
import { ResourcesTable } from './cause-table.tsx';
import { Glance } from './glance.tsx';
import { SeriesPanel } from './series-panel.tsx';
import { AlarmsPanel, NeighboursPanel, WhyPanel } from './side-panels.tsx';
import { IncidentTimeline } from './timeline.tsx';
import '../../../costs/web/costs.css';
import '../anomalies.css';
import './incident.css';

const NOTICES: Partial<Record<AnomalyStatus, string>> = {
  withdrawn: 'Withdrawn: by what is known now it is no anomaly of its own. The timeline says why.',
  expected: 'Marked as expected: deviations of this kind and size are not reported again. Reopening it forgets that.',
};

function Detail({ anomaly }: { anomaly: AnomalyDetail }) {
  const { cause, status } = anomaly;
  const notice = NOTICES[status];
  return (
    <>
      {notice && (
        <div className="notice" data-tone={status === 'withdrawn' ? 'warn' : undefined}>
          {notice}
        </div>
      )}
      <Glance anomaly={anomaly} />
      <div className="incident-columns">
        <div>
          <SeriesPanel anomaly={anomaly} />
          {cause ? <CausePanel anomaly={anomaly} cause={cause} /> : <NoCause />}
          {cause && cause.resources.length > 0 && (
            <Panel title="Resources" note="Those that make most of the difference">
              <ResourcesTable anomaly={anomaly} cause={cause} />
            </Panel>
          )}
          <IncidentTimeline anomaly={anomaly} />
        </div>
        <div>
          {cause && <PathPanel anomaly={anomaly} cause={cause} />}
          {cause && <SplitPanel anomaly={anomaly} cause={cause} />}
          <WhyPanel anomaly={anomaly} />
          {cause && <NeighboursPanel cause={cause} />}
          <AlarmsPanel anomaly={anomaly} />
        </div>
      </div>
    </>
  );
}

/** One incident: what, where, how much and since when; why; and what was done about it. */
export function IncidentPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const formats = useFormats();
  const query = useQuery({ ...ask(anomaliesContract.getAnomaly, { params: { id } }), placeholderData: undefined });
  const anomaly = query.data;
  return (
    <Page
      title={anomaly?.title ?? 'Anomaly'}
      lead={anomaly ? `${headlineText(anomaly, formats)}.` : 'A cost that is not as it was.'}
      actions={
        <Button component={Link} to="/anomalies" variant="default">
          All anomalies
        </Button>
      }
    >
      <Answer of={query} height={640}>
        {(data) => <Detail key={data.id} anomaly={data} />}
      </Answer>
    </Page>
  );
}
