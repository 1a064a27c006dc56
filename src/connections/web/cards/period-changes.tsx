import { Button, Stack } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, dayText, monthText, timeText } from '../../../platform/web/format.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { PeriodChange, ProviderPeriod } from '../../core/billing-periods.ts';
import { reasonText, sourceTitle, stateText, toneOf } from './period-words.ts';

/** Why a period has no amount. */
export const NOT_COUNTED = 'None of its costs count';
const NOT_SAID = 'One of the two readings does not say';

/** A difference of amounts: arrow, sign, and colour where it was restated. */
export function Difference({
  change,
  difference,
  currency,
}: {
  change: PeriodChange;
  difference: number | null;
  currency: string;
}) {
  const formats = useFormats();
  if (difference === null) return <Absent why={NOT_SAID} />;
  if (difference === 0) return 'None';
  return (
    <span className="delta" data-tone={toneOf(change, difference)}>
      <span aria-hidden="true">{difference > 0 ? '↑' : '↓'}</span>
      <span className="visually-hidden">{difference > 0 ? 'up' : 'down'}</span>
      <span>
        {difference > 0 && '+'}
        <Money amount={difference} currency={currency} formats={formats} />
      </span>
    </span>
  );
}

function ChangesTable({ changes, currency }: { changes: PeriodChange[]; currency: string }) {
  const formats = useFormats();
  const columns: Column<PeriodChange>[] = [
    {
      id: 'at',
      title: 'When and why',
      cell: (change) => (
        <span className="period-reason">
          {timeText(change.at, formats)}
          <span className="under">{reasonText(change)}</span>
        </span>
      ),
    },
    {
      id: 'billed',
      title: 'Billed',
      is_number: true,
      cell: (change) => <Difference change={change} difference={change.difference_billed} currency={currency} />,
    },
    {
      id: 'effective',
      title: 'Effective',
      is_number: true,
      cell: (change) => <Difference change={change} difference={change.difference_effective} currency={currency} />,
    },
    {
      id: 'before',
      title: 'Billed before',
      is_number: true,
      is_secondary: true,
      cell: ({ billed_cost }) => (
        <Money amount={billed_cost} currency={currency} formats={formats} absent="It was not said" />
      ),
    },
    {
      id: 'rows',
      title: 'Rows before',
      is_number: true,
      is_secondary: true,
      cell: ({ rows }) => countText(rows, formats),
    },
  ];
  return <DataTable caption="Changes, newest first" columns={columns} rows={changes} keyOf={({ at }) => at} />;
}

function Facts({ period }: { period: ProviderPeriod }) {
  const formats = useFormats();
  const { currency, billed_cost, effective_cost, rows, data_through, read_at, covered_by } = period;
  const amount = (cost: number | null): ReactNode =>
    currency === null ? (
      <Absent why={NOT_COUNTED} />
    ) : (
      <Money amount={cost} currency={currency} formats={formats} absent="The provider does not say" />
    );
  const facts: [string, ReactNode][] = [
    ['Billed', amount(billed_cost)],
    ['Effective', amount(effective_cost)],
    ['Rows', rows === null ? <Absent why={NOT_COUNTED} /> : countText(rows, formats)],
    ['Complete through', data_through ? dayText(data_through, formats) : <Absent why={NOT_COUNTED} />],
    [covered_by === null ? 'Read' : 'Left out since', <When key="read" at={read_at} formats={formats} />],
    ['Source', sourceTitle(period)],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One billing period: what counts of it, and how that came to be. */
export function PeriodDetail({ period, back }: { period: ProviderPeriod; back: () => void }) {
  const formats = useFormats();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const state = stateText(period);
  const { changes, currency } = period;
  return (
    <Stack gap="md" align="stretch">
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        w="fit-content"
        leftSection={<IconArrowLeft size={14} aria-hidden={true} />}
        onClick={back}
      >
        All months
      </Button>
      <h3 className="part-title" tabIndex={-1} ref={heading}>
        {monthText(period.billing_period, formats)}
      </h3>
      {state !== null && <div className="notice">{state}</div>}
      <Facts period={period} />
      <section>
        <h3 className="part-title">What changed after it was read first</h3>
        {currency !== null && changes.length > 0 ? (
          <ChangesTable changes={changes} currency={currency} />
        ) : (
          <p className="quiet">Nothing is known to have changed.</p>
        )}
      </section>
    </Stack>
  );
}
