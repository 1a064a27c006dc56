import { createServer } from 'node:net';
import { pino } from 'pino';
import { type Config, ConfigError, parseConfig } from '../../platform/server/config.ts';
import { DataDirectoryError } from '../../platform/server/data-directory.ts';
import { type Server, startServer } from './compose.ts';

const SECRET_PATHS = [
  'req.headers.authorization',
  'req.headers.cookie',
  '*.password',
  '*.token',
  '*.key',
  '*.client_secret',
  '*.secret_key',
  '*.credentials',
];

/** Ends the process with a message for the operator: what happened and what to do. */
function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const messageOf = (error: unknown): string => {
  if (error instanceof ConfigError || error instanceof DataDirectoryError) return error.message;
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return 'The disk of the data folder is full.';
  return `FinOpsMind could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
};

/** Says that the port is taken before any store is opened. */
const checkPort = (config: Config): Promise<void> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.code === 'EADDRINUSE'
          ? `Port ${config.SERVER_PORT} is taken by another program. Stop that one, or set SERVER_PORT to a free port.`
          : `Can't listen on ${config.SERVER_HOST}:${config.SERVER_PORT} (${error.code}). Change SERVER_HOST or SERVER_PORT.`,
      ),
    );
    probe.listen(config.SERVER_PORT, config.SERVER_HOST, () => probe.close(() => resolve()));
  });

function stopOnSignals(server: Server): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await server.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop());
  // The command that started us is gone: nobody could stop us any more.
  process.on('disconnect', () => void stop());
}

async function main(): Promise<void> {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const config = parseConfig(process.env);
  await checkPort(config);
  const log = pino({ level: config.LOG_LEVEL, redact: SECRET_PATHS });
  const onCrash = (error: Error): void => {
    log.fatal({ err: error }, 'the embedded database stopped');
    process.exit(1);
  };
  const server = await startServer({ config, log, onCrash });
  stopOnSignals(server);
  process.stdout.write(`FinOpsMind is ready at ${server.url}\n`);
}

main().catch((error: unknown) => fail(messageOf(error)));
