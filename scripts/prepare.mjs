// What every command needs first. Plain JavaScript for Node 20: nothing is installed yet when this runs.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** The Node the product is pinned to, whatever the system has. */
export const NODE = join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** The path of a package's command, to be run by `NODE`. */
export const command = (path) => join(ROOT, 'node_modules', path);

const INSTALLED = join(ROOT, 'node_modules', '.installed-from');
const BUILT = join(ROOT, 'dist', 'web', '.built-from');

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** Runs a command to its end; stops this process with its exit code when it fails. */
export function run(program, parameters, options = {}) {
  const { status, error } = spawnSync(program, parameters, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path.slice(ROOT.length)).update(readFileSync(path));
  return hash.digest('hex');
}

/** Installs exactly what package-lock.json names, unless that was the last thing installed. */
export function install() {
  const wanted = hashOf([join(ROOT, 'package.json'), join(ROOT, 'package-lock.json')]);
  if (read(INSTALLED) === wanted && existsSync(NODE)) return;
  console.log('Installing packages…');
  // Run by npm itself, where it started us: `npm` may not be a program on its own (Windows).
  const npm = process.env.npm_execpath;
  const parameters = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  if (npm) run(process.execPath, [npm, ...parameters]);
  else run('npm', parameters);
  writeFileSync(INSTALLED, wanted);
}

function webSources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'server' ? [] : webSources(path);
    return entry.name.includes('.test.') ? [] : [path];
  });
}

/** Builds the web app into dist/web, unless its sources are those of the last build. */
export function buildWeb() {
  const settings = ['package-lock.json', 'vite.config.ts'].map((name) => join(ROOT, name));
  const wanted = hashOf([...settings, ...webSources(join(ROOT, 'src')).sort()]);
  if (read(BUILT) === wanted) return;
  console.log('Building the web app…');
  run(NODE, [command('vite/bin/vite.js'), 'build', '--logLevel', 'warn']);
  writeFileSync(BUILT, wanted);
}

/** Runs a server of the product until it is told to stop, and ends with its exit code. */
export function runServer(path) {
  // The channel tells the server when this process is gone: it must not outlive it and keep port and data folder.
  const server = spawn(NODE, [path], { cwd: ROOT, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => server.kill(signal));
  server.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
