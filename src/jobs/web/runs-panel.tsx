import { Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormats } from '../../identity/web/session.ts';
import { call } from '../../platform/web/client.ts';
import { durationText } from '../../platform/web/format.ts';
import { useNow } from '../../platform/web/now.ts';
import { Absent } from '../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../platform/web/ui/data-table.tsx';
import { Panel } from '../../platform/web/ui/page.tsx';
import { ShowMore } from '../../platform/web/ui/show-more.tsx';
import { Answer, EmptyState } from '../../platform/web/ui/states.tsx';
import { When } from '../../platform/web/ui/when.tsx';
import { type JobRun, jobsContract, type RunStatus } from '../core/contract.ts';
import { CountsLine } from './counts.tsx';
import { RunStatus as Status } from './run-status.tsx';
import { isActive, JOB_TITLES, secondsOf } from './words.ts';
import './jobs.css';

type Outcome = RunStatus | 'all';
const OUTCOMES: { value: Outcome; label: string }[] = [
  { value: 'all', label: 'All runs' },
  { value: 'running', label: 'Running' },
  { value: 'queued', label: 'Waiting' },
  { value: 'succeeded', label: 'Done' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelled', label: 'Cancelled' },
];
const PAGE = 10;

function useRuns(outcome: Outcome) {
  return useInfiniteQuery({
    queryKey: ['jobs', 'history', outcome],
    queryFn: ({ pageParam, signal }) =>
      call(
        jobsContract.listJobs,
        { query: { limit: PAGE, cursor: pageParam, status: outcome === 'all' ? undefined : outcome } },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((run) => isActive(run.status))) ? 10_000 : false,
  });
}

function Did({ run }: { run: JobRun }) {
  const formats = useFormats();
  if (run.error) return <span className="wrapping">{run.error}</span>;
  if (run.status !== 'queued') return <CountsLine counts={run.counts} />;
  return (
    <span className="wrapping">
      Begins <When at={run.run_after} formats={formats} />
      {run.message && `: ${run.message}`}
    </span>
  );
}

function RunTable({ runs, show }: { runs: JobRun[]; show: (id: string) => void }) {
  const formats = useFormats();
  const now = useNow();
  const columns: Column<JobRun>[] = [
    {
      id: 'job',
      title: 'Job',
      cell: (run) => (
        <span>
          <button type="button" className="link-button" onClick={() => show(run.id)}>
            {JOB_TITLES[run.name]}
          </button>
          {run.target_name && <span className="under">{run.target_name}</span>}
        </span>
      ),
    },
    { id: 'status', title: 'Status', cell: (run) => <Status run={run} /> },
    {
      id: 'started',
      title: 'Started',
      is_secondary: true,
      cell: (run) =>
        run.started_at ? <When at={run.started_at} formats={formats} /> : <Absent why="It has not started yet" />,
    },
    {
      id: 'took',
      title: 'Took',
      is_number: true,
      is_secondary: true,
      cell: (run) => {
        const seconds = secondsOf(run, now);
        return seconds === null ? <Absent why="It has not started yet" /> : durationText(seconds);
      },
    },
    {
      id: 'did',
      title: 'What it did',
      is_secondary: true,
      cell: (run) => <Did run={run} />,
    },
  ];
  return <DataTable caption="Runs of jobs" columns={columns} rows={runs} keyOf={(run) => run.id} />;
}

/** The history of jobs, newest first; `show` opens one. */
export function RunsPanel({ show }: { show: (id: string) => void }) {
  const [outcome, setOutcome] = useState<Outcome>('all');
  const runs = useRuns(outcome);
  return (
    <Panel
      title="Recent runs"
      actions={
        <Select
          size="xs"
          w={130}
          aria-label="Runs shown"
          allowDeselect={false}
          data={OUTCOMES}
          value={outcome}
          onChange={(value) => setOutcome(value as Outcome)}
        />
      }
    >
      <Answer of={runs} height={220}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length > 0) return <RunTable runs={items} show={show} />;
          return outcome === 'all' ? (
            <EmptyState title="Nothing has run yet">
              Jobs run by their schedule, and when somebody starts one.
            </EmptyState>
          ) : (
            <EmptyState title="No such run">No run stands like that. Choose another.</EmptyState>
          );
        }}
      </Answer>
      <ShowMore of={runs} />
    </Panel>
  );
}
