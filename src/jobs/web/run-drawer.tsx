import { Drawer, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../identity/web/session.ts';
import { durationText, timeText } from '../../platform/web/format.ts';
import { useNow } from '../../platform/web/now.ts';
import { ask } from '../../platform/web/queries.ts';
import { Answer } from '../../platform/web/ui/states.tsx';
import { type JobRun, jobsContract } from '../core/contract.ts';
import { CountsList } from './counts.tsx';
import { RunActions } from './run-actions.tsx';
import { RunStatus } from './run-status.tsx';
import { isActive, JOB_TITLES, secondsOf } from './words.ts';
import './jobs.css';

const titleOfRun = ({ name, target_name }: JobRun): string =>
  target_name ? `${JOB_TITLES[name]}: ${target_name}` : JOB_TITLES[name];

function Facts({ run }: { run: JobRun }) {
  const formats = useFormats();
  const seconds = secondsOf(run, useNow());
  const facts: [string, string | null][] = [
    ['Asked for', `${timeText(run.created_at, formats)} by ${run.requested_by}`],
    ['Started', run.started_at && timeText(run.started_at, formats)],
    ['Ended', run.finished_at && timeText(run.finished_at, formats)],
    ['Took', seconds === null ? null : durationText(seconds)],
    ['Goes on', run.status === 'queued' ? timeText(run.run_after, formats) : null],
    ['Tries', run.attempt > 1 ? String(run.attempt) : null],
  ];
  return (
    <dl className="facts">
      {facts.map(
        ([name, text]) =>
          text !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Warnings({ warnings }: { warnings: string[] }) {
  if (warnings.length === 0) return null;
  return (
    <section>
      <h3 className="part-title">What could not be done</h3>
      <ul className="notice warning-list" data-tone="warn">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </section>
  );
}

/** One run of a job: how far it is or how it went, what it did, and what went wrong. */
export function RunDrawer({ run_id, close }: { run_id: string | null; close: () => void }) {
  const query = useQuery({
    ...ask(jobsContract.getJob, { params: { id: run_id ?? '' } }),
    enabled: run_id !== null,
    placeholderData: undefined,
    // Events tell of the end; asking now and then covers one that was missed.
    refetchInterval: ({ state }) => (state.data && isActive(state.data.status) ? 5_000 : false),
  });
  return (
    <Drawer opened={run_id !== null} onClose={close} title={query.data ? titleOfRun(query.data) : 'Run'}>
      <Answer of={query} height={260}>
        {(run) => (
          <Stack gap="md">
            <RunStatus run={run} />
            {run.error && (
              <div className="notice" data-tone="bad" role="alert">
                {run.error}
              </div>
            )}
            {run.status !== 'running' && run.message && run.message !== run.error && <p>{run.message}</p>}
            <Facts run={run} />
            <CountsList counts={run.counts} />
            <Warnings warnings={run.warnings} />
            <RunActions run={run} />
          </Stack>
        )}
      </Answer>
    </Drawer>
  );
}
