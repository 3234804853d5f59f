import { DecisionLog } from '../decision';
import { DeployedState } from '../deployed-state';
import { Endpoint, LabState } from '../state';
import { connect } from './connection';
import { resolveName } from './name-resolution';
import { Origin, originOf } from './origin';
import { sourceAddressOf } from './place';
import { Resolution } from './resolution';
import { SiteOptions, withSite } from './sites';

/** An answer of DNS that the lab can give. */
type Known = Exclude<Resolution, { unsupported: string }>;

/** Where a connection has to be made in reality, and from which address. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly localAddress: string;
}

/** How a client gets from a place to a URL. Without a destination its name does not resolve there. */
interface Way {
  readonly source: string;
  readonly destination?: Destination;
}

/** The lab cannot say what AWS would do. */
export class Unsupported extends Error {}

interface Listeners {
  readonly port: number;
  addressOf(endpoint: Endpoint, interfaceId: string): Promise<string>;
}

/** Names and connections of all callers; what it refuses is a decision that is logged. */
export class Network {
  public constructor(private readonly deployed: DeployedState, private readonly listeners: Listeners, private readonly log: DecisionLog) {}

  /** A network outside of AWS to call from. */
  public async definePlace(name: string, options: SiteOptions): Promise<void> {
    this.deployed.setSites(withSite(await this.deployed.current(), name, options));
  }

  public async resolve(source: string, name: string): Promise<Known> {
    const origin = knownOrigin(await this.deployed.current(), source);
    const resolution = resolveName(await this.deployed.names(), origin, name);
    const decided = { caller: origin.who, request: `resolve ${name}`, layer: 'dns', allowed: false } as const;
    if ('unsupported' in resolution) {
      this.log.record({ ...decided, outcome: 'not supported by the lab', reason: resolution.unsupported });
      throw new Unsupported(resolution.unsupported);
    }
    if ('notFound' in resolution) {
      this.log.record({ ...decided, outcome: 'not found', reason: resolution.notFound });
    }
    return resolution;
  }

  public async connect(source: string, address: string, port: number): Promise<Destination & { readonly refused: boolean }> {
    const state = await this.deployed.current();
    const origin = knownOrigin(state, source);
    const connection = connect(state, origin, address, port);
    if (connection.to === 'endpoint') {
      const { endpoint, networkInterface } = connection;
      return { host: await this.listeners.addressOf(endpoint, networkInterface.id), port: this.listeners.port, localAddress: source, refused: false };
    }
    const { layer, endpointId, reason } = connection;
    const outcome = connection.to === 'nowhere' ? 'timeout' : 'not supported by the lab';
    this.log.record({ caller: origin.who, endpointId, request: `connect ${address}:${port}`, layer, outcome, allowed: false, reason });
    if (connection.to === 'unsupported') {
      throw new Unsupported(reason);
    }
    return { ...blackHole(state), localAddress: source, refused: true };
  }

  /** For clients that run outside the lab and are told where to connect, such as curl. */
  public async way(from: string, url: URL): Promise<Way> {
    const source = sourceAddressOf(await this.deployed.current(), from);
    const resolution = await this.resolve(source, url.hostname);
    if ('notFound' in resolution) {
      return { source };
    }
    const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
    let destination: Destination | undefined;
    for (const address of resolution.addresses) {
      const { refused, ...each } = await this.connect(source, address, port);
      destination = each;
      if (!refused) break;
    }
    return { source, destination };
  }
}

function knownOrigin(state: LabState, source: string): Origin {
  const origin = originOf(state, source);
  if (origin.who.kind === 'unknown') {
    throw new Error(`source must be the loopback address of a deployed caller, got ${JSON.stringify(source)}; is its function or instance still deployed?`);
  }
  return origin;
}

function blackHole({ blackHole: address }: LabState): { host: string; port: number } {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}
