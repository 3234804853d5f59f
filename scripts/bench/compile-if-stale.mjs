import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './run-process.mjs';

/** Compiles when a source is newer than what jsii wrote last. A folder is as new as the last file that came or went in it. */
export async function compileIfStale(root, say) {
  const assembly = join(root, '.jsii');
  const sources = [join(root, 'package.json'), join(root, 'src'), ...readdirSync(join(root, 'src'), { recursive: true }).map((path) => join(root, 'src', path))];
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  if (existsSync(assembly) && existsSync(join(root, 'lib/index.js')) && statSync(assembly).mtimeMs >= newest) return;
  say(existsSync(assembly) ? 'the sources are newer than lib/: compiling' : 'there is no lib/ yet: compiling');
  const jsii = await runNode([join(root, 'node_modules/jsii/bin/jsii'), '--silence-warnings=reserved-word'], { cwd: root });
  const index = await runNode([join(root, 'scripts/lazy-modules.mjs')]);
  const rest = await runNode([join(root, 'scripts/prune-lib.mjs')]);
  say(`compiled (${((jsii.elapsed + index.elapsed + rest.elapsed) / 1000).toFixed(1)} s)`);
}
