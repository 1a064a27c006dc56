import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, type Formats, percentText } from '../../../platform/web/format.ts';
import { columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { Cause, CauseDimension, CauseResource, CauseValue } from '../../core/cause.ts';
import type { AnomalyDetail } from '../../core/contract.ts';
import { Impact } from '../marks.tsx';
import { causeValueTitle, valueSearch } from './cause-words.ts';

const CHANGES: Record<CauseValue['change'], string | null> = { new: 'New', vanished: 'Vanished', changed: null };

type Compared = Pick<CauseValue, 'expected' | 'actual' | 'difference' | 'share_percent' | 'change'>;

/** Columns of what is compared: before, now, the difference and its share of the whole. */
export function comparedColumns<Row extends Compared>(rows: Row[], currency: string, formats: Formats): Column<Row>[] {
  const digits = columnDigits(rows.flatMap(({ expected, actual }) => [expected, actual]));
  const amount = (id: 'expected' | 'actual', title: string): Column<Row> => ({
    id,
    title,
    is_number: true,
    is_secondary: true,
    value: (row) => row[id],
    cell: (row) => <Money amount={row[id]} currency={currency} formats={formats} digits={digits} />,
  });
  return [
    amount('expected', 'Before'),
    amount('actual', 'Actual'),
    {
      id: 'difference',
      title: 'Difference',
      is_number: true,
      value: (row) => row.difference,
      cell: ({ difference, change }) => (
        <>
          <Impact impact={difference} currency={currency} formats={formats} digits={digits} />
          {CHANGES[change] && <span className="under">{CHANGES[change]}</span>}
        </>
      ),
    },
    {
      id: 'share',
      title: 'Share',
      is_number: true,
      is_secondary: true,
      value: (row) => row.share_percent,
      cell: (row) => percentText(row.share_percent, formats),
    },
  ];
}

/** The values of a dimension that explain the difference; each leads to its rows. */
export function CauseTable({
  anomaly,
  cause,
  dimension: { grouping, title, values, rest_percent },
}: {
  anomaly: AnomalyDetail;
  cause: Cause;
  dimension: CauseDimension;
}) {
  const formats = useFormats();
  const columns: Column<CauseValue>[] = [
    {
      id: 'value',
      title,
      value: ({ value, label }) => causeValueTitle(grouping, value, label),
      cell: ({ value, label }) => {
        const search = valueSearch(anomaly, cause, [[grouping, value]]);
        const text = causeValueTitle(grouping, value, label);
        return (
          <span className="wrapping" title={value}>
            {search ? (
              <Link to="/explorer" search={search} className="link-button">
                {text}
              </Link>
            ) : (
              text
            )}
          </span>
        );
      },
    },
    ...comparedColumns(values, anomaly.currency, formats),
  ];
  return (
    <>
      <DataTable caption={`Cause by ${title}`} columns={columns} rows={values} keyOf={({ value }) => value} />
      <p className="quiet">All others make {percentText(rest_percent, formats)} of the difference.</p>
    </>
  );
}

/** Shown at first are so many at most, and none that makes less of the difference than this, in percent. */
const FEW = 8;
const SMALL_SHARE = 1;

/** The resources that explain the difference, with the way to the inventory and to their rows. */
export function ResourcesTable({ anomaly, cause }: { anomaly: AnomalyDetail; cause: Cause }) {
  const formats = useFormats();
  const [shows_all, setShowsAll] = useState(false);
  const large = cause.resources.filter(({ share_percent }) => Math.abs(share_percent) >= SMALL_SHARE).slice(0, FEW);
  const resources = shows_all || large.length === 0 ? cause.resources : large;
  const columns: Column<CauseResource>[] = [
    {
      id: 'resource',
      title: 'Resource',
      value: ({ name, resource_id }) => name ?? resource_id,
      cell: ({ name, resource_id }) => (
        <span className="wrapping">
          <Link to="/inventory" search={{ search: resource_id, gone: 'show' }} className="link-button">
            {name ?? resource_id}
          </Link>
          {name !== null && (
            <span className="under one-line" title={resource_id}>
              {resource_id}
            </span>
          )}
        </span>
      ),
    },
    ...comparedColumns(resources, anomaly.currency, formats),
    {
      id: 'rows',
      title: '',
      cell: ({ resource_id }) => (
        <Link to="/explorer" search={valueSearch(anomaly, cause, [['resource', resource_id]]) ?? {}}>
          Rows<span className="visually-hidden"> of {resource_id}</span>
        </Link>
      ),
    },
  ];
  return (
    <>
      <DataTable
        caption="Resources behind the difference"
        columns={columns}
        rows={resources}
        keyOf={({ resource_id }) => resource_id}
      />
      {resources.length < cause.resources.length && (
        <Button mt="sm" size="xs" variant="default" onClick={() => setShowsAll(true)}>
          Show all {countText(cause.resources.length, formats)}
        </Button>
      )}
    </>
  );
}
