import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { Delays, isDelayed, NO_DELAYS } from './delays';
import { Propagation } from './propagation';
import { LabState, Site } from './state';

const COUNTER_BYTES = 8;
/** A change counts from when it is seen, and it may be that nobody calls. */
const WATCH_MS = 50;

/**
 * What is deployed now. Each reader looks at the version file, which costs microseconds; the emulator, whose one core is
 * the lab's bottleneck, is asked only when the version has changed.
 */
export class DeployedState {
  private readonly file: number;
  private readonly counter = Buffer.alloc(COUNTER_BYTES);
  private emulatorUrl?: string;
  private known?: { readonly version: bigint; readonly state: LabState };
  private sites: Site[] = [];
  private pending?: { readonly version: bigint; readonly state: Promise<LabState> };
  private delays = NO_DELAYS;
  private propagation = new Propagation(NO_DELAYS);
  /** An answer may be overtaken by that to a later question. */
  private seen = -1;
  private watch?: NodeJS.Timeout;

  public constructor(public readonly versionFile: string, private readonly onChange: (state: LabState) => void) {
    writeFileSync(versionFile, this.counter, { mode: 0o600 });
    this.file = openSync(versionFile, 'r');
  }

  /** What is deployed by now is not delayed, nor is what was not even deployed before. */
  public async setDelays(delays: Delays): Promise<void> {
    if (this.emulatorUrl !== undefined) {
      await this.deployed();
    }
    this.delays = delays;
    this.propagation.setDelays(delays, performance.now());
    clearInterval(this.watch);
    this.watch = isDelayed(delays) ? setInterval(() => this.look(), WATCH_MS).unref() : undefined;
  }

  /** Also forgets what another emulator had. */
  public attach(emulatorUrl: string): void {
    this.emulatorUrl = emulatorUrl;
    this.known = undefined;
    this.pending = undefined;
    this.propagation = new Propagation(this.delays);
    this.seen = -1;
  }

  /** From now on these are part of what readers get. */
  public setSites(sites: Site[]): void {
    this.sites = sites;
  }

  public get emulator(): string {
    if (this.emulatorUrl === undefined) {
      throw new Error('the data plane must be attached to an emulator, got none; call attach(url) once it is ready');
    }
    return this.emulatorUrl;
  }

  /** What requests are decided by. Never staler than the delays: what could not be read is an error. */
  public async current(): Promise<LabState> {
    await this.deployed();
    return { ...this.propagation.inForce(performance.now()), sites: this.sites };
  }

  /** What names are resolved by. */
  public async names(): Promise<LabState> {
    await this.deployed();
    return { ...this.propagation.names(performance.now()), sites: this.sites };
  }

  public close(): void {
    clearInterval(this.watch);
    closeSync(this.file);
  }

  private async deployed(): Promise<LabState> {
    const version = this.readVersion();
    if (this.known?.version === version) {
      return this.known.state;
    }
    if (this.pending?.version !== version) {
      this.pending = { version, state: this.fetch(version) };
    }
    return this.pending.state;
  }

  /** An emulator that does not answer is an error for whoever calls, and not for nobody. */
  private look(): void {
    if (this.emulatorUrl !== undefined) {
      this.deployed().catch(() => undefined);
    }
  }

  private readVersion(): bigint {
    const bytes = readSync(this.file, this.counter, 0, COUNTER_BYTES, 0);
    if (bytes !== COUNTER_BYTES) {
      throw new Error(`${this.versionFile} must hold ${COUNTER_BYTES} bytes, got ${bytes}; the emulator's extension must write it in place`);
    }
    return this.counter.readBigUInt64LE();
  }

  private async fetch(version: bigint): Promise<LabState> {
    const { emulator } = this;
    try {
      const state = await fetchState(`${emulator}/_lab/state`);
      if (emulator !== this.emulatorUrl) {
        throw new Error(`what is deployed was read from ${emulator}, which is replaced by ${this.emulatorUrl}; call again`);
      }
      if (BigInt(state.version) >= version) {
        this.keep(version, state);
      }
      return state;
    } finally {
      if (this.pending?.version === version) {
        this.pending = undefined;
      }
    }
  }

  /** The version was read *before* the answer: a change in between makes the next reader ask again. */
  private keep(version: bigint, state: LabState): void {
    if (state.version > this.seen) {
      this.seen = state.version;
      this.propagation.see(state, performance.now());
    }
    this.known = { version, state };
    this.onChange(state);
  }
}

async function fetchState(url: string): Promise<LabState> {
  const response = await fetch(url).catch((error: Error) => {
    throw new Error(`what is deployed must be readable from ${url}, got ${String(error.cause ?? error)}; is the emulator running?`);
  });
  if (!response.ok) {
    throw new Error(`what is deployed must be readable from ${url}, got status ${response.status}: ${(await response.text()).slice(0, 500)}`);
  }
  return await response.json() as LabState;
}
