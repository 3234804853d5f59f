import { ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { ROOT } from './suite-files';

/** What a program said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** How a suite's file is run, from its TypeScript. */
export const APP = ['node', 'integ/runner/app.cjs'];

const running = new Map<ChildProcess, Promise<unknown>>();

/**
 * AWS's integ-runner.
 *
 * @param assemblies A folder for what is synthesized, emptied for each run.
 * @param log Where its output goes while it runs.
 */
export async function integRunner(
  args: readonly string[], assemblies: string, environment: NodeJS.ProcessEnv, log?: string,
): Promise<Ended> {
  // Its own way to run TypeScript, ts-node, needs four times as long and does not know our module paths.
  return run('node_modules/.bin/integ-runner', ['--language', 'typescript', '--app', `${APP.join(' ')} {filePath}`, ...args], { ...environment, SUITE_ASSEMBLIES: assemblies }, log);
}

/** Runs a program of the project, in a process group of its own. */
export async function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv, log?: string): Promise<Ended> {
  const child = spawn(command, args, { cwd: ROOT, env: { ...environment, FORCE_COLOR: '0' }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  running.set(child, ended);
  if (log !== undefined) {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => appendFileSync(log, data));
  }
  try {
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, output: `${stdout}${stderr}` };
  } finally {
    running.delete(child);
  }
}

/** Ends what still runs, with all that it has started. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map(async ([{ pid }, ended]) => {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
    await ended;
  }));
}
