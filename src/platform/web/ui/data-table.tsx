import { type ReactNode, useMemo, useState } from 'react';

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable by this value; null sorts last. */
  value?: (row: Row) => string | number | null;
  is_number?: boolean;
  /** Left out where the table has little room, such as on a phone. */
  is_secondary?: boolean;
}

const classOf = <Row,>({ is_number, is_secondary }: Column<Row>): string | undefined =>
  [is_number && 'number', is_secondary && 'secondary'].filter(Boolean).join(' ') || undefined;

interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  footer?: ReactNode;
  /** For rows that are sorted elsewhere, such as by the server; without it the table sorts them itself. */
  ordered?: { by: Sorting; change: (by: Sorting) => void };
}

/** Which column a table is sorted by. */
export interface Sorting {
  id: string;
  descending: boolean;
}

function sorted<Row>(rows: Row[], columns: Column<Row>[], sorting: Sorting | null): Row[] {
  const value = columns.find((column) => column.id === sorting?.id)?.value;
  if (!sorting || !value) return rows;
  const sign = sorting.descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return typeof x === 'number' && typeof y === 'number' ? sign * (x - y) : sign * String(x).localeCompare(String(y));
  });
}

function HeadCell<Row>({
  column,
  sorting,
  sort,
}: {
  column: Column<Row>;
  sorting: Sorting | null;
  sort: (id: string) => void;
}) {
  const own = sorting?.id === column.id ? sorting : null;
  const order = own ? (own.descending ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" className={classOf(column)} aria-sort={order}>
      {column.value ? (
        <button type="button" onClick={() => sort(column.id)}>
          {column.title}
          <span aria-hidden="true">{own ? (own.descending ? '↓' : '↑') : ''}</span>
        </button>
      ) : (
        column.title || <span className="visually-hidden">Actions</span>
      )}
    </th>
  );
}

/** A table whose columns sort on a click; numbers stand right. */
export function DataTable<Row>({ caption, columns, rows, keyOf, footer, ordered }: DataTableProps<Row>) {
  const [own, setOwn] = useState<Sorting | null>(null);
  const sorting = ordered?.by ?? own;
  const shown = useMemo(() => (ordered ? rows : sorted(rows, columns, own)), [rows, columns, own, ordered]);
  const sort = (id: string): void => {
    const descending =
      sorting?.id === id ? !sorting.descending : (columns.find((column) => column.id === id)?.is_number ?? false);
    (ordered?.change ?? setOwn)({ id, descending });
  };
  return (
    // What scrolls has to be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" role="group" tabIndex={0} aria-label={caption}>
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sorting={sorting} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.id} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {footer}
      </table>
    </div>
  );
}
