import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { LabState, Site } from './state';

const COUNTER_BYTES = 8;

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

  public constructor(public readonly versionFile: string, private readonly onChange: (state: LabState) => void) {
    writeFileSync(versionFile, this.counter, { mode: 0o600 });
    this.file = openSync(versionFile, 'r');
  }

  /** Also forgets what another emulator had. */
  public attach(emulatorUrl: string): void {
    this.emulatorUrl = emulatorUrl;
    this.known = undefined;
    this.pending = undefined;
  }

  /** From now on these are part of what readers get. */
  public setSites(sites: Site[]): void {
    this.sites = sites;
    this.known = undefined;
    this.pending = undefined;
  }

  public get emulator(): string {
    if (this.emulatorUrl === undefined) {
      throw new Error('the data plane must be attached to an emulator, got none; call attach(url) once it is ready');
    }
    return this.emulatorUrl;
  }

  /** Never stale: what could not be read is an error. */
  public async current(): Promise<LabState> {
    const version = this.readVersion();
    if (this.known?.version === version) {
      return this.known.state;
    }
    if (this.pending?.version !== version) {
      this.pending = { version, state: this.fetch(version) };
    }
    return this.pending.state;
  }

  public close(): void {
    closeSync(this.file);
  }

  private readVersion(): bigint {
    const bytes = readSync(this.file, this.counter, 0, COUNTER_BYTES, 0);
    if (bytes !== COUNTER_BYTES) {
      throw new Error(`${this.versionFile} must hold ${COUNTER_BYTES} bytes, got ${bytes}; the emulator's extension must write it in place`);
    }
    return this.counter.readBigUInt64LE();
  }

  private async fetch(version: bigint): Promise<LabState> {
    const url = `${this.emulator}/_lab/state`;
    try {
      const { sites } = this;
      const state = { ...await fetchState(url), sites };
      if (sites === this.sites && url === `${this.emulatorUrl}/_lab/state` && BigInt(state.version) >= version) {
        // The version read *before* the answer: a change in between makes the next reader ask again.
        this.known = { version, state };
        this.onChange(state);
      }
      return state;
    } finally {
      if (this.pending?.version === version) {
        this.pending = undefined;
      }
    }
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
