import { metricText } from '../../../connections/web/inventory/metrics.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { RecommendationDetail } from '../../core/contract.ts';
import type { Projection, Scalar } from '../../core/types.ts';
import { seriesTitle, settingText, settingTitle } from '../words.ts';
import { Part } from './part.tsx';

type Detail = RecommendationDetail;

interface Setting {
  name: string;
  now: Scalar | undefined;
  later: Scalar | undefined;
}

function settingsOf({ current, proposed }: Detail['finding']): Setting[] {
  const names = [...new Set([...Object.keys(current), ...Object.keys(proposed)])];
  return names
    .map((name) => ({ name, now: current[name], later: proposed[name] }))
    .filter(({ now, later }) => (now ?? later ?? null) !== null);
}

function Value({ name, value, is_new = false }: { name: string; value: Scalar; is_new?: boolean }) {
  const formats = useFormats();
  const text = settingText(name, value, formats);
  if (text === null) return <Absent why="Not known, or not set" />;
  return is_new ? <strong>{text}</strong> : text;
}

const SETTING_COLUMNS: Column<Setting>[] = [
  { id: 'name', title: 'Setting', cell: ({ name }) => settingTitle(name) },
  {
    id: 'now',
    title: 'Now',
    cell: ({ name, now }) => (
      <span className="wrapping">
        {now === undefined ? (
          <span className="quiet">{name === 'status' ? 'kept' : 'none'}</span>
        ) : (
          <Value name={name} value={now} />
        )}
      </span>
    ),
  },
  {
    id: 'later',
    title: 'Proposed',
    cell: ({ name, now, later }) => (
      <span className="wrapping">
        {later === undefined || later === now ? (
          <span className="quiet">as now</span>
        ) : (
          <Value name={name} value={later} is_new />
        )}
      </span>
    ),
  },
];

function Projections({ projections }: { projections: Projection[] }) {
  const formats = useFormats();
  const value = (key: 'before' | 'after' | 'limit') => (one: Projection) => {
    const amount = one[key];
    return amount === null ? <Absent why="It has no limit" /> : metricText(one.metric, amount, formats);
  };
  const columns: Column<Projection>[] = [
    { id: 'what', title: 'Use', cell: ({ metric, statistic }) => seriesTitle(metric, statistic) },
    { id: 'before', title: 'Now', is_number: true, cell: value('before') },
    { id: 'after', title: 'After the change', is_number: true, cell: value('after') },
    { id: 'limit', title: 'At most', is_number: true, cell: value('limit') },
  ];
  return (
    <Part title="Projected use" note="What was measured, as it would be after the change">
      <DataTable
        caption="Projected use"
        columns={columns}
        rows={projections}
        keyOf={({ metric, statistic }) => `${metric} ${statistic}`}
      />
    </Part>
  );
}

/** Configuration now and proposed, and what use would look like then. */
export function ChangePart({ detail: { finding } }: { detail: Detail }) {
  const settings = settingsOf(finding);
  return (
    <>
      {settings.length > 0 && (
        <Part title="What changes">
          <div className="snug">
            <DataTable
              caption="Configuration now and proposed"
              columns={SETTING_COLUMNS}
              rows={settings}
              keyOf={({ name }) => name}
            />
          </div>
        </Part>
      )}
      {finding.projections.length > 0 && <Projections projections={finding.projections} />}
    </>
  );
}
