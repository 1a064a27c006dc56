import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { countText, dayText, type Formats, money } from '../../../platform/web/format.ts';
import { parseSearch } from '../../../platform/web/search.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { SimulatedSubject, Simulation } from '../../core/contract.ts';

/** Shown at first. */
const FIRST = 15;

const OUTCOME_WORDS: Record<SimulatedSubject['outcome'], string> = {
  kept: 'Kept',
  broken: 'Not kept',
  unknown: 'Not known',
  not_applicable: 'Not about it any more',
};

function Name({ link, subject_name }: Pick<SimulatedSubject, 'link' | 'subject_name'>) {
  if (link === null) return <span className="wrapping">{subject_name}</span>;
  const { pathname, search } = new URL(link, 'http://here');
  return (
    <Link to={pathname} search={parseSearch(search)} className="link-button wrapping">
      {subject_name}
    </Link>
  );
}

const columns = (formats: Formats): Column<SimulatedSubject>[] => [
  { id: 'name', title: 'Name', cell: (row) => <Name {...row} />, value: ({ subject_name }) => subject_name },
  {
    id: 'account',
    title: 'Account',
    is_secondary: true,
    cell: ({ account_id, account_name }) => account_name ?? account_id ?? <Absent why="It belongs to no account" />,
    value: ({ account_id, account_name }) => account_name ?? account_id,
  },
  {
    id: 'owner',
    title: 'Owner',
    is_secondary: true,
    cell: ({ owner }) => owner ?? <Absent why="No tag names an owner" />,
    value: ({ owner }) => owner,
  },
  {
    id: 'outcome',
    title: 'At the end',
    is_secondary: true,
    cell: ({ outcome }) => OUTCOME_WORDS[outcome],
    value: ({ outcome }) => outcome,
  },
  {
    id: 'days',
    title: 'Days not kept',
    is_number: true,
    cell: ({ days_broken, first_day, last_day }) => (
      <>
        {countText(days_broken, formats)}
        {first_day && last_day && (
          <span className="under">
            {dayText(first_day, formats, 'short')} – {dayText(last_day, formats, 'short')}
          </span>
        )}
      </>
    ),
    value: ({ days_broken }) => days_broken,
  },
  {
    id: 'cost',
    title: 'Cost on these days',
    is_number: true,
    cell: ({ cost, currency }) => (
      <Money amount={cost} currency={currency ?? 'USD'} formats={formats} digits={2} absent="No bill names it" />
    ),
    value: ({ cost }) => cost,
  },
];

/** Who broke it on any day, the most expensive first; some of them until all are asked for. */
export function SubjectsTable({ result, formats }: { result: Simulation; formats: Formats }) {
  const { items, broken_on_any_day } = result;
  const [all, setAll] = useState(false);
  return (
    <>
      <DataTable
        caption="What did not keep it on any day"
        columns={columns(formats)}
        rows={all ? items : items.slice(0, FIRST)}
        keyOf={({ subject_id }) => subject_id}
      />
      {!all && items.length > FIRST && (
        <Button variant="default" mt="sm" onClick={() => setAll(true)}>
          Show {countText(items.length, formats)}
        </Button>
      )}
      {all && items.length < broken_on_any_day && (
        <p className="quiet policy-notes">
          The {countText(items.length, formats)} most expensive of {countText(broken_on_any_day, formats)}.
        </p>
      )}
    </>
  );
}

type Day = Simulation['days'][number];

/** Every day of the simulation, the last first. */
export function DaysTable({ days, formats }: { days: Day[]; formats: Formats }) {
  const counted = (id: 'kept' | 'broken' | 'unknown', title: string): Column<Day> => ({
    id,
    title,
    is_number: true,
    cell: (day) => countText(day[id], formats),
    value: (day) => day[id],
  });
  return (
    <div className="series-table">
      <DataTable
        caption="Day by day"
        rows={days.toReversed()}
        keyOf={({ date }) => date}
        columns={[
          { id: 'date', title: 'Day', cell: ({ date }) => dayText(date, formats), value: ({ date }) => date },
          counted('kept', 'Kept'),
          counted('broken', 'Not kept'),
          counted('unknown', 'Not known'),
          {
            id: 'cost',
            title: 'Cost where not kept',
            is_number: true,
            cell: ({ cost }) =>
              cost.length === 0 ? (
                <Absent why="No cost of it is known" />
              ) : (
                cost.map(({ amount, currency }) => money(amount, currency, formats)).join(' + ')
              ),
          },
        ]}
      />
    </div>
  );
}
