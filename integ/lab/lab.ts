import { rmSync } from 'node:fs';
import { DEFAULT_REGION } from './accounts';
import { DataPlane } from './data-plane';
import { Decision } from './decision';
import { Delays } from './delays';
import { Emulator } from './emulator';
import { makeLabFolder } from './lab-folder';
import { SiteOptions } from './network/sites';
import { Organizations } from './organizations';
import { definePlace } from './place';

/** How anything reaches a running lab, from this process or from another one. */
export interface LabAccess {
  readonly region: string;
  /** Where AWS clients send their requests. */
  readonly emulatorUrl: string;
  /** Where the data plane's control server listens. */
  readonly control: string;
  /** The certificate authority that the endpoints' certificates are signed by. */
  readonly caFile: string;
  /** Its private folder: logs, hand-over files, assemblies. */
  readonly folder: string;
}

export interface LabOptions {
  /** @default DEFAULT_REGION */
  readonly region?: string;
  /** The emulator's port. @default - a free one */
  readonly port?: number;
  /**
   * Which accounts are in which organization. Accounts that are in none of these are in no organization.
   *
   * @default - not known: what depends on an organization is refused
   */
  readonly organizations?: Organizations;
  /**
   * How long changes take until callers meet them, so that a test can tell what AWS's delays do to it.
   *
   * @default - all are met at once
   */
  readonly delays?: Partial<Delays>;
  readonly onDecision?: (decision: Decision) => void;
}

/** A local AWS: the emulator with our extension, and the data plane that decides who reaches a private API. */
export class Lab {
  public static async start(options: LabOptions = {}): Promise<Lab> {
    const region = options.region ?? DEFAULT_REGION;
    const folder = makeLabFolder();
    let dataPlane: DataPlane | undefined;
    try {
      dataPlane = await DataPlane.start({
        folder, region, organizations: options.organizations, delays: options.delays, onDecision: options.onDecision,
      });
      const emulator = await Emulator.start({ folder, region, port: options.port, environment: dataPlane.environment });
      dataPlane.attach(emulator.url);
      return new Lab(folder, region, emulator, dataPlane, options.port);
    } catch (error) {
      await dataPlane?.close();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  private stopping?: Promise<void>;

  private constructor(
    private readonly folder: string,
    private readonly region: string,
    private currentEmulator: Emulator,
    private readonly dataPlane: DataPlane,
    private readonly port: number | undefined,
  ) {}

  public get access(): LabAccess {
    return {
      region: this.region,
      emulatorUrl: this.currentEmulator.url,
      control: this.dataPlane.control,
      caFile: this.dataPlane.environment.LAB_CA_FILE,
      folder: this.folder,
    };
  }

  public get emulator(): Emulator {
    return this.currentEmulator;
  }

  /** Whether the emulator's end is of our own making. */
  public get isStopping(): boolean {
    return this.stopping !== undefined;
  }

  /**
   * Policies see the real time plus this many milliseconds from now on, so that a test can pass an expiry without waiting. Nothing
   * else does: neither signatures and sessions, nor logs, nor functions.
   */
  public setClock(offsetMs: number): void {
    this.dataPlane.setClock(offsetMs);
  }

  /**
   * What is deployed from now on takes so long until callers meet it; so does what they have not met yet. A part that is left out is met
   * at once.
   */
  public async setDelays(delays: Partial<Delays>): Promise<void> {
    await this.dataPlane.setDelays(delays);
  }

  /**
   * A network outside of AWS, connected with VPCs by Direct Connect or a VPN that is just assumed to be there: `curl` calls from it
   * by its name.
   */
  public async place(name: string, options: SiteOptions): Promise<void> {
    await definePlace(this.dataPlane.control, name, options);
  }

  /** A new, empty emulator in place of one that has ended; what was deployed is gone with the old one. */
  public async restartEmulator(): Promise<void> {
    await this.currentEmulator.stop();
    this.currentEmulator = await Emulator.start({
      folder: this.folder, region: this.region, port: this.port, environment: this.dataPlane.environment,
    });
    this.dataPlane.attach(this.currentEmulator.url);
  }

  /** Safe to call again: a signal and the end of the work may both ask for it. */
  public async stop(): Promise<void> {
    return this.stopping ??= this.stopOnce();
  }

  private async stopOnce(): Promise<void> {
    await this.currentEmulator.stop();
    await this.dataPlane.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
