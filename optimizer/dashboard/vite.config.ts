import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const OUT = join(import.meta.dirname, '../../dist/dashboard');

/** Writes `.br` and `.gz` beside each text that gains by it, so that the service never compresses while it answers. */
function compressed(folder: string): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async closeBundle() {
      const names = await readdir(folder, { recursive: true });
      for (const name of names.filter((each) => /\.(html|js|css|svg)$/.test(each))) {
        const file = join(folder, name);
        const text = await readFile(file);
        const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
        for (const [ending, bytes] of [
          ['br', await promisify(brotliCompress)(text, best)],
          ['gz', await promisify(gzip)(text, { level: constants.Z_BEST_COMPRESSION })],
        ] as const)
          if (bytes.length < text.length) await writeFile(`${file}.${ending}`, bytes);
      }
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2023',
    // A polyfill would be the only inline script of the page.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  plugins: [compressed(OUT)],
});
