import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import type { Piscina } from 'piscina';
import { ProblemError } from '../core/errors.ts';
import type { AnalysisTask } from './analysis.ts';
import { answerOf, type Outcome } from './analysis-outcome.ts';

/** Heap of one thread. 5,000 series of 400 days with their forecasts need less than half of it. */
const MEMORY_MB = 1_024;
/**
 * Heap of one thread for what is soon given up, which Node lets grow further. Peak of the whole process, measured over the
 * detection in 5,000 series: 340 MB instead of 485 on a night of 45 days, 486 instead of 635 on the first, of 340.
 */
const YOUNG_MEMORY_MB = 32;
/** Threads end after this time without work: an idle server holds none of their memory. */
const IDLE_MS = 60_000;

/** Worker threads that run tasks. */
export interface Threads {
  run(task: AnalysisTask, request: unknown, signal?: AbortSignal): Promise<unknown>;
  stop(): Promise<void>;
}

async function openPool(log: Logger): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  const pool = new Piscina({
    minThreads: 0,
    // One processor stays with the event loop.
    maxThreads: Math.max(1, availableParallelism() - 1),
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
  });
  pool.on('error', (error: Error) => log.error({ err: error }, 'an analysis thread failed'));
  return pool;
}

/** The pool of threads, which is made when it is first needed. */
export function createThreads(log: Logger): Threads {
  let pool: Promise<Piscina> | null = null;
  return {
    run: async (task, request, signal) => {
      pool ??= openPool(log);
      const running = (await pool).run(request, { filename: task.worker.href, signal }) as Promise<Outcome>;
      return answerOf(await running.catch(explain));
    },
    stop: async () => {
      await (await pool)?.destroy();
    },
  };
}

function explain(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
  const detail = `This analysis needs more memory than the ${MEMORY_MB} MB of its thread: send fewer series at a time.`;
  throw new ProblemError(413, detail, { cause: error });
}
