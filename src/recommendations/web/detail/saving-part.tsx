import { useFormats } from '../../../identity/web/session.ts';
import { dayText, type Formats } from '../../../platform/web/format.ts';
import { Absent, columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import type { Realised, RecommendationDetail } from '../../core/contract.ts';
import type { SavingLine } from '../../core/types.ts';
import { LINE_SOURCES, priceText, windowText } from '../words.ts';
import { Part } from './part.tsx';

const KINDS = ['effective', 'contracted', 'list'] as const;
type Kind = (typeof KINDS)[number];
const KIND_TITLES: Record<Kind, string> = { effective: 'Effective', contracted: 'Contracted', list: 'List' };
const NOT_TOLD = 'The bill does not tell this price';

/** Amounts are exact texts; what is shown of them is rounded once, here. */
const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

const Source = ({ line: { source, prices }, formats }: { line: SavingLine; formats: Formats }) => (
  <>
    <span className="under">{LINE_SOURCES[source]}</span>
    {prices.map((row) => (
      <span className="under" key={`${row.service} ${row.sku} ${row.region}`}>
        {priceText(row, formats)}
      </span>
    ))}
  </>
);

function columnsFor(lines: SavingLine[], currency: string, formats: Formats): Column<SavingLine>[] {
  const digits = columnDigits(lines.map(({ amounts }) => Number(amounts.effective)));
  return [
    {
      id: 'text',
      title: 'Part',
      cell: (line) => (
        <span className="wrapping">
          {line.text}
          <Source line={line} formats={formats} />
        </span>
      ),
    },
    ...KINDS.map((kind) => ({
      id: kind,
      title: KIND_TITLES[kind],
      is_number: true,
      is_secondary: kind !== 'effective',
      cell: ({ amounts }: SavingLine) => (
        <Money
          amount={numberOf(amounts[kind])}
          currency={currency}
          formats={formats}
          digits={digits}
          absent={NOT_TOLD}
        />
      ),
    })),
  ];
}

const namesOf = ({ finding }: RecommendationDetail): string =>
  finding.saving.freed_commitments
    .map(({ commitment_id, commitment_name }) => commitment_name ?? commitment_id)
    .join(', ');

/** What the lines leave of the sum; null where the bill does not tell the price of a line. */
function restOf({ savings, finding }: RecommendationDetail, kind: Kind): number | null {
  const parts = finding.saving.lines.map(({ amounts }) => numberOf(amounts[kind]));
  const sum = savings?.[kind] ?? null;
  return sum === null || parts.includes(null) ? null : parts.reduce<number>((rest, part) => rest - (part ?? 0), sum);
}

/** What other use takes up of freed commitments: part of the sum, and of no line of the bill. */
function TakenUp({ detail, formats }: { detail: RecommendationDetail; formats: Formats }) {
  const { taken_up, currency } = detail;
  if (taken_up === null || taken_up === 0 || currency === null) return null;
  return (
    <tr className="taken-up">
      <td>
        <span className="wrapping">
          Other use takes up what is freed of “{namesOf(detail)}”, and costs that much less.
          <span className="under">Own bill</span>
        </span>
      </td>
      {KINDS.map((kind) => (
        <td key={kind} className={kind === 'effective' ? 'number' : 'number secondary'}>
          <Money amount={restOf(detail, kind)} currency={currency} formats={formats} absent={NOT_TOLD} />
        </td>
      ))}
    </tr>
  );
}

function Sum({ detail, formats }: { detail: RecommendationDetail; formats: Formats }) {
  const { savings, currency } = detail;
  if (savings === null || currency === null) return null;
  return (
    <tfoot>
      <TakenUp detail={detail} formats={formats} />
      <tr>
        <th scope="row">Saved a month</th>
        {KINDS.map((kind) => (
          <td key={kind} className={kind === 'effective' ? 'number' : 'number secondary'}>
            <Money amount={savings[kind]} currency={currency} formats={formats} absent={NOT_TOLD} />
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

function Freed({ detail, formats }: { detail: RecommendationDetail; formats: Formats }) {
  const { finding, taken_up, stranded, currency } = detail;
  if (finding.saving.freed_commitments.length === 0 || currency === null) return null;
  const amount = (value: number) => <Money amount={value} currency={currency} formats={formats} />;
  return (
    <div className="notice">
      It is covered by a commitment that has to be paid anyway: {namesOf(detail)}.{' '}
      {taken_up === null || stranded === null ? (
        'How much of what it frees other use would take up is not known.'
      ) : stranded === 0 ? (
        'Other use would take up all that it frees, so all of that is saved.'
      ) : (
        <>
          Other use would take up {amount(taken_up)} a month of what it frees; {amount(stranded)} a month would be paid
          for nothing, and is no saving.
        </>
      )}
    </div>
  );
}

/** What is saved, part by part, each with where its figure comes from. */
export function SavingPart({ detail }: { detail: RecommendationDetail }) {
  const formats = useFormats();
  const { lines, window, unknown_because } = detail.finding.saving;
  const { currency, monthly_savings } = detail;
  // What costs nothing has nothing to be computed.
  if (lines.length === 0 && monthly_savings === 0) return null;
  return (
    <Part
      title="How the saving is computed"
      note={
        window
          ? `From your bill of ${windowText(window, formats)}, for a month of 30 days`
          : 'No bill was there to compute it from'
      }
    >
      {unknown_because && (
        <div className="notice" data-tone="warn">
          The saving is unknown: {unknown_because}
        </div>
      )}
      {lines.length > 0 && currency && (
        <DataTable
          caption="Parts of the saving"
          columns={columnsFor(lines, currency, formats)}
          rows={lines}
          keyOf={({ text, source }) => `${source} ${text}`}
          footer={<Sum detail={detail} formats={formats} />}
        />
      )}
      <Freed detail={detail} formats={formats} />
    </Part>
  );
}

function Measured({ measured, formats }: { measured: Realised; formats: Formats }) {
  const { promised, realised, lower, upper, currency } = measured;
  const amount = (value: number | null, absent: string) => (
    <Money amount={value} currency={currency} formats={formats} absent={absent} />
  );
  const range =
    lower === null || upper === null ? null : (
      <>
        {' '}
        (likely between {amount(lower, '')} and {amount(upper, '')})
      </>
    );
  return (
    <dl className="facts">
      <div>
        <dt>Promised a month</dt>
        <dd>{amount(promised, 'Its saving was not known')}</dd>
      </div>
      <div>
        <dt>Measured a month</dt>
        <dd>
          {amount(realised, 'Not enough days of the bill are known yet')}
          {range}
        </dd>
      </div>
      <div>
        <dt>Changed on</dt>
        <dd>{dayText(measured.changed_on, formats)}</dd>
      </div>
      <div>
        <dt>Days compared</dt>
        <dd>
          {measured.days === 0 ? <Absent why="The bill does not reach beyond the change yet" /> : measured.days},
          through {dayText(measured.measured_through, formats)}
        </dd>
      </div>
    </dl>
  );
}

/** What the bill shows after the change, beside what was promised. */
export function RealisedPart({ detail: { realised } }: { detail: RecommendationDetail }) {
  const formats = useFormats();
  if (realised === null) return null;
  return (
    <Part title="What it really saved" note={realised.explanation}>
      <Measured measured={realised} formats={formats} />
    </Part>
  );
}
