import { Link } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import type { Formats } from '../../../platform/web/format.ts';
import { Absent, columnDigits } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { Anomaly } from '../../core/contract.ts';
import { Impact, impactPercentText, SeverityMark, StatusBadge } from '../marks.tsx';
import { AnomalySparkline } from '../sparkline.tsx';
import { headlineText, lastedText } from '../words.ts';

function What({ anomaly, formats }: { anomaly: Anomaly; formats: Formats }) {
  return (
    <span className="anomaly-what">
      <span className="anomaly-marks">
        <SeverityMark severity={anomaly.severity} />
        <StatusBadge status={anomaly.status} />
      </span>
      <Link to="/anomalies/$id" params={{ id: anomaly.id }} className="link-button">
        {anomaly.title}
      </Link>
      <span className="under">
        {headlineText(anomaly, formats)}
        {anomaly.is_ongoing && ` · ${lastedText(anomaly)}`}
      </span>
    </span>
  );
}

const Owner = ({ owner }: Pick<Anomaly, 'owner'>) =>
  owner === null ? <span className="under">Nobody’s yet</span> : <span className="under">{owner}</span>;

function columnsFor(anomalies: Anomaly[], formats: Formats): Column<Anomaly>[] {
  // Amounts of several currencies stand in one column: none is added to another.
  const digits = columnDigits(anomalies.map(({ impact }) => impact));
  return [
    { id: 'what', title: 'Anomaly', cell: (one) => <What anomaly={one} formats={formats} /> },
    {
      id: 'impact',
      title: 'Impact so far',
      is_number: true,
      cell: (one) => (
        <>
          <Impact {...one} formats={formats} digits={digits} />
          <span className="under">{impactPercentText(one.impact_percent, formats)}</span>
        </>
      ),
    },
    {
      id: 'days',
      title: 'Against what was expected',
      is_secondary: true,
      cell: (one) => <AnomalySparkline anomaly={one} formats={formats} />,
    },
    {
      id: 'cause',
      title: 'Cause',
      is_secondary: true,
      cell: ({ cause_summary }) => (
        <span className="wrapping">
          {cause_summary ?? <Absent why="The rows behind it have not been read yet; the next look does it" />}
        </span>
      ),
    },
    {
      id: 'status',
      title: 'State, owner',
      is_secondary: true,
      cell: (one) => (
        <>
          <StatusBadge status={one.status} />
          <Owner owner={one.owner} />
        </>
      ),
    },
  ];
}

/** Anomalies in the order they are given, each with what it costs and why. */
export function AnomalyTable({ anomalies }: { anomalies: Anomaly[] }) {
  const formats = useFormats();
  return (
    <DataTable
      caption="Anomalies"
      columns={columnsFor(anomalies, formats)}
      rows={anomalies}
      keyOf={(anomaly) => anomaly.id}
    />
  );
}
