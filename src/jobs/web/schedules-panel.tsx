import { useQuery } from '@tanstack/react-query';
import { useFormats, useSession } from '../../identity/web/session.ts';
import { roleAllows } from '../../platform/core/endpoint.ts';
import { ask } from '../../platform/web/queries.ts';
import { type Column, DataTable } from '../../platform/web/ui/data-table.tsx';
import { Panel } from '../../platform/web/ui/page.tsx';
import { Answer } from '../../platform/web/ui/states.tsx';
import { When } from '../../platform/web/ui/when.tsx';
import { type JobSchedule, jobsContract } from '../core/contract.ts';
import { RunNow } from './run-actions.tsx';
import { scheduleText } from './words.ts';

/** When jobs run by themselves, and a button for those who may run one now. */
export function SchedulesPanel() {
  const formats = useFormats();
  const { user } = useSession();
  const schedules = useQuery(ask(jobsContract.listSchedules));
  const columns: Column<JobSchedule>[] = [
    { id: 'job', title: 'Job', cell: ({ title }) => title },
    {
      id: 'when',
      title: 'Runs',
      cell: (schedule) => (
        <span title={`Cron: ${schedule.cron} (UTC)`}>
          {scheduleText(schedule) ?? (
            <>
              <code>{schedule.cron}</code> UTC
            </>
          )}
        </span>
      ),
    },
    { id: 'next', title: 'Next', is_secondary: true, cell: (s) => <When at={s.next_run_at} formats={formats} /> },
    ...(roleAllows(user.role, 'member')
      ? [{ id: 'run', title: '', is_number: true, cell: (s: JobSchedule) => <RunNow name={s.name} /> }]
      : []),
  ];
  return (
    <Panel title="Schedules" note="Set by the operator of this server">
      <Answer of={schedules} height={180}>
        {({ items }) => <DataTable caption="Schedules" columns={columns} rows={items} keyOf={(s) => s.name} />}
      </Answer>
    </Panel>
  );
}
