import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { CertificateAuthority } from './certificates';
import { ControlServer } from './control-server';
import { Decision, DecisionLog } from './decision';
import { Delays, delaysOf } from './delays';
import { DeployedState } from './deployed-state';
import { EndpointListeners } from './gateway/endpoint-listeners';
import { Gateway } from './gateway/gateway';
import { PolicyClock } from './gateway/policy-clock';
import { Network } from './network/network';
import { UnknownNamesServer } from './network/unknown-names-server';
import { Organizations } from './organizations';

/** Where Linux distributions keep their certificate authorities. @see https://go.dev/src/crypto/x509/root_linux.go */
const SYSTEM_AUTHORITIES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem'];

export interface DataPlaneOptions {
  /** A private folder that exists. */
  readonly folder: string;
  readonly region: string;
  readonly organizations?: Organizations;
  readonly delays?: Partial<Delays>;
  readonly onDecision?: (decision: Decision) => void;
}

/** VPC DNS, security groups, endpoints and API Gateway's access decisions, on loopback. */
export class DataPlane {
  public static async start({ folder, region, organizations, delays, onDecision }: DataPlaneOptions): Promise<DataPlane> {
    const given = delaysOf(delays);
    const authority = await CertificateAuthority.create();
    const files = writeFiles(folder, authority.pem);
    const [control, unknownNames] = await Promise.all([ControlServer.start(), UnknownNamesServer.start(authority), authority.forEndpointsOf(region)]);
    const dataPlane = new DataPlane(files, control, unknownNames, authority, new DecisionLog(folder, onDecision), organizations);
    await dataPlane.deployed.setDelays(given);
    return dataPlane;
  }

  /** The control server: `127.0.0.1:port`. */
  public readonly control: string;
  /** What the emulator's process, and through it each function, is given. */
  public readonly environment: Record<string, string>;
  private readonly clock = new PolicyClock();
  private readonly deployed: DeployedState;
  private readonly gateway: Gateway;
  private readonly listeners: EndpointListeners;

  private constructor(
    files: Files,
    private readonly controlServer: ControlServer,
    private readonly unknownNames: UnknownNamesServer,
    authority: CertificateAuthority,
    private readonly log: DecisionLog,
    organizations: Organizations | undefined,
  ) {
    this.deployed = new DeployedState(files.version, (state) => void this.listeners.keepOnly(state));
    this.gateway = new Gateway(this.deployed, log, { clock: this.clock, organizations });
    this.listeners = new EndpointListeners(controlServer.port, authority, {
      request: (interfaceId, request, response) => this.gateway.handle(interfaceId, request, response),
      tlsFailure: (interfaceId, socket, problem) => this.recordTlsFailure(interfaceId, socket, problem),
    });
    controlServer.serve({
      network: new Network(this.deployed, this.listeners, log),
      unknownNames: unknownNames.url,
      clock: this.clock,
      setDelays: async (delays) => this.setDelays(delays),
    });
    this.control = `127.0.0.1:${controlServer.port}`;
    this.environment = {
      LAB_CONTROL: this.control,
      LAB_PRELOAD_NODE: join(__dirname, 'preload', 'node.cjs'),
      LAB_PRELOAD_PYTHON: join(__dirname, 'preload', 'python'),
      LAB_CA_FILE: files.authority,
      LAB_CA_BUNDLE: files.bundle,
      LAB_VERSION_FILE: files.version,
    };
  }

  /** From now on, what is deployed is read from this emulator. */
  public attach(emulatorUrl: string): void {
    this.deployed.attach(emulatorUrl);
  }

  /** From now on, policies see the real time plus this many milliseconds. */
  public setClock(offsetMs: number): void {
    this.clock.set(offsetMs);
  }

  /** From now on, what is deployed takes so long until callers meet it. What they meet already, they go on to. */
  public async setDelays(delays: Partial<Delays>): Promise<void> {
    await this.deployed.setDelays(delaysOf(delays));
  }

  public async close(): Promise<void> {
    await Promise.all([this.controlServer.close(), this.unknownNames.close(), this.listeners.close()]);
    await this.gateway.close();
    this.deployed.close();
    this.log.close();
  }

  private recordTlsFailure(interfaceId: string, socket: TLSSocket, problem: string): void {
    this.log.record({
      caller: { kind: 'unknown', name: socket.remoteAddress ?? 'a closed connection' },
      request: `TLS to ${interfaceId}`, layer: 'tls', outcome: 'handshake failed', allowed: false, reason: `the TLS handshake failed: ${problem}`,
    });
  }
}

interface Files {
  readonly authority: string;
  readonly bundle: string;
  readonly version: string;
}

function writeFiles(folder: string, authority: string): Files {
  const files: Files = { authority: join(folder, 'ca.pem'), bundle: join(folder, 'ca-bundle.pem'), version: join(folder, 'version') };
  const system = [process.env.SSL_CERT_FILE ?? '', ...SYSTEM_AUTHORITIES].find((file) => file !== '' && existsSync(file));
  writeFileSync(files.authority, authority, { mode: 0o600 });
  writeFileSync(files.bundle, `${system === undefined ? '' : readFileSync(system, 'utf8')}\n${authority}`, { mode: 0o600 });
  return files;
}
