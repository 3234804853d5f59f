// What this package costs beyond the same API in hand-written L2. Figures, no test: the exit code is 0 unless a run fails.
// usage: npm run bench -- [--rounds <n>] [--json]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compileIfStale } from './compile-if-stale.mjs';
import { measureInterleaved, readTemplate, runApp, runImport } from './measure.mjs';
import { label, printReport } from './report.mjs';
import { Failure, stopChild } from './run-process.mjs';
import { compare } from './statistics.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const CONSUMERS = [1, 50, 300];
const GOAL_CONSUMERS = [1, 300];
const LOG_GROUP = 'AWS::Logs::LogGroup';
const MOST = 1.05;
const SAME_AGAIN = 'L2 again';
const NOISE = 'noise: L2 against itself';
const MOST_NOISE = 0.03;
const FIGURES = [['process', 'whole process', 'ms'], ['cpu', 'processor time', 'ms'], ['untilDefined', 'start until defined', 'ms'], ['synth', 'synth', 'ms'], ['peakMemory', 'peak memory', 'MiB']];

const terminal = process.stderr.isTTY ? { begin: '\r\x1b[K', end: '' } : { begin: '', end: '\n' };
const say = (text) => process.stderr.write(`${terminal.begin}bench: ${text}\n`);
/** On a terminal a round takes the place of the one before. */
const sayRound = (text) => process.stderr.write(`${terminal.begin}bench: ${text}${terminal.end}`);
let stopping = false;

function readOptions() {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, json: { type: 'boolean', default: false } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Failure(`--rounds must be a whole number from 1, got ${JSON.stringify(values.rounds)}`);
  return { rounds, json: values.json };
}

/** The bases to compare with: with an access log too, once the construct defines one. */
async function findBases(folder) {
  const { types } = await readTemplate('construct.cjs', 1, folder);
  return [{ name: 'L2', app: 'l2.cjs' }, ...(LOG_GROUP in types ? [{ name: 'L2 + log group', app: 'l2-with-log-group.cjs' }] : [])];
}

async function compareTemplates(bases, folder) {
  const rows = [];
  for (const consumers of CONSUMERS) {
    const ours = await readTemplate('construct.cjs', consumers, folder);
    for (const base of bases) {
      const theirs = await readTemplate(base.app, consumers, folder);
      if (JSON.stringify(ours.guarded) !== JSON.stringify(theirs.guarded)) throw new Failure(`${base.app} and construct.cjs must guard the same endpoints`);
      rows.push({
        consumers, base: base.name, count: total(ours.types), baseCount: total(theirs.types), bytes: ours.bytes, baseBytes: theirs.bytes,
        beyond: Object.entries(ours.types).flatMap(([type, count]) => count > (theirs.types[type] ?? 0) ? [type] : []),
      });
    }
  }
  return rows;
}

const total = (types) => Object.values(types).reduce((sum, count) => sum + count, 0);

function jobsFor(bases, folder) {
  const apps = [{ name: 'this', app: 'construct.cjs' }, ...bases];
  return [
    ...CONSUMERS.flatMap((consumers) => apps.map(({ name, app }) => ({ name: `${name}, ${consumers}`, run: () => runApp(app, consumers, folder) }))),
    { name: SAME_AGAIN, run: () => runApp('l2.cjs', 1, folder) },
    { name: 'import this', run: () => runImport('import-construct.cjs') },
    { name: 'import L2', run: () => runImport('import-l2.cjs') },
  ];
}

function compareTimes(figures, bases) {
  const row = (key, what, unit, ours, base, theirs, more) => ({
    key, what, unit, base, ...more, ...compare(figures[ours].map((figure) => figure[key]), figures[theirs].map((figure) => figure[key])),
  });
  return [
    row('import', 'require', 'ms', 'import this', 'L2’s modules', 'import L2'),
    row('cpu', 'processor time, require', 'ms', 'import this', 'L2’s modules', 'import L2'),
    row('peakMemory', 'peak memory, require', 'MiB', 'import this', 'L2’s modules', 'import L2'),
    ...FIGURES.flatMap(([key, what, unit]) => CONSUMERS.flatMap((consumers) => bases.map(({ name }) =>
      row(key, `${what}, ${label(consumers)}`, unit, `this, ${consumers}`, name, `${name}, ${consumers}`, { consumers })))),
    // What this machine calls a difference where there is none.
    row('process', NOISE, 'ms', SAME_AGAIN, 'L2', 'L2, 1'),
  ];
}

/** The closest base has what the construct has: with the log group if there is one. */
function judge(rows, resources, closest) {
  const times = rows.filter(({ key, consumers, base }) => key === 'import' || (key === 'process' && GOAL_CONSUMERS.includes(consumers) && base === closest));
  const beyond = [...new Set(resources.filter(({ base }) => base === 'L2').flatMap((row) => row.beyond))].filter((type) => type !== LOG_GROUP);
  return [
    ...times.map(({ what, base, ratio, quartiles }) => ({
      goal: `${what} ≤ ${MOST} × ${base}`, figure: `${ratio.toFixed(3)} × (${quartiles.map((quartile) => quartile.toFixed(2)).join('–')})`, met: ratio <= MOST,
    })),
    { goal: 'no resource beyond L2’s for literal ids except the log group', figure: beyond.length === 0 ? 'none' : beyond.join(', '), met: beyond.length === 0 },
  ];
}

async function main() {
  const { rounds, json } = readOptions();
  await compileIfStale(ROOT, say);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

  const bases = await findBases(folder);
  const resources = await compareTemplates(bases, folder);
  const started = Date.now();
  const figures = await measureInterleaved(jobsFor(bases, folder), rounds, sayRound);
  process.stderr.write(terminal.begin);
  const rows = compareTimes(figures, bases);
  const report = {
    node: process.versions.node,
    cdk: JSON.parse(readFileSync(join(ROOT, 'node_modules/aws-cdk-lib/package.json'), 'utf8')).version,
    rounds,
    seconds: (Date.now() - started) / 1000,
    rows,
    resources,
    goals: judge(rows, resources, bases.at(-1).name),
    tooBusy: Math.abs(rows.find(({ what }) => what === NOISE).ratio - 1) > MOST_NOISE,
  };
  if (json) console.log(JSON.stringify(report, undefined, 1));
  else printReport(report, console.log);
}

for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, async () => {
    stopping = true;
    await stopChild();
    say('stopped');
    process.exit(code);
  });
}

try {
  await main();
} catch (error) {
  // A process that was stopped with us is no failure to tell.
  if (stopping) await new Promise(() => {});
  const expected = error instanceof Failure || error.code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`bench: ${expected ? error.message : error.stack}\n`);
  process.exitCode = 1;
}
