// Changes the decisions in src/private one by one and looks whether a test notices. In groups, each with the tests that are about it: with all
// tests of the project a change takes minutes, and Jest's own search for related tests misses what is loaded late (src/private/load-*.ts).
// usage: npm run test:mutation -- [<group> …]
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
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
    tests: ['private/allow-list-cases', 'private/allow-list-mutations'],
  },
  sources: {
    files: /^(open-api-.*|api-(members|methods|settings|stages)|bind-api|deployed-methods|define-private-api|existing-api.*|policy-changes|stage-problems)$/,
    tests: ['private-api-source', 'stage-follows'],
  },
  provider: {
    files: /^(access-log-.*|allow-list|api-(facts|policy)|deploy-time-values|endpoint-problem|errors|hand-over-.*|import-private-api|requested-consumer|require-api-props|resource-.*|replacing-properties|signed-callers|select-deployment|retry-api-gateway|define-deployment-selector|deployment-selector-provider)$/,
    tests: ['allowed-consumer', 'cross-account-private-api', 'hand-over', 'private-api-access-log', 'stage-follows'],
  },
  consumer: {
    files: /./,
    tests: ['consumer-endpoint', 'private-api-connection', 'private-api-consumer', 'private-api-addressing', 'private-api-grants', 'bad-input'],
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

async function measure(group) {
  const files = names.filter((name) => groupOf(name) === group);
  const tests = [...new Set([...files.map((name) => `private/${name}`), ...GROUPS[group].tests])].map((test) => `**/test/${test}.test.ts`);
  const [config, report] = ['stryker.json', 'report.json'].map((file) => join(WORK, `${group}.${file}`));
  const base = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
  writeFileSync(config, JSON.stringify({
    ...base('stryker.config.json'),
    mutate: files.map((name) => `src/private/${name}.ts`),
    // Not as a file of its own: its folder would be the tests' root.
    jest: { projectType: 'custom', config: { ...base('stryker.jest.json'), testMatch: tests }, enableFindRelatedTests: false },
    jsonReporter: { fileName: report },
    thresholds: { high: 98, low: LEAST, break: null },
  }));
  await run(config);
  return Object.entries(JSON.parse(readFileSync(report, 'utf8')).files).map(([file, { mutants }]) => {
    const count = (...states) => mutants.filter(({ status }) => states.includes(status)).length;
    return { group, file, killed: count('Killed', 'Timeout'), missed: count('Survived', 'NoCoverage') };
  });
}

mkdirSync(WORK, { recursive: true });
const asked = process.argv.slice(2);
const unknown = asked.find((group) => !(group in GROUPS));
if (unknown !== undefined) throw new Error(`the group must be one of ${Object.keys(GROUPS).join(', ')}, got ${JSON.stringify(unknown)}`);
const rows = [];
for (const group of asked.length > 0 ? asked : Object.keys(GROUPS)) rows.push(...await measure(group));

const score = (all) => 100 * all.reduce((sum, { killed }) => sum + killed, 0) / Math.max(1, all.reduce((sum, { killed, missed }) => sum + killed + missed, 0));
for (const row of rows) console.log(`${score([row]).toFixed(1).padStart(6)} %  ${String(row.missed).padStart(3)} missed  ${row.file}`);
console.log(`\n${score(rows).toFixed(2)} % of ${rows.reduce((sum, { killed, missed }) => sum + killed + missed, 0)} changes are noticed; at least ${LEAST} % must be`);
if (score(rows) < LEAST) process.exitCode = 1;
