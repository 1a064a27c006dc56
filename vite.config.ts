import { createReadStream, createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliCompress, createGzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import type { Contract } from './src/platform/core/endpoint.ts';

const OUTPUT = fileURLToPath(new URL('./dist/web', import.meta.url));

/** Writes a .br and .gz beside every text asset, so that the server sends them compressed at no cost. */
const precompress = (): Plugin => ({
  name: 'precompress',
  apply: 'build',
  async closeBundle() {
    const assets = join(OUTPUT, 'assets');
    const names = (await readdir(assets)).filter((name) => /\.(js|css|svg)$/.test(name));
    for (const name of names) {
      const path = join(assets, name);
      await pipeline(createReadStream(path), createBrotliCompress(), createWriteStream(`${path}.br`));
      await pipeline(createReadStream(path), createGzip({ level: 9 }), createWriteStream(`${path}.gz`));
    }
  },
});

/** Contracts, and what else pages need the plain data of alone. */
const CONTRACT = /\/src\/\w+\/core\/((\w+-)?contract|change)\.ts$/;
/** What the browser needs of an endpoint (`src/platform/web/client.ts`); the rest of it is types there. */
const SENT = ['method', 'path', 'absolute'] as const;

const isPlain = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value)) && Object.values(value).every(isPlain)
    : typeof value !== 'function';

/**
 * Gives the browser contracts without their schemas, which only the server checks by, and so without what they are written
 * with: endpoints as they are called, and plain data as it is. What else is there comes from the whole file.
 */
const contractsToCall = (): Plugin => ({
  name: 'contracts-to-call',
  async load(id) {
    if (!CONTRACT.test(id)) return null;
    const exported = Object.entries<object>(await import(id));
    const lines = exported.map(([name, value]) => {
      if (isPlain(value)) return `export const ${name} = ${JSON.stringify(value)};`;
      if (!name.endsWith('Contract')) return `export { ${name} } from '${id}?whole';`;
      const endpoints = Object.entries(value as Contract).map(([key, endpoint]) => [
        key,
        Object.fromEntries(SENT.map((field) => [field, endpoint[field]])),
      ]);
      return `export const ${name} = ${JSON.stringify(Object.fromEntries(endpoints))};`;
    });
    return lines.join('\n');
  },
});

/** What the frame of every page is made with, and what dialogs share with it. */
const FIRST =
  /node_modules[\\/](react|react-dom|scheduler|@tanstack|@floating-ui|@mantine[\\/](hooks|core[\\/]esm[\\/](core|utils|components[\\/](Button|CloseButton|FocusTrap|Input|InputBase|Loader|Overlay|Paper|Portal|ScrollArea|Text|Transition|UnstyledButton))))[\\/]/;

export default defineConfig({
  root: fileURLToPath(new URL('./src/app/web', import.meta.url)),
  plugins: [react(), contractsToCall(), precompress()],
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // Core does nothing when it is read, and makes schemas by pure calls: what nothing asks for is left out.
      treeshake: {
        manualPureFunctions: ['z'],
        moduleSideEffects: [{ test: /[\\/]src[\\/].*[\\/]core[\\/]/, sideEffects: false }],
      },
      // What many pages share is one file: each of some thirty small ones would cost a request with its headers. Apart from
      // it is what the first page does not show: schemas of forms, and what opens over a page.
      output: {
        codeSplitting: {
          groups: [
            { name: 'schemas', test: /node_modules[\\/]zod|src[\\/]platform[\\/]core[\\/]scalars/ },
            { name: 'first', test: FIRST },
            { name: 'dialogs', test: /components[\\/](Modal|ModalBase|Drawer|NumberInput)[\\/]/ },
            { name: 'shared', test: /[\\/]src[\\/]|node_modules/, minShareCount: 6 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8080' } },
});
