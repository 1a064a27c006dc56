import { metricText } from '../../../connections/web/inventory/metrics.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { RecommendationDetail } from '../../core/contract.ts';
import type { Projection, Scalar } from '../../core/types.ts';
import { nameText, scalarText, seriesTitle } from '../words.ts';
import { Part } from './part.tsx';

type Detail = RecommendationDetail;

interface Setting {
  name: string;
  now: Scalar | undefined;
  later: Scalar | undefined;
}

function settingsOf({ current, proposed }: Detail['finding']): Setting[] {
  const names = [...new Set([...Object.keys(current), ...Object.keys(proposed)])];
  return names.map((name) => ({ name, now: current[name], later: proposed[name] }));
}

function Value({ value, is_new = false }: { value: Scalar; is_new?: boolean }) {
  const formats = useFormats();
  const text = scalarText(value, null, formats);
  if (text === null) return <Absent why="Not known, or not set" />;
  return is_new ? <strong>{text}</strong> : text;
}

const SETTING_COLUMNS: Column<Setting>[] = [
  { id: 'name', title: 'Setting', cell: ({ name }) => nameText(name) },
  {
    id: 'now',
    title: 'Now',
    cell: ({ now }) => (
      <span className="wrapping">
        {now === undefined ? <span className="quiet">none</span> : <Value value={now} />}
      </span>
    ),
  },
  {
    id: 'later',
    title: 'Proposed',
    cell: ({ now, later }) => (
      <span className="wrapping">
        {later === undefined ? <span className="quiet">as now</span> : <Value value={later} is_new={later !== now} />}
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
