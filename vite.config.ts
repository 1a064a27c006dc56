import { createReadStream, createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliCompress, createGzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

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

export default defineConfig({
  root: fileURLToPath(new URL('./src/app/web', import.meta.url)),
  plugins: [react(), precompress()],
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // What many pages share is one file: each of some thirty small ones would cost a request with its headers.
      output: { codeSplitting: { groups: [{ name: 'shared', test: /[\\/]src[\\/]|node_modules/, minShareCount: 6 }] } },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8080' } },
});
