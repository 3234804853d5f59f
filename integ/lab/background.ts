import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInterrupted, onInterrupt } from './interrupt';
import { Lab, LabAccess, LabOptions } from './lab';
import { isAlive } from './process-alive';
import { answers } from './watched';

const RUN = join(__dirname, '..', '..', '.lab', 'run');
const UP_WITHIN_MS = 30_000;
const DOWN_WITHIN_MS = 10_000;
const WATCH_MS = 500;

/** A lab that runs in the background, as written to its file in `.lab/run/`. */
export interface RunningLab extends LabAccess {
  readonly name: string;
  readonly pid: number;
  readonly emulatorPid: number;
}

export type Found = { readonly state: 'none' } | { readonly state: 'up' | 'stale'; readonly lab: RunningLab };

/** What the file of that name says, and whether it is still true. */
export async function find(name: string): Promise<Found> {
  const file = recordFile(name);
  if (!existsSync(file)) {
    return { state: 'none' };
  }
  const lab = JSON.parse(readFileSync(file, 'utf8')) as RunningLab;
  return { state: await answers(lab) && isAlive(lab.pid) ? 'up' : 'stale', lab };
}

/** The running lab of that name, or an error that says how to get one. */
export async function findUp(name: string): Promise<RunningLab> {
  const found = await find(name);
  if (found.state !== 'up') {
    throw new Error(`lab '${name}' must be up, got ${found.state === 'none' ? 'none' : 'one that has died'}; start it with \`npm run lab -- up\``);
  }
  return found.lab;
}

/** Rejects when the lab has died, so that work on it can end at once. */
export async function untilGone(lab: RunningLab): Promise<never> {
  while (isAlive(lab.pid)) {
    await new Promise((resolve) => { setTimeout(resolve, WATCH_MS).unref(); });
  }
  throw new Error(`lab '${lab.name}' has died while it was used: ${readFileSync(logFile(lab.name), 'utf8').trim()}`);
}

/** Starts a lab in the background, in place of a stale one; returns once it answers. */
export async function up(name: string, { port, organizations = {} }: Pick<LabOptions, 'port' | 'organizations'> = {}): Promise<RunningLab> {
  const found = await find(name);
  if (found.state === 'up') {
    throw new Error(`lab '${name}' is up already (process ${found.lab.pid}, ${found.lab.emulatorUrl}); use it, or stop it with \`npm run lab -- down\``);
  }
  if (found.state === 'stale') {
    process.stderr.write(`lab '${name}' from before has died (process ${found.lab.pid}): replacing it\n`);
    await removeRemains(found.lab);
  }
  mkdirSync(RUN, { recursive: true });
  const log = openSync(logFile(name), 'w');
  const args = [
    ...process.execArgv, join(__dirname, 'cli.ts'), 'serve', '--name', name, ...port === undefined ? [] : ['--port', String(port)],
    ...Object.entries(organizations).flatMap(([id, accounts]) => ['--organization', `${id}=${accounts.join(',')}`]),
  ];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  let exited = false;
  child.once('exit', () => { exited = true; });
  const deadline = Date.now() + UP_WITHIN_MS;
  while (!exited && Date.now() < deadline) {
    if (existsSync(recordFile(name))) {
      child.unref();
      return findUp(name);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  if (!exited) {
    child.kill('SIGTERM');
  }
  throw new Error(readFileSync(logFile(name), 'utf8').trim() || `the lab must answer within ${UP_WITHIN_MS / 1000} s, got no answer`);
}

/** Stops the lab of that name, or removes what one that died has left; says which. */
export async function down(name: string): Promise<string> {
  const found = await find(name);
  if (found.state === 'none') {
    return `lab '${name}' is not up`;
  }
  if (found.state === 'stale') {
    await removeRemains(found.lab);
    return `lab '${name}' had died; what it left is removed`;
  }
  process.kill(found.lab.pid, 'SIGTERM');
  const deadline = Date.now() + DOWN_WITHIN_MS;
  while (isAlive(found.lab.pid)) {
    if (Date.now() > deadline) {
      throw new Error(`lab '${name}' must stop within ${DOWN_WITHIN_MS / 1000} s, got process ${found.lab.pid} still running; end it by hand`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return `lab '${name}' is stopped`;
}

/** The background process itself: runs until it is told to stop, or the emulator dies. */
export async function serve(name: string, options: LabOptions): Promise<void> {
  const lab = await Lab.start(options);
  const leave = async () => {
    rmSync(recordFile(name), { force: true });
    await lab.stop();
  };
  onInterrupt(leave);
  const record: RunningLab = { name, pid: process.pid, emulatorPid: lab.emulator.pid!, ...lab.access };
  // Written aside and renamed, so that nobody reads half of it.
  writeFileSync(`${recordFile(name)}.new`, JSON.stringify(record, undefined, 2));
  renameSync(`${recordFile(name)}.new`, recordFile(name));
  const reason = await lab.emulator.ended;
  await leave();
  if (!isInterrupted()) {
    process.stderr.write(`${reason}\n`);
    process.exitCode = 1;
  }
}

function recordFile(name: string): string {
  if (!/^[a-z0-9-]+$/.test(name)) {
    throw new Error(`name must consist of lower-case letters, digits and hyphens, got ${JSON.stringify(name)}; choose another one`);
  }
  return join(RUN, `${name}.json`);
}

function logFile(name: string): string {
  return join(RUN, `${name}.log`);
}

/** A process that died by force could not remove its folder and file; its emulator ends by itself, and is waited for here. */
async function removeRemains(lab: RunningLab): Promise<void> {
  const deadline = Date.now() + DOWN_WITHIN_MS;
  while (isAlive(lab.emulatorPid) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  rmSync(lab.folder, { recursive: true, force: true });
  rmSync(recordFile(lab.name), { force: true });
}
