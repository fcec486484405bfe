import { readdirSync } from 'node:fs';
import { defineConfig } from 'rolldown';

/** What oclif asks for only where it finds TypeScript sources instead of this bundle. */
const NEVER_LOADED = ['typescript', 'ts-node', 'tsx'];

const commands = readdirSync('src/commands', { recursive: true })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => `commands/${path.slice(0, -'.ts'.length)}`);

/** One file a command, and what several have in common beside them: few files to find, read and parse. */
export default defineConfig({
  input: Object.fromEntries(['cli/run', ...commands].map((name) => [name, `src/${name}.ts`])),
  platform: 'node',
  external: NEVER_LOADED,
  transform: { target: 'node20.19' },
  output: {
    dir: 'dist',
    cleanDir: true,
    // As deep as the sources: paths from here to templates and schemas are the same.
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Names stay, for whoever reads a stack trace.
    minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
  },
});
