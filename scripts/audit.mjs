// Compares what is installed here with the known vulnerabilities: npm's packages, and the Python packages of each requirements file. A service that
// cannot be reached fails it: what was not looked at is not clean. usage: npm run audit
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const HOME = join(ROOT, '.lab/audit');
const PYTHON = join(HOME, 'bin/python');
const REQUIREMENTS = ['integ/lab/emulator/requirements.txt', 'integ/lab/checks/requirements.txt', 'scripts/audit/requirements.txt'];

let failed = false;
function run(title, command, ...args) {
  process.stdout.write(`\n=== ${title}\n`);
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PIP_CACHE_DIR: join(ROOT, '.lab/cache/pip') } });
  if (status !== 0) {
    failed = true;
    process.stdout.write(`failed: ${title}${error ? ` (${error.message})` : ''}\n`);
  }
}

run('npm packages', 'npm', 'audit', '--audit-level=low');
run('npm packages of docs/site', 'npm', 'audit', '--audit-level=low', '--prefix', 'docs/site');
run('a Python environment', process.env.LAB_PYTHON ?? 'python3', '-m', 'venv', HOME);
run('pip-audit', PYTHON, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '--requirement', 'scripts/audit/requirements.txt');
for (const file of REQUIREMENTS) {
  run(file, PYTHON, '-m', 'pip_audit', '--strict', '--require-hashes', '--disable-pip', '--progress-spinner', 'off', '--requirement', file);
}
process.exitCode = failed ? 1 : 0;
