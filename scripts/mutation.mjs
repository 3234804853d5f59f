// Changes the decisions in src/private one by one and looks whether a test notices: first the test of the file's own name, then, for what that
// lets pass, the tests of the group, and last its slow ones. With all tests of the project a change takes minutes, and Jest's own search for related tests misses
// what is loaded late (src/private/load-*.ts).
// usage: npm run test:mutation -- [<group> …]
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const WORK = join(ROOT, '.lab/mutation');
const LEAST = 95;

/** Files by what they are about, and the tests beside those of the same name. A file that no group names is in the last one. */
const GROUPS = {
  evaluator: {
    files: /^(authorize-call|condition-.*|evaluate-policy|invoke-arn|ip-range|match-.*|parse-.*|policy-(document|problems|variables)|places)$/,
    tests: ['private/allow-list-cases'],
  },
  compiler: {
    files: /^(allow-terms|compile-allow-list|limit-denies|longest-values|deploy-time-text|policy-(room|statements)|route-.*|source-values|statement-ids|term-.*|remember-last)$/,
    tests: ['private/allow-list-cases', 'private/api-policy'],
    slow: ['private/allow-list-meaning', 'private/allow-list-mutations', 'cross-account-private-api'],
  },
  sources: {
    files: /^(open-api-.*|api-(members|methods|settings|stages)|bind-api|deployed-methods|define-private-api|existing-api.*|policy-changes|stage-problems)$/,
    tests: ['private-api-source', 'stage-follows'],
  },
  provider: {
    files: /^(access-log-.*|allow-list|api-(facts|policy)|deploy-time-values|endpoint-problem|errors|hand-over-.*|import-private-api|requested-consumer|require-api-props|resource-.*|replacing-properties|signed-callers|select-deployment|retry-api-gateway|define-deployment-selector|deployment-selector-provider)$/,
    tests: ['bad-input', 'allowed-consumer', 'cross-account-private-api', 'hand-over', 'private-api-access-log', 'stage-follows'],
  },
  probe: {
    files: /^(call-private-api|define-probe-role|load-lambda|probe-.*)$/,
    tests: ['private-api-probe', 'bad-input'],
  },
  consumer: {
    files: /./,
    tests: ['consumer-endpoint', 'private-api-connection', 'private-api-consumer', 'private-api-addressing', 'private-api-grants', 'bad-input', 'wiring'],
  },
};

const names = readdirSync(join(ROOT, 'src/private')).filter((file) => file.endsWith('.ts') && !file.endsWith('.lambda.ts')).map((file) => file.slice(0, -'.ts'.length));
const groupOf = (name) => Object.keys(GROUPS).find((group) => GROUPS[group].files.test(name));

let child;
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, () => {
    if (child) process.kill(-child.pid, 'SIGKILL');
    process.exit(code);
  });
}

function run(config) {
  return new Promise((resolve, reject) => {
    child = spawn(join(ROOT, 'node_modules/.bin/stryker'), ['run', config], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    child.on('error', reject);
    child.on('close', (code) => code === 0 ? resolve() : reject(new Error(`stryker failed with exit code ${code}`)));
  });
}

const base = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));

/** The changes that these tests were tried with, each with what became of it. */
async function tryChanges(name, mutate, tests) {
  const [config, report] = ['stryker.json', 'report.json'].map((file) => join(WORK, `${name}.${file}`));
  writeFileSync(config, JSON.stringify({
    ...base('stryker.config.json'),
    mutate,
    // Not as a file of its own: its folder would be the tests' root.
    jest: { projectType: 'custom', config: { ...base('stryker.jest.json'), testMatch: tests.map((test) => `**/test/${test}.test.ts`), testPathIgnorePatterns: [] }, enableFindRelatedTests: false },
    jsonReporter: { fileName: report },
    reporters: ['json', 'progress-append-only'],
    thresholds: { high: 98, low: LEAST, break: null },
    // A change that makes a loop endless is noticed; a busy machine is not to be taken for one.
    timeoutMS: 60_000,
  }));
  await run(config);
  return Object.entries(JSON.parse(readFileSync(report, 'utf8')).files).flatMap(([file, { mutants }]) =>
    mutants.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status)).map((mutant) => ({ file, ...mutant })));
}

const isMissed = ({ status }) => status === 'Survived' || status === 'NoCoverage';
const keyOf = ({ file, location, mutatorName, replacement }) => JSON.stringify([file, location, mutatorName, replacement]);
const rangeOf = ({ file, location: { start, end } }) => `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;

/** All changes after the missed ones, and those of the files, were tried again. A range names every change within it: what was noticed once stays noticed. */
async function tryAgain(changes, name, files, tests) {
  const mutate = [...files, ...new Set(changes.filter(isMissed).map(rangeOf))];
  const again = mutate.length === 0 ? [] : await tryChanges(name, mutate, tests);
  const all = new Map([...changes, ...again].map((change) => [keyOf(change), change]));
  for (const change of changes) if (!isMissed(change)) all.set(keyOf(change), change);
  return [...all.values()];
}

async function measure(group) {
  const files = names.filter((name) => groupOf(name) === group);
  const hasTest = (name) => existsSync(join(ROOT, `test/private/${name}.test.ts`));
  const own = files.filter(hasTest).map((name) => `private/${name}`);
  const { tests, slow = [] } = GROUPS[group];
  let changes = [];
  for (const name of files.filter(hasTest)) changes.push(...await tryChanges(name, [`src/private/${name}.ts`], [`private/${name}`]));
  changes = await tryAgain(changes, group, files.filter((name) => !hasTest(name)).map((name) => `src/private/${name}.ts`), [...new Set([...own, ...tests])]);
  return slow.length === 0 ? changes : tryAgain(changes, `${group}-slow`, [], slow);
}

mkdirSync(WORK, { recursive: true });
const asked = process.argv.slice(2);
const unknown = asked.find((group) => !(group in GROUPS));
if (unknown !== undefined) throw new Error(`the group must be one of ${Object.keys(GROUPS).join(', ')}, got ${JSON.stringify(unknown)}`);
const changes = [];
for (const group of asked.length > 0 ? asked : Object.keys(GROUPS)) changes.push(...await measure(group));
writeFileSync(join(WORK, 'missed.json'), JSON.stringify(changes.filter(isMissed), undefined, 1));

const score = (some) => 100 * some.filter((change) => !isMissed(change)).length / Math.max(1, some.length);
for (const file of [...new Set(changes.map((change) => change.file))].sort()) {
  const ofFile = changes.filter((change) => change.file === file);
  console.log(`${score(ofFile).toFixed(1).padStart(6)} %  ${String(ofFile.filter(isMissed).length).padStart(3)} missed  ${file}`);
}
for (const { file, location: { start }, mutatorName, replacement } of changes.filter(isMissed)) {
  console.log(`missed: ${file}:${start.line}:${start.column} ${mutatorName} ${JSON.stringify(replacement)}`);
}
console.log(`\n${score(changes).toFixed(2)} % of ${changes.length} changes are noticed; at least ${LEAST} % must be`);
if (score(changes) < LEAST) process.exitCode = 1;
