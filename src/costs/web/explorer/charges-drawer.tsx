import { Drawer } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useFormats } from '../../../identity/web/session.ts';
import { addressOf, call } from '../../../platform/web/client.ts';
import { countText, dayText, money } from '../../../platform/web/format.ts';
import { Absent, columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { type ChargeRow, costsContract } from '../../core/contract.ts';

interface ChargesDrawerProps {
  title: string;
  /** Query parameters of the rows; null keeps the drawer closed. */
  selection: Record<string, unknown> | null;
  close: () => void;
}

function useCharges(selection: Record<string, unknown> | null) {
  return useInfiniteQuery({
    queryKey: ['costs', 'charges', selection && addressOf(costsContract.costCharges, { query: selection })],
    queryFn: ({ pageParam, signal }) =>
      call(costsContract.costCharges, { query: { ...selection, limit: 50, cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: selection !== null,
  });
}

/** The charge rows behind a number, largest first. */
export function ChargesDrawer({ title, selection, close }: ChargesDrawerProps) {
  const formats = useFormats();
  const charges = useCharges(selection);
  const text = (value: string | null) => value ?? <Absent why="The bill does not say" />;
  const columnsFor = (currency: string, rows: ChargeRow[]): Column<ChargeRow>[] => {
    const digits = columnDigits(rows.map((row) => row.amount));
    return [
      { id: 'day', title: 'Day', value: (r) => r.charge_date, cell: (r) => dayText(r.charge_date, formats) },
      {
        id: 'amount',
        title: 'Amount',
        is_number: true,
        value: (r) => r.amount,
        cell: (r) => (
          <Money
            amount={r.amount}
            currency={currency}
            formats={formats}
            digits={digits}
            absent="The bill does not say this cost"
          />
        ),
      },
      { id: 'category', title: 'Category', value: (r) => r.charge_category, cell: (r) => text(r.charge_category) },
      {
        id: 'description',
        title: 'Description',
        value: (r) => r.charge_description,
        cell: (r) => <span className="wrapping">{text(r.charge_description)}</span>,
      },
      {
        id: 'resource',
        title: 'Resource',
        value: (r) => r.resource_id,
        cell: (r) => <span className="wrapping">{text(r.resource_id)}</span>,
      },
      {
        id: 'quantity',
        title: 'Quantity',
        is_number: true,
        value: (r) => r.consumed_quantity,
        cell: (r) => (r.consumed_quantity === null ? text(null) : `${r.consumed_quantity} ${r.consumed_unit ?? ''}`),
      },
    ];
  };
  return (
    <Drawer opened={selection !== null} onClose={close} title={`Charge rows: ${title}`} size="xl">
      <Answer of={charges} height={400}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          const [first] = pages;
          if (!first) return null;
          return (
            <>
              <p>
                {countText(first.row_count, formats)} rows make {money(first.total, first.currency, formats)}.
              </p>
              <DataTable
                caption="Charge rows"
                columns={columnsFor(first.currency, rows)}
                rows={rows}
                keyOf={(row) => String(rows.indexOf(row))}
              />
            </>
          );
        }}
      </Answer>
      <ShowMore of={charges} />
    </Drawer>
  );
}
