import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));
/** A module may import from those before it. A new module is one more name here. */
const MODULES = [
  'platform',
  'identity',
  'jobs',
  'costs',
  'connections',
  'forecasts',
  'anomalies',
  'budgets',
  'recommendations',
  'remediation',
  'policies',
  'notifications',
  'app',
];

interface SourceFile {
  path: string;
  module: string;
  layer: 'core' | 'server' | 'web' | 'other';
  text: string;
  lines: number;
  /** Relative imports as paths below src, others as they are. */
  imports: string[];
}

/** A channel of notifications has two files instead of two folders: what it renders is pure, what it sends is not. */
const CHANNEL = /^notifications\/channels\/(?:\w+\/(?<pure>render))?/;

function layerOf(path: string): SourceFile['layer'] {
  const channel = CHANNEL.exec(path);
  if (channel !== null) return channel.groups?.pure === undefined ? 'server' : 'core';
  return (['core', 'server', 'web'] as const).find((layer) => path.split('/').includes(layer)) ?? 'other';
}

// Only statements: sentences for people may say "from" before a quotation mark as well.
const IMPORT =
  /^(?:import|export)\b[^;]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\(\s*'([^']+)'|new URL\('(\.[^']+)', import\.meta\.url\)/gm;

function readSource(path: string): SourceFile {
  const text = readFileSync(join(SOURCE, path), 'utf8');
  const imports = [...text.matchAll(IMPORT)]
    .map((match) => match.slice(1).find((name) => name !== undefined) ?? '')
    .map((name) => (name.startsWith('.') ? relative(SOURCE, join(SOURCE, dirname(path), name)) : name));
  return {
    path,
    module: path.split('/')[0] ?? '',
    layer: layerOf(path),
    text,
    lines: text.split('\n').length,
    imports,
  };
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'))
  .map(readSource);
const isOwn = (name: string): boolean => MODULES.includes(name.split('/')[0] ?? '');

/** Every import of `from` that `allowed` refuses, as text. */
const offences = (from: SourceFile[], allowed: (file: SourceFile, name: string) => boolean): string[] =>
  from.flatMap((file) =>
    file.imports.filter((name) => !allowed(file, name)).map((name) => `${file.path} imports ${name}`),
  );

describe('architecture', () => {
  it('looks at the whole source', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.filter((file) => file.imports.length > 0).length).toBeGreaterThan(50);
    expect(new Set(files.map((file) => file.module))).toEqual(new Set(MODULES));
  });

  it('keeps core pure: only zod, CEL for policies, and other core files', () => {
    const core = files.filter((file) => file.layer === 'core');
    // A library without dependencies that reads and evaluates text: no I/O, no clock, no randomness.
    const isCel = (file: SourceFile, name: string) =>
      file.module === 'policies' && /^@marcbachmann\/cel-js(\/|$)/.test(name);
    expect(
      offences(core, (file, name) => name === 'zod' || isCel(file, name) || (isOwn(name) && layerOf(name) === 'core')),
    ).toEqual([]);
    const impure = core.filter((file) =>
      /\bDate\.now\(|new Date\(\)|Math\.random\(|process\.|globalThis/.test(file.text),
    );
    expect(impure.map((file) => file.path)).toEqual([]);
  });

  it('keeps server and web apart', () => {
    expect(
      offences(
        files.filter((f) => f.layer === 'server'),
        (_, name) => layerOf(name) !== 'web' || name.startsWith('../dist'),
      ),
    ).toEqual([]);
    const web = files.filter((file) => file.layer === 'web');
    expect(
      offences(web, (_, name) => !name.startsWith('node:') && !(isOwn(name) && layerOf(name) === 'server')),
    ).toEqual([]);
  });

  it('lets pages use endpoints of contracts as types and to call them: the browser gets no schema of theirs', () => {
    const schema = /(?<!typeof )\b\w+Contract\.\w+\.(?:params|query|body|answer)\b/;
    const users = files.filter(({ layer, text }) => layer === 'web' && schema.test(text));
    expect(users.map(({ path }) => path)).toEqual([]);
  });

  it('lets a module import only from modules above it', () => {
    const rank = (name: string): number => MODULES.indexOf(name.split('/')[0] ?? '');
    expect(offences(files, (file, name) => !isOwn(name) || rank(name) <= rank(file.path))).toEqual([]);
  });

  it('lets a module use the server of another through its index alone', () => {
    const allowed = (file: SourceFile, name: string): boolean => {
      const other = name.split('/')[0] ?? '';
      if (!isOwn(name) || other === file.module || other === 'platform') return true;
      return layerOf(name) !== 'server' || name.endsWith('/server/index.ts');
    };
    expect(offences(files, allowed)).toEqual([]);
  });

  it('keeps files small', () => {
    const long = files.filter((file) => file.lines > 400 && !/catalogue|-data\.ts$/.test(file.path));
    expect(long.map((file) => `${file.path}: ${file.lines} lines`)).toEqual([]);
  });
});
