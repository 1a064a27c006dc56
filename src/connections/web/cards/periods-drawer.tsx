import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, dayAtText, dayText, type Formats, monthText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Absent, columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { ProviderPeriod } from '../../core/billing-periods.ts';
import { type ConnectedProvider, providersContract } from '../../core/providers-contract.ts';
import { Difference, NOT_COUNTED, PeriodDetail } from './period-changes.tsx';
import { sourceTitle, stateText, tellingDifference } from './period-words.ts';

const keyOf = ({ cost_source, billing_period, currency }: ProviderPeriod): string =>
  `${billing_period} ${cost_source} ${currency}`;

function Changed({ period: { restated, currency }, open }: { period: ProviderPeriod; open: () => void }) {
  const formats = useFormats();
  if (currency === null) return <Absent why={NOT_COUNTED} />;
  if (restated === null) return <span className="quiet">Unchanged</span>;
  const { cost, difference } = tellingDifference(restated);
  return (
    <>
      <button type="button" className="link-button" onClick={open}>
        <Difference change={restated} difference={difference} currency={currency} />
        <span className="visually-hidden">, show the changes</span>
      </button>
      <span className="under">
        {cost === 'effective' && 'effective, '}since {dayAtText(restated.at, formats)}
      </span>
    </>
  );
}

function Month({ period, was_open, open }: { period: ProviderPeriod; was_open: boolean; open: () => void }) {
  const formats = useFormats();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Who comes back from a month goes on from there.
    if (was_open) button.current?.focus();
  }, [was_open]);
  const state = stateText(period);
  return (
    <span className="period-reason">
      <button type="button" className="link-button" ref={button} onClick={open}>
        {monthText(period.billing_period, formats)}
      </button>
      <span className="under">{sourceTitle(period)}</span>
      {state !== null && <span className="under">{state}</span>}
    </span>
  );
}

interface Opening {
  open: (key: string) => void;
  /** The period that was open last. */
  last: string | null;
}

function columnsOf(items: ProviderPeriod[], formats: Formats, { open, last }: Opening): Column<ProviderPeriod>[] {
  const amount = (cost: 'billed_cost' | 'effective_cost'): Pick<Column<ProviderPeriod>, 'value' | 'cell'> => {
    const digits = columnDigits(items.map((period) => period[cost]));
    return {
      value: (period) => period[cost],
      cell: ({ [cost]: value, currency }) =>
        currency === null ? (
          <Absent why={NOT_COUNTED} />
        ) : (
          <Money
            amount={value}
            currency={currency}
            formats={formats}
            digits={digits}
            absent="The provider does not say"
          />
        ),
    };
  };
  return [
    {
      id: 'month',
      title: 'Month',
      value: (period) => period.billing_period,
      cell: (period) => <Month period={period} was_open={keyOf(period) === last} open={() => open(keyOf(period))} />,
    },
    { id: 'billed', title: 'Billed', is_number: true, ...amount('billed_cost') },
    { id: 'effective', title: 'Effective', is_number: true, is_secondary: true, ...amount('effective_cost') },
    {
      id: 'rows',
      title: 'Rows',
      is_number: true,
      is_secondary: true,
      value: ({ rows }) => rows,
      cell: ({ rows }) => (rows === null ? <Absent why={NOT_COUNTED} /> : countText(rows, formats)),
    },
    {
      id: 'complete',
      title: 'Complete through',
      is_secondary: true,
      value: ({ data_through }) => data_through,
      cell: ({ data_through }) =>
        data_through ? dayText(data_through, formats, 'short') : <Absent why={NOT_COUNTED} />,
    },
    {
      id: 'read',
      title: 'Read',
      is_secondary: true,
      value: ({ read_at }) => read_at,
      cell: ({ read_at, covered_by }) =>
        covered_by === null ? <When at={read_at} formats={formats} /> : <Absent why="Left out while it is covered" />,
    },
    {
      id: 'changed',
      title: 'Last change',
      is_number: true,
      cell: (period) => <Changed period={period} open={() => open(keyOf(period))} />,
    },
  ];
}

function Periods({ items }: { items: ProviderPeriod[] }) {
  const formats = useFormats();
  const [opened, setOpened] = useState<string | null>(null);
  const [last, setLast] = useState<string | null>(null);
  const open = (key: string): void => {
    setOpened(key);
    setLast(key);
  };
  const period = items.find((one) => keyOf(one) === opened);
  if (period) return <PeriodDetail period={period} back={() => setOpened(null)} />;
  if (items.length === 0)
    return <EmptyState title="No costs were read yet">Each month is here once a sync has read it.</EmptyState>;
  return (
    <DataTable
      caption="Costs by billing period"
      columns={columnsOf(items, formats, { open, last })}
      rows={items}
      keyOf={keyOf}
    />
  );
}

function AskedPeriods({ id }: { id: string }) {
  const query = useQuery(ask(providersContract.listProviderPeriods, { params: { id } }));
  return (
    <Answer of={query} height={420}>
      {({ items }) => <Periods items={items} />}
    </Answer>
  );
}

/** Opens what a connection told by billing period, and what of it was restated. */
export function PeriodsButton({ provider: { id, name } }: { provider: ConnectedProvider }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button type="button" className="link-button under" onClick={() => setOpened(true)}>
        Costs by month<span className="visually-hidden"> of {name}</span>
      </button>
      <Drawer opened={opened} onClose={() => setOpened(false)} title={`Costs of ${name} by month`} size={880}>
        <AskedPeriods id={id} />
      </Drawer>
    </>
  );
}
