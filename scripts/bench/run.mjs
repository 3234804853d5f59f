// What this package costs beyond the same API in hand-written L2. Figures, no test: the exit code is 0 unless a run fails.
// usage: npm run bench -- [provider|consumer] [--rounds <n>] [--json]; without a side, both one after the other
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compileIfStale } from './compile-if-stale.mjs';
import { measureInterleaved, readTemplate, runApp, runImport } from './measure.mjs';
import { printReport } from './report.mjs';
import { Failure, stopChild } from './run-process.mjs';
import { SIDES } from './sides.mjs';
import { compare } from './statistics.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
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
  const { values, positionals } = parseArgs({
    allowPositionals: true, options: { rounds: { type: 'string', default: '15' }, json: { type: 'boolean', default: false } },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Failure(`--rounds must be a whole number from 1, got ${JSON.stringify(values.rounds)}`);
  const unknown = positionals.find((side) => !(side in SIDES));
  if (unknown !== undefined) throw new Failure(`the side must be one of ${Object.keys(SIDES).join(', ')}, got ${JSON.stringify(unknown)}`);
  return { rounds, json: values.json, sides: positionals.length > 0 ? positionals : Object.keys(SIDES) };
}

async function compareTemplates({ app, bases, sizes, same }, folder) {
  const rows = [];
  for (const size of sizes) {
    const ours = await readTemplate(app, size, folder, same);
    for (const base of bases) {
      const theirs = await readTemplate(base.app, size, folder, same);
      const [one, other] = [ours, theirs].map((template) => JSON.stringify(template.same));
      if (one !== other) throw new Failure(`${base.app} and ${app} must do the same, got ${other} and ${one}`);
      rows.push({
        size, base: base.name, count: total(ours.types), baseCount: total(theirs.types), bytes: ours.bytes, baseBytes: theirs.bytes,
        beyond: Object.entries(ours.types).flatMap(([type, count]) => count > (theirs.types[type] ?? 0) ? [type] : []),
      });
    }
  }
  return rows;
}

const total = (types) => Object.values(types).reduce((sum, count) => sum + count, 0);

function jobsFor({ app, bases, sizes, imports }, folder) {
  const apps = [{ name: 'this', app }, ...bases];
  return [
    ...sizes.flatMap((size) => apps.map((each) => ({ name: `${each.name}, ${size}`, run: () => runApp(each.app, size, folder) }))),
    { name: SAME_AGAIN, run: () => runApp(bases[0].app, sizes[0], folder) },
    ...(imports === undefined ? [] : [
      { name: 'import this', run: () => runImport(imports.ours) },
      { name: 'import L2', run: () => runImport(imports.theirs) },
    ]),
  ];
}

function compareTimes(figures, { bases, sizes, imports, of }) {
  const row = (key, what, unit, ours, base, theirs, more) => ({
    key, what, unit, base, ...more, ...compare(figures[ours].map((figure) => figure[key]), figures[theirs].map((figure) => figure[key])),
  });
  return [
    ...(imports === undefined ? [] : [
      row('import', 'require', 'ms', 'import this', 'L2’s modules', 'import L2'),
      row('cpu', 'processor time, require', 'ms', 'import this', 'L2’s modules', 'import L2'),
      row('peakMemory', 'peak memory, require', 'MiB', 'import this', 'L2’s modules', 'import L2'),
    ]),
    ...FIGURES.flatMap(([key, what, unit]) => sizes.flatMap((size) => bases.map(({ name }) =>
      row(key, `${what}, ${of(size)}`, unit, `this, ${size}`, name, `${name}, ${size}`, { size })))),
    // What this machine calls a difference where there is none.
    row('process', NOISE, 'ms', SAME_AGAIN, 'L2', `L2, ${sizes[0]}`),
  ];
}

/** The closest base has what the construct has. */
function judge(rows, resources, { bases, goals, allowed, goal }) {
  const closest = bases.at(-1).name;
  const times = rows.filter(({ key, size, base }) => key === 'import' || (key === 'process' && goals.includes(size) && base === closest));
  const beyond = [...new Set(resources.filter(({ base }) => base === 'L2').flatMap((row) => row.beyond))].filter((type) => !allowed.includes(type));
  return [
    ...times.map(({ what, base, ratio, quartiles }) => ({
      goal: `${what} ≤ ${MOST} × ${base}`, figure: `${ratio.toFixed(3)} × (${quartiles.map((quartile) => quartile.toFixed(2)).join('–')})`, met: ratio <= MOST,
    })),
    { goal, figure: beyond.length === 0 ? 'none' : beyond.join(', '), met: beyond.length === 0 },
  ];
}

async function measureSide(name, rounds, folder) {
  const side = SIDES[name];
  const resources = await compareTemplates(side, folder);
  const started = Date.now();
  const figures = await measureInterleaved(jobsFor(side, folder), rounds, (text) => sayRound(`${name}: ${text}`));
  process.stderr.write(terminal.begin);
  const rows = compareTimes(figures, side);
  return {
    side: name,
    node: process.versions.node,
    cdk: JSON.parse(readFileSync(join(ROOT, 'node_modules/aws-cdk-lib/package.json'), 'utf8')).version,
    rounds,
    seconds: (Date.now() - started) / 1000,
    rows,
    resources: resources.map(({ size, ...row }) => ({ size, label: side.of(size), ...row })),
    goals: judge(rows, resources, side),
    tooBusy: Math.abs(rows.find(({ what }) => what === NOISE).ratio - 1) > MOST_NOISE,
  };
}

async function main() {
  const { rounds, json, sides } = readOptions();
  await compileIfStale(ROOT, say);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

  const reports = [];
  for (const side of sides) {
    const report = await measureSide(side, rounds, folder);
    reports.push(report);
    if (!json) printReport(report, console.log);
  }
  if (json) console.log(JSON.stringify(reports, undefined, 1));
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
