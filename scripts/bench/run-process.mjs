import { spawn } from 'node:child_process';

/** What runs now, one at a time: it must not outlive us. */
let child;

export class Failure extends Error {}

/** Resolves when it is gone, and writes nothing any more. */
export function stopChild() {
  return new Promise((resolve) => {
    if (child === undefined) {
      resolve();
    } else {
      child.once('close', resolve);
      child.kill('SIGKILL');
    }
  });
}

/** Runs Node and gives its output and how long the process lived, in milliseconds. */
export function runNode(args, options = {}) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let elapsed;
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => { output += data; });
    child.stderr.on('data', (data) => { errors += data; });
    child.on('error', reject);
    child.on('exit', () => { elapsed = performance.now() - started; });
    child.on('close', (code, signal) => {
      child = undefined;
      if (code === 0) resolve({ output, elapsed });
      else reject(new Failure(`node ${args.join(' ')} failed (${signal ?? `exit code ${code}`}):\n${(output + errors).trimEnd().split('\n').slice(-20).join('\n')}`));
    });
  });
}
