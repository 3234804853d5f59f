import { spawn } from 'node:child_process';

/** The leaders of the process groups that run now: none of them may outlive us. */
const running = new Set();
/** From then on no command starts, and none that ends is told of. */
let stopping = false;

/** A command that did not do what it must, with the end of what it said. */
export class Failure extends Error {
  constructor(message, output = '') {
    super(message);
    this.output = output;
  }
}

/**
 * Runs a command and resolves to what it printed, standard output and errors in one. Without `check: false` another exit code than 0 is a failure.
 */
export function run(command, args, { cwd, env = {}, check = true } = {}) {
  return new Promise((resolve, reject) => {
    if (stopping) return; // whoever waits ends with this process
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let output = '';
    child.stdout.on('data', (data) => { stdout += data; output += data; });
    child.stderr.on('data', (data) => { output += data; });
    child.on('error', (error) => reject(new Failure(`${command} cannot be started: ${error.message}`)));
    child.on('spawn', () => running.add(child));
    child.on('close', (code, signal) => {
      running.delete(child);
      if (stopping) return;
      if (code === 0 || !check) resolve({ code, stdout, output });
      else reject(new Failure(`${command} ${args.join(' ')} failed (${signal ?? `exit code ${code}`}):\n${output.trimEnd().split('\n').slice(-30).join('\n')}`, output));
    });
  });
}

/** The first line of what a tool says of its version, or `undefined` where there is no such tool. */
export async function versionOf(command, ...args) {
  try {
    return (await run(command, args)).output.trim().split('\n')[0];
  } catch {
    return undefined;
  }
}

/** Ends what runs when we are told to end, and then ends. */
export function stopOnSignals(say) {
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      say('stopping …');
      // The lab's script cleans up by itself when it is asked to.
      for (const child of running) signalGroup(child, 'SIGTERM');
      setTimeout(() => { for (const child of running) signalGroup(child, 'SIGKILL'); }, 5000).unref();
      const wait = setInterval(() => {
        if (running.size > 0) return;
        clearInterval(wait);
        process.exit(code);
      }, 50);
    });
  }
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
