import type { ReactNode } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, type Formats, money } from '../../../platform/web/format.ts';
import { Absent, columnDigits, Money } from '../../../platform/web/ui/amounts.tsx';
import type { RecommendationSummary } from '../../core/contract.ts';

/** One figure of a page, with its title and what it stands on. */
export function Figure({ title, note, children }: { title: string; note: ReactNode; children: ReactNode }) {
  return (
    <div className="figure">
      <h2>{title}</h2>
      <div className="figure-value">{children}</div>
      {typeof note === 'string' ? <p>{note}</p> : note}
    </div>
  );
}

type Attainable = NonNullable<RecommendationSummary['attainable']>;
const PRICES: { name: keyof Attainable; title: string; absent: string }[] = [
  { name: 'effective', title: 'Effective, after commitments', absent: '' },
  {
    name: 'contracted',
    title: 'At contracted prices',
    absent: 'The bill does not tell contracted prices of all of it',
  },
  { name: 'list', title: 'At list prices', absent: 'The bill does not tell list prices of all of it' },
];

function AllPrices({ attainable, currency, formats }: { attainable: Attainable; currency: string; formats: Formats }) {
  const digits = columnDigits(Object.values(attainable));
  return (
    <details className="all-prices">
      <summary>At list and contracted prices</summary>
      <dl>
        {PRICES.map(({ name, title, absent }) => (
          <div key={name}>
            <dt>{title}</dt>
            <dd>
              <Money amount={attainable[name]} currency={currency} formats={formats} digits={digits} absent={absent} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function countNote({ in_total, unknown_savings, recommendations }: RecommendationSummary, formats: Formats): string {
  const beside = recommendations - in_total - unknown_savings;
  const base = `${countText(in_total, formats)} in the total`;
  return beside > 0
    ? `${base}; ${countText(beside, formats)} more can’t be done beside a better one, or save nothing`
    : base;
}

const otherText = ({ other_currencies }: RecommendationSummary, formats: Formats): string =>
  other_currencies.map(({ attainable, currency }) => money(attainable, currency, formats)).join(', ');

function Attained({
  realised,
  currency,
  formats,
}: Pick<RecommendationSummary, 'realised' | 'currency'> & { formats: Formats }) {
  const nothing = 'Measured from the bill after a change is marked as implemented';
  return (
    <Figure
      title="Realised a month"
      note={
        realised === null || currency === null
          ? nothing
          : `Of ${money(realised.promised, currency, formats)} that ${realised.recommendations === 1 ? '1 change' : `${countText(realised.recommendations, formats)} changes`} promised`
      }
    >
      {realised === null || currency === null ? (
        <Absent why="No change has been measured yet" />
      ) : (
        <Money amount={realised.realised} currency={currency} formats={formats} />
      )}
    </Figure>
  );
}

/** The answer first: what can be saved, by how many, what is not known, and what was saved so far. */
export function SummaryFigures({ summary }: { summary: RecommendationSummary }) {
  const formats = useFormats();
  const { currency, attainable, recommendations, unknown_savings, realised } = summary;
  const others = otherText(summary, formats);
  const basis = 'By those that can be done together, from your own bill';
  return (
    <section className="panel figures saving-figures" aria-label="Key figures">
      <Figure
        title="Can be saved a month"
        note={
          <>
            <p>{others === '' ? basis : `And ${others}, never added up`}</p>
            {attainable && currency && <AllPrices attainable={attainable} currency={currency} formats={formats} />}
          </>
        }
      >
        {attainable && currency ? (
          <Money amount={attainable.effective} currency={currency} formats={formats} />
        ) : (
          <Absent why="No saving is known yet" />
        )}
      </Figure>
      <Figure title="Recommendations" note={countNote(summary, formats)}>
        {countText(recommendations, formats)}
      </Figure>
      <Figure
        title="Saving not known"
        note={
          unknown_savings === 0
            ? 'Every one has a figure'
            : 'A bill, a price or a measurement is missing; they are in no total'
        }
      >
        {countText(unknown_savings, formats)}
      </Figure>
      <Attained realised={realised} currency={currency} formats={formats} />
    </section>
  );
}
