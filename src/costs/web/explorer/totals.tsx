import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../../identity/web/session.ts';
import { money } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Delta, Money } from '../../../platform/web/ui/amounts.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { costsContract } from '../../core/contract.ts';

/** The answer first: the total of the selection, its change, and its daily average. */
export function Totals({ selection }: { selection: Record<string, unknown> }) {
  const formats = useFormats();
  const summary = useQuery(ask(costsContract.costSummary, { query: selection }));
  return (
    <Answer of={summary} height={96}>
      {(data) => (
        <section className="panel figures" aria-label="Totals">
          <div className="figure">
            <h2>Total</h2>
            <div className="figure-value">
              <Money amount={data.total_cost} currency={data.currency} formats={formats} />
            </div>
            <p>
              <Delta percent={data.change_percent} formats={formats} absent="There is no cost in the period before" />{' '}
              {data.previous_cost !== null &&
                `from ${money(data.previous_cost, data.currency, formats)} in the period before`}
            </p>
          </div>
          <div className="figure">
            <h2>Daily average</h2>
            <div className="figure-value">
              <Money
                amount={data.daily_average}
                currency={data.currency}
                formats={formats}
                absent="No day has charges"
              />
            </div>
            <p>Over the days that have charges</p>
          </div>
        </section>
      )}
    </Answer>
  );
}
