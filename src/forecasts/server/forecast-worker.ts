import { answering } from '../../platform/server/analysis-outcome.ts';
import { holidaysOf } from '../../platform/server/holidays.ts';
import { forecastAll } from '../core/forecast.ts';
import { MODEL_NAMES } from '../core/models/catalogue.ts';
import { calendarOf, dailySeriesOf, spanOf } from '../core/wire.ts';
import { forecastTask } from './analysis.ts';

/** Computes `forecastTask`. */
export default answering(forecastTask, async ({ series, horizon, levels, calendar, model }) => {
  const span = spanOf(series, horizon);
  const country = calendar?.country;
  const public_holidays =
    span && country ? await holidaysOf(country, span.start, span.end, 'body.calendar.country') : [];
  const forecasts = forecastAll(series.map(dailySeriesOf), {
    horizon,
    levels,
    calendar: calendarOf(calendar, public_holidays),
    model: MODEL_NAMES.find((name) => name === model),
  });
  return { forecasts };
});
