// `npm start`: installs, builds the web app if its sources changed, and runs the server until it is told to stop.
import { spawn } from 'node:child_process';
import { buildWeb, install, NODE, ROOT } from './prepare.mjs';

install();
buildWeb();
// The channel tells the server when this process is gone: it must not outlive it and keep port and data folder.
const server = spawn(NODE, ['src/app/server/main.ts'], { cwd: ROOT, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
