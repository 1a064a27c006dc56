import type { Logger } from 'pino';
import type { z } from 'zod';
import { ProblemError } from '../core/errors.ts';
import { ANALYSIS_BODY_LIMIT, askService } from './analysis-client.ts';
import { createThreads } from './analysis-threads.ts';
import type { Config } from './config.ts';

export { ANALYSIS_BODY_LIMIT };

/** A pure computation beside the event loop: in a worker thread, or in the analysis service. */
export interface AnalysisTask<R extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType> {
  /** Path of the service, such as `forecast`. */
  name: string;
  /** Of what it computes: results of different versions are not to be compared. */
  version: string;
  /** Module whose default export, made by `answering`, turns a request into its outcome. */
  worker: URL;
  request: R;
  answer: A;
  /** True for what is no part of the analysis service: it runs in a thread, whatever `ML_SIDECAR_URL` says. */
  only_threads?: boolean;
}

/** Runs analysis tasks. */
export interface Analysis {
  /**
   * The validated answer to `request`, which goes to the service when there is one (`ML_SIDECAR_URL`) and the task is a
   * part of it, and to a thread otherwise. Callers with much to ask send it in parts, a few at a time: a request to the
   * service has `ANALYSIS_BODY_LIMIT` bytes of JSON at most, and parts of some 500 series keep memory low and every thread
   * busy.
   *
   * Throws a `ProblemError`: 400 for a bad request, with every error; 413 for one too large for the service or for the
   * memory of a thread; 503 when the service can't be used. Throws the reason of `signal` when it aborts, and the
   * computation is stopped.
   */
  run<R extends z.ZodType, A extends z.ZodType>(
    task: AnalysisTask<R, A>,
    request: z.input<R>,
    signal?: AbortSignal,
  ): Promise<z.output<A>>;
  /** Ends the threads; what still runs is abandoned. */
  stop(): Promise<void>;
}

/** Makes what runs analyses. Nothing is loaded or started before the first of them. */
export function createAnalysis({ ML_SIDECAR_URL }: Pick<Config, 'ML_SIDECAR_URL'>, log: Logger): Analysis {
  const threads = createThreads(log);
  let stopped = false;
  const run: Analysis['run'] = async (task, request, signal) => {
    signal?.throwIfAborted();
    if (stopped) throw new ProblemError(503, 'The server is stopping: nothing is analysed any more.');
    try {
      return ML_SIDECAR_URL && !task.only_threads
        ? await askService({ url: ML_SIDECAR_URL, log }, task, request, signal)
        : // The thread has validated it.
          ((await threads.run(task, request, signal)) as z.output<typeof task.answer>);
    } catch (error) {
      // What an abort looks like differs between threads and requests.
      signal?.throwIfAborted();
      throw error;
    }
  };
  const stop = async (): Promise<void> => {
    stopped = true;
    await threads.stop();
  };
  return { run, stop };
}
