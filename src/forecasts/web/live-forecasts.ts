import { liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';
import type { ForecastEvent } from '../core/contract.ts';

/** Asks anew for forecasts when they have been made anew, or the calendar they follow has changed. */
export const forecastHandlers = liveHandlers<ForecastEvent>({
  'forecast.changed': () => {
    void invalidate('forecasts');
    void invalidate('calendar');
  },
});
