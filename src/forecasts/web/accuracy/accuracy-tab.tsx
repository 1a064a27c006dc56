import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../platform/web/queries.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { forecastsContract } from '../../core/contract.ts';
import { CurrencySelect } from '../currency-select.tsx';
import type { TabProps } from '../forecasts-page.tsx';
import { SliceSelect } from '../slice-select.tsx';
import { AccuracyFigures } from './accuracy-figures.tsx';
import { ComparisonPanel } from './comparison-panel.tsx';
import { ComparisonTable, keyOf } from './comparison-table.tsx';

/** How past forecasts of a slice did against what came: in figures, one by one, and one in detail. */
export function AccuracyTab({ view, setView }: TabProps) {
  const query = { scope_key: view.slice || undefined, currency: view.currency };
  const accuracy = useQuery(ask(forecastsContract.getForecastAccuracy, { query }));
  return (
    <>
      <section className="panel sentence" aria-label="What is shown">
        <span>Past forecasts of</span>
        <SliceSelect
          value={view.slice}
          currency={view.currency}
          title={accuracy.data?.title}
          change={(slice) => setView({ ...view, slice, compared: null })}
        />
        <CurrencySelect
          value={accuracy.data?.currency}
          change={(currency) => setView({ ...view, currency, slice: '', compared: null })}
        />
        <span>against what came</span>
      </section>
      <Answer of={accuracy} height={560}>
        {(data) => {
          const shown = data.comparisons.find((one) => keyOf(one) === view.compared) ?? data.comparisons[0];
          if (!shown)
            return (
              <Panel>
                <EmptyState title="Nothing to compare yet">
                  A forecast is compared once a week of it is over. Forecasts for days that are over already are made
                  afterwards, from the days before alone, as soon as there is enough history.
                </EmptyState>
              </Panel>
            );
          return (
            <>
              <AccuracyFigures accuracy={data} />
              <ComparisonPanel
                comparison={shown}
                title={data.title}
                currency={data.currency}
                shape={view.shape}
                setShape={(shape) => setView({ ...view, shape }, true)}
              />
              <ComparisonTable
                accuracy={data}
                shown={shown}
                show={(compared) => setView({ ...view, compared }, true)}
              />
            </>
          );
        }}
      </Answer>
    </>
  );
}
