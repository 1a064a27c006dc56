import { Select } from '@mantine/core';
import type { LatestForecast } from '../../core/contract.ts';
import { CurrencySelect } from '../currency-select.tsx';
import type { TabProps } from '../forecasts-page.tsx';
import { SliceSelect } from '../slice-select.tsx';
import { HORIZONS, type Horizon, isScenario } from '../view.ts';
import { GrowthField } from './growth-field.tsx';

const HORIZON_TEXTS: Record<Horizon, string> = { 30: '30 days', 90: '90 days', 365: '12 months' };

/** What is forecast, as a sentence whose words can be changed. */
export function ForecastSentence({
  view,
  setView,
  forecast,
}: TabProps & { forecast: Pick<LatestForecast, 'title' | 'currency'> | undefined }) {
  return (
    <section className="panel sentence" aria-label="What is shown">
      <span>Forecast of</span>
      <SliceSelect
        value={view.slice}
        currency={view.currency}
        title={forecast?.title}
        change={(slice) => setView({ ...view, slice })}
      />
      <CurrencySelect value={forecast?.currency} change={(currency) => setView({ ...view, currency, slice: '' })} />
      <span>for the next</span>
      <Select
        size="xs"
        w={112}
        aria-label="Days ahead"
        allowDeselect={false}
        data={HORIZONS.map((days) => ({ value: String(days), label: HORIZON_TEXTS[days] }))}
        value={String(view.horizon)}
        onChange={(days) => setView({ ...view, horizon: Number(days) as Horizon })}
      />
      <Select
        size="xs"
        w={202}
        aria-label="Planned changes"
        allowDeselect={false}
        data={[
          { value: 'true', label: 'with planned changes' },
          { value: 'false', label: 'without planned changes' },
        ]}
        value={String(view.planned)}
        onChange={(planned) => setView({ ...view, planned: planned === 'true' })}
      />
      <span>and</span>
      <GrowthField growth={view.growth} change={(growth) => setView({ ...view, growth })} />
      <span>more growth over a year</span>
      {isScenario(view) && (
        <button type="button" className="link-button" onClick={() => setView({ ...view, planned: true, growth: 0 })}>
          Back to the plain forecast
        </button>
      )}
    </section>
  );
}
