// Makes a clone ready to run: `npm ci` from the lock file and the Python side of the local AWS. No dependencies, so that it can
// be the first thing that runs after `git clone`; instant when there is nothing to do. Everything stays in the project folder.
// With `--checks` also what templates are checked with, which the tests need and the demo does not.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STATE = join(ROOT, '.lab');
const LOCAL_AWS = { what: 'the local AWS', home: join(STATE, 'python'), requirements: join(ROOT, 'integ/lab/emulator/requirements.txt') };
const CHECKS = { what: 'the checks of templates', home: join(STATE, 'checks'), requirements: join(ROOT, 'integ/lab/checks/requirements.txt') };
const ENVIRONMENTS = process.argv.includes('--checks') ? [LOCAL_AWS, CHECKS] : [LOCAL_AWS];
const OLDEST_NODE = 20;
const OLDEST_PYTHON = [3, 10];

/** What runs now: the leader of a process group of its own, so that a signal to us ends its children too. */
let child;
/** Half-written folders to remove when we are stopped. */
const unfinished = new Set();

class Failure extends Error {}

function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function stampIs(file, value) {
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

/** Runs a command quietly; its output is shown only when it fails. */
function run(title, command, args, environment = {}) {
  const started = Date.now();
  process.stderr.write(`prepare: ${title} … `);
  return new Promise((resolve, reject) => {
    child = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    child.stdout.on('data', (data) => { output += data; });
    child.stderr.on('data', (data) => { output += data; });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      child = undefined;
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      process.stderr.write(code === 0 ? `done (${seconds} s)\n` : `failed (${seconds} s)\n`);
      if (code === 0) resolve();
      else reject(new Failure(`${title} failed (${signal ?? `exit code ${code}`}). Its last lines:\n${output.trimEnd().split('\n').slice(-20).join('\n')}`));
    });
  });
}

async function prepareNode() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const stamp = join(ROOT, 'node_modules', '.prepared');
  const wanted = hashOf(lock);
  if (stampIs(stamp, wanted)) return;
  unfinished.add(join(ROOT, 'node_modules'));
  // npm's cache and logs stay in the project too; the files it unpacks are what takes the room.
  await run('installing the npm packages of the lock file', process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { npm_config_cache: join(STATE, 'cache/npm'), npm_config_update_notifier: 'false' });
  writeFileSync(stamp, wanted);
  unfinished.clear();
}

/** The first interpreter that is new enough; the reason for each that is not is part of the error. */
function findPython() {
  const named = process.env.LAB_PYTHON;
  const candidates = named ? [named] : ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  const reasons = [];
  for (const candidate of candidates) {
    const asked = spawnSync(candidate, ['-c', 'import sys, venv, ensurepip; print(sys.version_info[0], sys.version_info[1], sys.executable)'], { encoding: 'utf8' });
    if (asked.error) {
      reasons.push(`${candidate}: not found`);
    } else if (asked.status !== 0) {
      reasons.push(`${candidate}: ${asked.stderr.trim().split('\n').pop()}${/venv|ensurepip/.test(asked.stderr) ? ' (on Debian and Ubuntu: install python3-venv)' : ''}`);
    } else {
      const [major, minor, ...executable] = asked.stdout.trim().split(' ');
      if (Number(major) > OLDEST_PYTHON[0] || (Number(major) === OLDEST_PYTHON[0] && Number(minor) >= OLDEST_PYTHON[1])) {
        return { executable: executable.join(' '), version: `${major}.${minor}` };
      }
      reasons.push(`${candidate}: version ${major}.${minor} is too old`);
    }
  }
  throw new Failure(`Python must be ${OLDEST_PYTHON.join('.')} or newer, with its venv module; install it, or name one by LAB_PYTHON. Tried:\n  ${reasons.join('\n  ')}`);
}

async function preparePython({ what, home, requirements }) {
  const stamp = join(home, '.prepared');
  const interpreter = join(home, 'bin', 'python');
  const wanted = hashOf(readFileSync(requirements));
  if (stampIs(stamp, wanted) && existsSync(interpreter)) return;
  const python = findPython();
  rmSync(home, { recursive: true, force: true });
  unfinished.add(home);
  const environment = { PIP_CACHE_DIR: join(STATE, 'cache/pip'), PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' };
  await run(`making a Python ${python.version} environment for ${what}`, python.executable, ['-m', 'venv', home], environment);
  await run(`installing ${what} into it`, interpreter, ['-m', 'pip', 'install', '--quiet', '--require-hashes', '-r', requirements], environment);
  writeFileSync(stamp, wanted);
  unfinished.clear();
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** One preparation at a time in a folder: a second one waits for the first; one that died leaves a file that is recognised. */
async function withLock(work) {
  mkdirSync(STATE, { recursive: true });
  const lock = join(STATE, 'prepare.lock');
  const mine = `${lock}.${process.pid}`;
  let waiting = false;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0);
    if (owner && !alive(owner)) {
      // Renamed first: of two that find the same dead owner only one may take its place.
      try { renameSync(lock, mine); rmSync(mine); } catch (error) { if (error.code !== 'ENOENT') throw error; }
      continue;
    }
    if (!waiting) process.stderr.write(`prepare: waiting for another preparation of this folder (process ${owner})\n`);
    waiting = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const release = () => { rmSync(lock, { force: true }); };
  process.on('exit', release);
  await work();
}

function stop(signal, code) {
  process.on(signal, () => {
    if (child?.pid) process.kill(-child.pid, 'SIGKILL');
    for (const folder of unfinished) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.stderr.write('\nprepare: stopped; what was half-written is removed\n');
    process.exit(code);
  });
}

stop('SIGINT', 130);
stop('SIGTERM', 143);
stop('SIGHUP', 129);

try {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) throw new Failure(`Node must be ${OLDEST_NODE} or newer, got ${process.versions.node}; install a newer one.`);
  const ready = stampIs(join(ROOT, 'node_modules', '.prepared'), hashOf(readFileSync(join(ROOT, 'package-lock.json'))))
    && ENVIRONMENTS.every(({ home, requirements }) => stampIs(join(home, '.prepared'), hashOf(readFileSync(requirements))));
  if (!ready) {
    await withLock(async () => {
      await prepareNode();
      for (const environment of ENVIRONMENTS) await preparePython(environment);
    });
  }
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  for (const folder of unfinished) rmSync(folder, { recursive: true, force: true });
  process.stderr.write(`prepare: ${error.message}\n`);
  process.exitCode = 1;
}
