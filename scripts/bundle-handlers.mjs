// The handlers that ship, each bundled into one file of assets/, which is committed: the samples, the lab and the
// tests run the library from its sources, where nothing has been compiled. usage: bundle-handlers.mjs [folder in place of assets/]
import { copyFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const outdir = resolve(process.argv[2] ?? join(ROOT, 'assets'));

await build({
  absWorkingDir: ROOT, // esbuild notes each source by its path from here
  entryPoints: {
    'deployment-selector/index': 'src/private/deployment-selector.lambda.ts',
    'private-api-probe/index': 'src/private/private-api-probe.lambda.ts',
  },
  outdir,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'], // of an ES module only what is used is taken
  external: ['@aws-sdk/*'], // Lambda's Node runtimes bring them
  tsconfigRaw: {}, // the output must not depend on what another compiler is told
  banner: { js: '// Bundled from src/private/ by `npx projen bundle-handlers`.' },
});

// The signer in the probe, and what it needs, are under Apache-2.0, which goes with them.
copyFileSync(join(ROOT, 'node_modules/@smithy/signature-v4/LICENSE'), join(outdir, 'private-api-probe/LICENSE'));
