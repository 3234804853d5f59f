import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { ROOT } from './suite-files';

/** What a program said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** With which program the suites' files are run; the sources are taken as they are. */
export const APP = ['node_modules/.bin/tsx', '--tsconfig', 'integ/tsconfig.json'];

const running = new Set<number>();

/** integ-runner of AWS on suites in a folder. */
export async function integRunner(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  // Its own way to run TypeScript, ts-node, needs four times as long and does not know our module paths.
  return run('node_modules/.bin/integ-runner', ['--language', 'typescript', '--app', `${APP.join(' ')} {filePath}`, ...args], environment);
}

/** Runs a program of the project, in a process group of its own. */
export async function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(command, args, { cwd: ROOT, env: { ...environment, FORCE_COLOR: '0' }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  if (child.pid !== undefined) running.add(child.pid);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  try {
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, output: `${stdout}${stderr}` };
  } finally {
    if (child.pid !== undefined) running.delete(child.pid);
  }
}

/** Ends what still runs, with all that it has started. */
export function endAll(): void {
  for (const pid of running) {
    process.kill(-pid, 'SIGTERM');
  }
}
