import { checkSeries } from '../../forecasts/core/wire.ts';
import type { AnalysisTask } from '../../platform/server/analysis.ts';
import { detectAnswer, detectRequest } from '../core/analysis-contract.ts';

/** Changes whenever the same series would raise other alarms. */
export const DETECTOR_VERSION = '2';

/** Alarms in daily series. Its request is `detectRequest`, with what only the whole of it can show to be wrong. */
export const detectTask = {
  name: 'detect',
  version: DETECTOR_VERSION,
  worker: new URL('./detect-worker.ts', import.meta.url),
  request: detectRequest.superRefine(({ series, replay_from = 0 }, context) => {
    checkSeries(series, context);
    const shorter = series.filter(({ values }) => values.length > 0 && values.length <= replay_from);
    const [example] = shorter;
    if (!example) return;
    const which = shorter.length === 1 ? example.id : `${example.id} and ${shorter.length - 1} more`;
    const message = `must be a day of every series, but ${which} ends before: it has ${example.values.length} days, from 0 on`;
    context.addIssue({ code: 'custom', path: ['replay_from'], message });
  }),
  answer: detectAnswer,
} satisfies AnalysisTask;
