// Builds the desk: assets named by a hash of what is in them, each with its compressed forms beside it.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm run dev` finds a running Daybook. */
const server = process.env.DAYBOOK_SERVER ?? 'http://127.0.0.1:8080';

/** Leaves `.gz` and `.br` beside each file that they make smaller; serving is a look-up then. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(html|js|css|svg)$/.test(name)) continue;
        const path = join(dir, name);
        const plain = readFileSync(path);
        const forms: [string, Buffer][] = [
          ['.gz', gzipSync(plain, { level: 9 })],
          ['.br', brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
        ];
        for (const [ending, bytes] of forms) if (bytes.length < plain.length) writeFileSync(path + ending, bytes);
      }
    },
  };
}

export default defineConfig({
  plugins: [svelte(), compress()],
  build: {
    target: 'es2022',
    // Every file is its own: the page's security policy takes nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: server, changeOrigin: true, headers: { Origin: server } } },
  },
});
