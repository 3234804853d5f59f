import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DataPlane } from '../data-plane';
import { Decision } from '../decision';
import { Delays } from '../delays';
import { Destination } from '../network/network';
import { askForPlace, setDelays } from '../place';
import { LabState } from '../state';
import { FakeEmulator } from './fake-emulator';
import { HOST, REGION } from './states';

export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The data plane before a fake emulator. */
export class TestLab {
  public static async start(state: LabState): Promise<TestLab> {
    const folder = mkdtempSync(join(tmpdir(), 'data-plane-test-'));
    const decisions: Decision[] = [];
    const dataPlane = await DataPlane.start({ folder, region: REGION, onDecision: (decision) => decisions.push(decision) });
    const emulator = await FakeEmulator.start(dataPlane.environment.LAB_VERSION_FILE, state);
    dataPlane.attach(emulator.url);
    return new TestLab(folder, decisions, emulator, dataPlane);
  }

  private constructor(
    public readonly folder: string,
    public readonly decisions: Decision[],
    public readonly emulator: FakeEmulator,
    private readonly dataPlane: DataPlane,
  ) {}

  public get control(): string {
    return this.dataPlane.control;
  }

  public get caFile(): string {
    return this.dataPlane.environment.LAB_CA_FILE;
  }

  /** Where curl would be told to connect. */
  public async destination(from: string, url = `https://${HOST}/`): Promise<Destination> {
    const { destination } = await askForPlace(this.control, from, url);
    if (destination === undefined) throw new Error(`${url} does not resolve at ${from}`);
    return destination;
  }

  public async setDelays(delays: Partial<Delays>): Promise<void> {
    await setDelays(this.control, delays);
  }

  public deploy(state: LabState): void {
    this.emulator.deploy(state);
  }

  /** Runs a program as a function at that address would run. */
  public async run(source: string, command: string, args: string[], environment: Record<string, string> = {}): Promise<Output> {
    const { LAB_CONTROL, LAB_PRELOAD_NODE, LAB_PRELOAD_PYTHON, LAB_CA_FILE, LAB_CA_BUNDLE } = this.dataPlane.environment;
    const child = spawn(command, args, {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        LAB_CONTROL,
        LAB_SOURCE: source,
        NODE_OPTIONS: `--require=${LAB_PRELOAD_NODE}`,
        NODE_EXTRA_CA_CERTS: LAB_CA_FILE,
        PYTHONPATH: LAB_PRELOAD_PYTHON,
        SSL_CERT_FILE: LAB_CA_BUNDLE,
        REQUESTS_CA_BUNDLE: LAB_CA_BUNDLE,
        ...environment,
      },
    });
    const [code, stdout, stderr] = await Promise.all([exitCode(child), text(child.stdout), text(child.stderr)]);
    return { code, stdout, stderr };
  }

  public async close(): Promise<void> {
    await this.emulator.close();
    await this.dataPlane.close();
    rmSync(this.folder, { recursive: true });
  }
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
