import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../platform/web/queries.ts';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { forecastsContract, type LatestForecast } from '../../core/contract.ts';
import type { TabProps } from '../forecasts-page.tsx';
import { NotMade } from '../making.tsx';
import { type ForecastView, forecastQuery, isScenario } from '../view.ts';
import { ForecastFigures } from './figures.tsx';
import { ForecastPanel } from './forecast-panel.tsx';
import { ForecastSentence } from './forecast-sentence.tsx';
import { SliceDrawer } from './slice-drawer.tsx';
import { SlicesPanel } from './slices-panel.tsx';

/** The forecast without the scenario of a view; null where none is looked at, or until it is there. */
function usePlain(view: ForecastView, slice: string): LatestForecast | null {
  const query = ask(forecastsContract.getLatestForecast, {
    query: forecastQuery({ ...view, planned: true, growth: 0 }, slice),
  });
  const { data } = useQuery({ ...query, enabled: isScenario(view), placeholderData: undefined });
  return isScenario(view) ? (data ?? null) : null;
}

/** The forecast of a slice, and the table of all slices below. */
export function ForecastTab({ view, setView }: TabProps) {
  const latest = useQuery(ask(forecastsContract.getLatestForecast, { query: forecastQuery(view, view.slice) }));
  const plain = usePlain(view, view.slice);
  return (
    <>
      <ForecastSentence view={view} setView={setView} forecast={latest.data} />
      <Answer of={latest} height={560}>
        {(forecast) =>
          forecast.run === null ? (
            <NotMade reason={forecast.reason} />
          ) : (
            <>
              {forecast.points.length > 0 && <ForecastFigures label="Key figures" forecast={forecast} plain={plain} />}
              <ForecastPanel
                title={forecast.title}
                view={view}
                forecast={forecast}
                plain={plain}
                setShape={(shape) => setView({ ...view, shape }, true)}
                height={340}
              />
              <SlicesPanel view={view} setView={setView} currency={forecast.currency} />
            </>
          )
        }
      </Answer>
      <SliceDrawer view={view} setView={setView} />
    </>
  );
}
