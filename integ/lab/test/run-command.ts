import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const PROJECT = join(__dirname, '..', '..', '..');
export const BIN = join(PROJECT, 'node_modules', '.bin');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end and keeps what it printed. */
export async function runCommand(command: string, args: string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd ?? PROJECT, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => { stdout += data.toString(); });
    child.stderr.on('data', (data: Buffer) => { stderr += data.toString(); });
    child.once('error', reject);
    child.once('close', (code) => { resolve({ code, stdout, stderr }); });
  });
}

/** `npm run lab -- …`, without npm's half second. */
export async function runLab(...args: string[]): Promise<Ran> {
  return runCommand(join(BIN, 'tsx'), [join(PROJECT, 'integ', 'lab', 'cli.ts'), ...args]);
}
