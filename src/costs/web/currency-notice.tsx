import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ask } from '../../platform/web/queries.ts';
import { costsContract } from '../core/contract.ts';
import { daysOf } from './range.ts';
import { searchOf, selectionOf, type View } from './view.ts';

/** Says what is not among the amounts: other currencies, and rows whose source does not know the metric. */
export function CurrencyNotice({ view, last_day, to }: { view: View; last_day: string; to: '/' | '/explorer' }) {
  const navigate = useNavigate();
  const { data } = useQuery(ask(costsContract.costSummary, { query: selectionOf(view, daysOf(view.range, last_day)) }));
  if (!data || (data.other_currencies.length === 0 && data.rows_without_metric === 0)) return null;
  const currencies = [data.currency, ...data.other_currencies.map((other) => other.currency)].toSorted();
  return (
    <div className="notice" data-tone="warn">
      {data.other_currencies.length > 0 && (
        <p>
          There are costs in {currencies.length} currencies. They are never added; you see{' '}
          <SegmentedControl
            size="xs"
            aria-label="Currency"
            data={currencies}
            value={data.currency}
            onChange={(currency) => void navigate({ to, search: searchOf({ ...view, currency }) })}
          />
        </p>
      )}
      {data.rows_without_metric > 0 && (
        <p>
          {data.rows_without_metric} charge rows do not say their {view.metric} cost and are not in these amounts.
        </p>
      )}
    </div>
  );
}
