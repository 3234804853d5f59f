import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const PROJECT = join(__dirname, '..', '..');
const PYTHON = join(PROJECT, '.lab', 'python', 'bin', 'python');
const READY_WITHIN_MS = 20_000;
const STOPS_WITHIN_MS = 3_000;
const LINES_SHOWN = 15;

export interface EmulatorOptions {
  /** A private folder for its temporary files and its log. */
  readonly folder: string;
  readonly region: string;
  /** What its extension reads: where the data plane is, what functions are given. */
  readonly environment: Record<string, string>;
  /** A free one if left out. */
  readonly port?: number;
}

/** The emulator as a child process: started, watched, stopped. */
export class Emulator {
  public static async start(options: EmulatorOptions): Promise<Emulator> {
    if (!existsSync(PYTHON)) {
      throw new Error('the Python environment must be prepared first, got none; run `node scripts/prepare.mjs`');
    }
    const port = options.port ?? await freePort();
    await refuseTakenPort(port);
    const emulator = new Emulator(options, port);
    await emulator.ready();
    return emulator;
  }

  public readonly url: string;
  public readonly logFile: string;
  /** Settles when the process has ended, with what it said last. */
  public readonly ended: Promise<string>;
  private readonly process: ChildProcess;
  private hasEnded = false;

  private constructor(options: EmulatorOptions, port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.logFile = join(options.folder, 'emulator.log');
    const temporary = join(options.folder, 'tmp');
    mkdirSync(temporary, { recursive: true });
    const log = openSync(this.logFile, 'a');
    this.process = spawn(PYTHON, ['-m', 'lab_emulator'], {
      cwd: options.folder,
      detached: true, // a group of its own: Ctrl-C reaches us, and we stop it in order
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env.PATH,
        LANG: 'C.UTF-8',
        HOME: options.folder,
        TMPDIR: temporary,
        PYTHONPATH: join(__dirname, 'emulator'),
        GATEWAY_PORT: String(port),
        BIND_HOST: '127.0.0.1',
        MINISTACK_HOST: '127.0.0.1',
        MINISTACK_REGION: options.region,
        LOG_LEVEL: 'WARNING',
        LAB_PARENT_PID: String(process.pid),
        LAB_NODE_PATH: join(PROJECT, 'node_modules'),
        ...options.environment,
      },
    });
    closeSync(log);
    this.ended = new Promise((resolve) => {
      this.process.once('error', (error) => { this.hasEnded = true; resolve(`the emulator could not be started: ${error.message}`); });
      this.process.once('exit', (code, signal) => {
        this.hasEnded = true;
        resolve(`the emulator ended (${signal ?? `exit code ${code}`}). Its last lines:\n${this.lastLines()}`);
      });
    });
  }

  public get pid(): number | undefined {
    return this.process.pid;
  }

  public lastLines(): string {
    const text = readFileSync(this.logFile, 'utf8').trimEnd();
    return text === '' ? '  (none)' : text.split('\n').slice(-LINES_SHOWN).map((line) => `  ${line}`).join('\n');
  }

  public async stop(): Promise<void> {
    if (this.hasEnded || this.pid === undefined) {
      return;
    }
    process.kill(this.pid, 'SIGTERM');
    const patience = setTimeout(() => { process.kill(-this.pid!, 'SIGKILL'); }, STOPS_WITHIN_MS);
    await this.ended;
    clearTimeout(patience);
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    const death = this.ended.then((reason) => { throw new Error(reason); });
    death.catch(() => { /* reported by the race below, or by whoever waits for `ended` */ });
    while (Date.now() < deadline) {
      const answer = await Promise.race([fetch(`${this.url}/_lab/health`).then((response) => response.ok, notYet), death]);
      if (answer) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await this.stop();
    throw new Error(`the emulator must answer within ${READY_WITHIN_MS / 1000} s, got no answer. Its last lines:\n${this.lastLines()}`);
  }
}

/** Refused connections are how a server that is still starting looks. */
function notYet(): boolean {
  return false;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => { resolve(port); });
    });
  });
}

async function refuseTakenPort(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE'
        ? new Error(`port must be free, got ${port}, which another process uses; choose another one, or leave it out to get a free one`)
        : error);
    });
    server.listen(port, '127.0.0.1', () => { server.close(() => { resolve(); }); });
  });
}
