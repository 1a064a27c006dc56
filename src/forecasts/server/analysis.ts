import type { z } from 'zod';
import type { AnalysisTask } from '../../platform/server/analysis.ts';
import { forecastAnswer, forecastRequest } from '../core/analysis-contract.ts';
import { MODEL_NAMES } from '../core/models/catalogue.ts';
import { checkSeries } from '../core/wire.ts';

/** Changes whenever the same series would get another forecast. */
export const MODEL_VERSION = '2';

/** Numbers of one answer: beyond, its JSON nears the longest text that JavaScript can hold. */
const MOST_NUMBERS = 10_000_000;

function checkSize(request: z.output<typeof forecastRequest>, context: z.RefinementCtx): void {
  const { series, horizon, levels } = request;
  // A mean, and for each level the bounds of the days and those of their sums.
  const numbers = series.length * horizon * (1 + 4 * levels.length);
  if (numbers > MOST_NUMBERS)
    context.addIssue({
      code: 'custom',
      path: ['series'],
      message: `would be answered by ${numbers} numbers, of ${MOST_NUMBERS} at most: send fewer series at a time`,
    });
}

function checkModel({ model }: z.output<typeof forecastRequest>, context: z.RefinementCtx): void {
  if (model === undefined || MODEL_NAMES.some((name) => name === model)) return;
  context.addIssue({ code: 'custom', path: ['model'], message: `must be one of ${MODEL_NAMES.join(', ')}` });
}

/** Forecasts of daily series. Its request is `forecastRequest`, with what only the whole of it can show to be wrong. */
export const forecastTask = {
  name: 'forecast',
  version: MODEL_VERSION,
  worker: new URL('./forecast-worker.ts', import.meta.url),
  request: forecastRequest.superRefine((request, context) => {
    checkSeries(request.series, context);
    checkSize(request, context);
    checkModel(request, context);
  }),
  answer: forecastAnswer,
} satisfies AnalysisTask;
