import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './run-process.mjs';

const APPS = join(dirname(fileURLToPath(import.meta.url)), 'apps');
const WARM_UPS = 1;

/**
 * Runs every job once per round, one after the other, the order turned around in every other round. What a job is compared with
 * thus ran within seconds of it, and neither always comes first.
 */
export async function measureInterleaved(jobs, rounds, sayRound) {
  const figures = Object.fromEntries(jobs.map(({ name }) => [name, []]));
  for (let round = -WARM_UPS; round < rounds; round++) {
    sayRound(round < 0 ? 'warm-up' : `round ${round + 1} of ${rounds}`);
    for (const job of round % 2 === 0 ? jobs : [...jobs].reverse()) {
      const figure = await job.run();
      if (round >= 0) figures[job.name].push(figure);
    }
  }
  return figures;
}

/** One process that loads a module and says how long that took. */
export async function runImport(app) {
  const { output } = await runNode([join(APPS, app)]);
  return JSON.parse(output);
}

/** One process that synthesizes an app, from start to exit. */
export async function runApp(app, consumers, folder) {
  const outdir = mkdtempSync(join(folder, 'out-'));
  const { output, elapsed } = await runNode([join(APPS, app), String(consumers), outdir]);
  rmSync(outdir, { recursive: true });
  return { ...JSON.parse(output), process: elapsed };
}

/** The template that an app makes, which no later run changes. */
export async function readTemplate(app, consumers, folder, same) {
  const outdir = mkdtempSync(join(folder, 'out-'));
  await runNode([join(APPS, app), String(consumers), outdir]);
  const [file] = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
  const text = readFileSync(join(outdir, file), 'utf8');
  rmSync(outdir, { recursive: true });
  return { bytes: Buffer.byteLength(text), types: countTypes(JSON.parse(text)), same: same(JSON.parse(text)) };
}

function countTypes({ Resources }) {
  const counts = {};
  for (const { Type } of Object.values(Resources)) counts[Type] = (counts[Type] ?? 0) + 1;
  return counts;
}
