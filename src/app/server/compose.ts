import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createAnalysis } from '../../platform/server/analysis.ts';
import type { Config } from '../../platform/server/config.ts';
import { openDataDirectory } from '../../platform/server/data-directory.ts';
import { bindDataFolder } from '../../platform/server/data-folder.ts';
import { openDatabase } from '../../platform/server/database.ts';
import { createEventBus } from '../../platform/server/events.ts';
import { createHttpServer } from '../../platform/server/http.ts';
import { createRateLimiter } from '../../platform/server/rate-limiter.ts';
import type { Services } from '../../platform/server/services.ts';
import { createModules, type Modules } from '../modules.ts';
import { listen } from './listen.ts';
import { operations } from './operations.ts';
import { VERSION } from './version.ts';

const WEB_DIRECTORY = fileURLToPath(new URL('../../../dist/web', import.meta.url));

/** A running server. */
export interface Server {
  app: FastifyInstance;
  services: Services;
  /** Address it listens on, such as `http://127.0.0.1:8080`. */
  url: string;
  /** Answers running requests, stops background work and closes the stores. */
  close(): Promise<void>;
}

export interface ServerOptions {
  config: Config;
  log: Logger;
  now?: () => Date;
  /** Told when a store dies under the server; the process can only end. */
  onCrash: (error: Error) => void;
}

async function openServices({ config, log, now = () => new Date(), onCrash }: ServerOptions): Promise<Services> {
  const directory = await openDataDirectory(config);
  try {
    const database = await openDatabase(config, join(directory.path, 'postgres'), log, onCrash);
    await bindDataFolder(database, directory).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    const limiter = createRateLimiter(() => now().getTime());
    const analysis = createAnalysis(config, log);
    return { config, database, directory, events: createEventBus(), limiter, analysis, now, log };
  } catch (error) {
    directory.close();
    throw error;
  }
}

async function serveModules(
  services: Services,
  modules: Modules,
  stopping: AbortController,
): Promise<Pick<Server, 'app' | 'url'>> {
  const { config, log } = services;
  const app = await createHttpServer({
    ...services,
    log: log as FastifyBaseLogger,
    authenticate: modules.authenticate,
    upload_directory: join(services.directory.path, 'uploads'),
    stopping: stopping.signal,
    served: [operations(services, VERSION), ...modules.served],
    web_directory: WEB_DIRECTORY,
    version: VERSION,
  });
  const address = { host: config.SERVER_HOST, port: config.SERVER_PORT };
  return { app, url: await listen(app, address, () => stopping.abort()) };
}

/** Opens the stores, starts the modules and listens. On failure nothing stays open. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const services = await openServices(options);
  const stopping = new AbortController();
  let modules: Modules | undefined;
  let app: FastifyInstance | undefined;
  const close = async (): Promise<void> => {
    stopping.abort();
    await app?.close();
    await modules?.stop();
    await services.analysis.stop();
    await services.database.close();
    services.directory.close();
  };
  try {
    modules = createModules(services);
    const listening = await serveModules(services, modules, stopping);
    app = listening.app;
    await modules.start();
    return { ...listening, services, close };
  } catch (error) {
    await close();
    throw error;
  }
}
