// The handlers of custom resources that ship, each bundled into one file of assets/, which is committed: the samples, the lab and the
// tests run the library from its sources, where nothing has been compiled. usage: bundle-handlers.mjs [folder in place of assets/]
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

await build({
  absWorkingDir: ROOT, // esbuild notes each source by its path from here
  entryPoints: { 'deployment-selector/index': 'src/private/deployment-selector.lambda.ts' },
  outdir: resolve(process.argv[2] ?? join(ROOT, 'assets')),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['@aws-sdk/*'], // Lambda's Node runtimes bring them
  tsconfigRaw: {}, // the output must not depend on what another compiler is told
  banner: { js: '// Bundled from src/private/ by `npx projen bundle-handlers`.' },
});
