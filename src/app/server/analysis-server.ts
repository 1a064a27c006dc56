import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { detectTask } from '../../anomalies/server/index.ts';
import { forecastTask } from '../../forecasts/server/index.ts';
import { ProblemError } from '../../platform/core/errors.ts';
import {
  ANALYSIS_BODY_LIMIT,
  type Analysis,
  type AnalysisTask,
  createAnalysis,
} from '../../platform/server/analysis.ts';
import type { Config } from '../../platform/server/config.ts';
import { sendProblem } from '../../platform/server/problems.ts';
import { listen } from './listen.ts';
import { VERSION } from './version.ts';

/** A running analysis service. */
export interface AnalysisServer {
  url: string;
  /** Answers running requests, and ends the threads. */
  close(): Promise<void>;
}

/** Computes a task for whoever asks; who goes away stops it. */
function addTask(app: FastifyInstance, analysis: Analysis, task: AnalysisTask): void {
  app.post(`/${task.name}`, (request, reply) => {
    const closed = new AbortController();
    reply.raw.once('close', () => closed.abort());
    return analysis.run(task, request.body, closed.signal);
  });
}

function createApp(analysis: Analysis, log: Logger): FastifyInstance {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    genReqId: () => randomUUID(),
    bodyLimit: ANALYSIS_BODY_LIMIT,
    frameworkErrors: sendProblem,
  });
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error, request, reply) => {
    const too_large = (error as { code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE';
    const detail = `The body is larger than ${ANALYSIS_BODY_LIMIT / 1_000_000} MB: send fewer series at a time.`;
    sendProblem(too_large ? new ProblemError(413, detail) : error, request, reply);
  });
  app.setNotFoundHandler((request) => {
    throw new ProblemError(404, `There is nothing at ${request.method} ${request.url.split('?')[0]}.`);
  });
  app.get('/health', async () => ({
    status: 'ok',
    version: VERSION,
    model_version: forecastTask.version,
    detector_version: detectTask.version,
    uptime_seconds: Math.round(process.uptime()),
  }));
  for (const task of [forecastTask, detectTask]) addTask(app, analysis, task);
  return app;
}

/**
 * Starts the analysis service on `ML_PORT`: forecasts and detection over HTTP, computed in threads, for a server that
 * has `ML_SIDECAR_URL`. It has no accounts and keeps nothing: who reaches it may use it.
 */
export async function startAnalysisServer(config: Config, log: Logger): Promise<AnalysisServer> {
  const analysis = createAnalysis({}, log);
  const app = createApp(analysis, log);
  const url = await listen(app, { host: config.SERVER_HOST, port: config.ML_PORT }, () => {});
  const close = async (): Promise<void> => {
    await app.close();
    await analysis.stop();
  };
  return { url, close };
}
