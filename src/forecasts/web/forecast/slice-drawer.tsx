import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../../platform/web/queries.ts';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { forecastsContract, type LatestForecast } from '../../core/contract.ts';
import type { TabProps } from '../forecasts-page.tsx';
import { forecastQuery, type Shape } from '../view.ts';
import { ForecastFigures } from './figures.tsx';
import { ForecastPanel } from './forecast-panel.tsx';

function Opened({ view, setView, forecast }: TabProps & { forecast: LatestForecast }) {
  const [shape, setShape] = useState<Shape>('lines');
  const lead = (tab: 'forecast' | 'accuracy'): void =>
    setView({ ...view, tab, slice: forecast.scope_key, opened: null, compared: null });
  return (
    <div className="drawer-parts">
      {forecast.points.length > 0 && (
        <ForecastFigures label="Key figures of the slice" forecast={forecast} plain={null} />
      )}
      <ForecastPanel
        title="Costs and forecast by day"
        view={{ ...view, shape }}
        forecast={forecast}
        plain={null}
        setShape={setShape}
        height={260}
      >
        <button type="button" className="link-button" onClick={() => lead('forecast')}>
          Only this on the page
        </button>
        <button type="button" className="link-button" onClick={() => lead('accuracy')}>
          How past forecasts of it did
        </button>
      </ForecastPanel>
    </div>
  );
}

/** The forecast of one slice beside the table, which stays where it is. */
export function SliceDrawer({ view, setView }: TabProps) {
  const { opened } = view;
  const latest = useQuery({
    ...ask(forecastsContract.getLatestForecast, { query: forecastQuery(view, opened ?? '') }),
    enabled: opened !== null,
    placeholderData: undefined,
  });
  return (
    <Drawer
      opened={opened !== null}
      onClose={() => setView({ ...view, opened: null })}
      title={latest.data?.title ?? 'Forecast'}
      size={860}
    >
      {opened !== null && (
        <Answer of={latest} height={480}>
          {(forecast) => <Opened view={view} setView={setView} forecast={forecast} />}
        </Answer>
      )}
    </Drawer>
  );
}
