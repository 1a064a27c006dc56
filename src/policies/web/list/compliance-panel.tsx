import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import { useFormats } from '../../../identity/web/session.ts';
import { type Frame, gappedPath } from '../../../platform/web/chart/geometry.ts';
import { countText, dayText, type Formats, percentText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { policiesContract } from '../../core/contract.ts';
import { Compliance } from '../marks.tsx';
import { violationsOf } from '../violations/violations-view.ts';

type Course = z.infer<typeof policiesContract.getCompliance.answer>['items'][number];
type By = z.output<typeof policiesContract.getCompliance.query>['by'];

const DAYS = 90;
const WIDTH = 140;
const HEIGHT = 28;

/** How well it was kept on each day that was checked, as a line from 0 to 100 percent. */
function Line({ points, formats }: { points: Course['points']; formats: Formats }) {
  const values = points.map(({ compliance_percent }) => compliance_percent ?? Number.NaN);
  const frame: Frame = {
    width: WIDTH,
    height: HEIGHT,
    left: 0,
    top: 2,
    bottom: 2,
    ticks: [0, 100],
    count: values.length,
  };
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || values.length < 2) return <span className="quiet">One day so far</span>;
  const said = ({ date, compliance_percent }: Course['points'][number]): string =>
    `${compliance_percent === null ? 'nothing known' : percentText(compliance_percent, formats)} on ${dayText(date, formats, 'short')}`;
  return (
    <svg
      className="compliance-line"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${said(first)}, ${said(last)}`}
    >
      <path d={gappedPath(frame, values)} />
    </svg>
  );
}

const NARROWED_BY = { policy: 'policy_id', account: 'account', owner: 'owner' } as const;

/** How often it was not kept, which leads to where. What has no account or owner has no list of its own. */
function Broken({ item, by, formats }: { item: Course; by: By; formats: Formats }) {
  if (item.broken === 0 || item.key === '') return countText(item.broken, formats);
  return (
    <Link to="/violations" search={violationsOf({ [NARROWED_BY[by]]: item.key })}>
      {countText(item.broken, formats)}
      <span className="visually-hidden"> violations of {item.title}</span>
    </Link>
  );
}

const BY: { value: By; label: string; title: string }[] = [
  { value: 'policy', label: 'By policy', title: 'Policy' },
  { value: 'account', label: 'By account', title: 'Account' },
  { value: 'owner', label: 'By owner', title: 'Owner' },
];

/** How well policies were kept over the last months, by policy, account or owner. */
export function CompliancePanel() {
  const formats = useFormats();
  const [by, setBy] = useState<By>('policy');
  const course = useQuery(ask(policiesContract.getCompliance, { query: { by, days: DAYS } }));
  const count = (name: 'excepted' | 'unknown', title: string): Column<Course> => ({
    id: name,
    title,
    cell: (item) => countText(item[name], formats),
    value: (item) => item[name],
    is_number: true,
    is_secondary: true,
  });
  const columns: Column<Course>[] = [
    {
      id: 'title',
      title: BY.find(({ value }) => value === by)?.title ?? '',
      cell: ({ title }) => <span className="wrapping">{title}</span>,
      value: ({ title }) => title,
    },
    {
      id: 'course',
      title: `Last ${DAYS} days`,
      cell: ({ points }) => <Line points={points} formats={formats} />,
      is_secondary: true,
    },
    {
      id: 'compliance',
      title: 'Kept',
      cell: ({ compliance_percent }) => (
        <Compliance percent={compliance_percent} formats={formats} absent="Nothing of it is known" />
      ),
      value: ({ compliance_percent }) => compliance_percent,
      is_number: true,
    },
    {
      id: 'broken',
      title: 'Not kept',
      cell: (item) => <Broken item={item} by={by} formats={formats} />,
      value: ({ broken }) => broken,
      is_number: true,
    },
    count('excepted', 'Excepted'),
    count('unknown', 'Not known'),
  ];
  return (
    <Panel
      title="Compliance over time"
      note="As of the last check of each day"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Compliance by"
          data={BY.map(({ value, label }) => ({ value, label }))}
          value={by}
          onChange={(value) => setBy(value as By)}
        />
      }
    >
      <Answer of={course} height={200}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">Nothing has been checked yet.</p>
          ) : (
            <DataTable caption="Compliance over time" columns={columns} rows={items} keyOf={({ key }) => key} />
          )
        }
      </Answer>
    </Panel>
  );
}
