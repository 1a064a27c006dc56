import { createServer } from 'node:net';
import { type Logger, pino } from 'pino';
import { type Config, ConfigError, parseConfig } from '../../platform/server/config.ts';
import { DataDirectoryError } from '../../platform/server/data-directory.ts';

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

/** A server that runs as a process of its own. */
export interface ServerProgram {
  /** How messages call it. */
  name: string;
  port_setting: 'SERVER_PORT' | 'ML_PORT';
  start(config: Config, log: Logger): Promise<{ url: string; close(): Promise<void> }>;
}

/** Ends the process with a message for the operator: what happened and what to do. */
function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function messageOf(error: unknown, name: string): string {
  if (error instanceof ConfigError || error instanceof DataDirectoryError) return error.message;
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return 'The disk of the data folder is full.';
  return `${name} could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** Says that the port is taken before any store is opened. */
function checkPort(config: Config, setting: ServerProgram['port_setting']): Promise<void> {
  const [host, port] = [config.SERVER_HOST, config[setting]];
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program. Stop that one, or set ${setting} to a free port.`
          : `Can't listen on ${host}:${port} (${error.code}). Change SERVER_HOST or ${setting}.`,
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function stopOnSignals(server: { close(): Promise<void> }): void {
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

async function run({ name, port_setting, start }: ServerProgram): Promise<void> {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const config = parseConfig(process.env);
  await checkPort(config, port_setting);
  const server = await start(config, pino({ level: config.LOG_LEVEL, redact: SECRET_PATHS }));
  stopOnSignals(server);
  process.stdout.write(`${name} is ready at ${server.url}\n`);
}

/** Runs a server until a signal stops it. Ends the process with 1, and says why, when it can't start. */
export const runProgram = (program: ServerProgram): void =>
  void run(program).catch((error: unknown) => fail(messageOf(error, program.name)));
