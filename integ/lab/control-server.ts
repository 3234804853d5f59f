import { createServer, Server } from 'node:http';
import { AddressInfo, isIP } from 'node:net';
import { Delays } from './delays';
import { PolicyClock } from './gateway/policy-clock';
import { Network, Unsupported } from './network/network';

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Whom it speaks for. */
export interface Served {
  readonly network: Network;
  /** URL of the DNS server for names that do not resolve. */
  readonly unknownNames: string;
  readonly clock: PolicyClock;
  readonly setDelays: (delays: Partial<Delays>) => Promise<void>;
}

/**
 * Where callers ask for names and connections, on loopback only.
 *
 * - `GET /resolve?source=127.64.0.3&name=…`: 200 `{addresses}`, 404 `{reason}`
 * - `GET /connect?source=127.64.0.3&address=10.1.0.229&port=443`: 200 `{host, port, localAddress, refused}`
 * - `GET /place?from=<function, instance, place or internet>&url=…`: 200 `{source, destination?, unknownNames}`
 * - `GET /define-place?name=on-premises&cidr=192.168.0.0/24&vpc=…&forward=<domain>=10.1.0.5,10.1.1.5`: 200 `{name}`; the last two may come several times
 * - `GET /clock?offset=86400`: policies see the real time plus so many seconds from now on: 200 `{offset}`
 * - `GET /delays?redeployMs=60000&namesMs=120000`: how long changes take from now on; what is left out is at once: 200, the delays
 *
 * Everything else is an error that the caller must show: `{message}`.
 */
export class ControlServer {
  public static async start(): Promise<ControlServer> {
    const control = new ControlServer();
    await new Promise<void>((resolve, reject) => {
      control.server.once('error', reject);
      control.server.listen(0, '127.0.0.1', resolve);
    });
    return control;
  }

  private readonly server: Server;
  private routes?: Served;

  private constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request.url ?? '').then(({ status, body }) => {
        const text = JSON.stringify(body);
        response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      });
    });
  }

  /** No other lab has this port while the server is open. */
  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public serve(served: Served): void {
    this.routes = served;
  }

  public async close(): Promise<void> {
    const closed = new Promise((resolve) => { this.server.close(resolve); });
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(target: string): Promise<Answer> {
    try {
      const { pathname, searchParams } = new URL(target, 'http://lab');
      switch (pathname) {
        case '/resolve': return await this.resolve(searchParams);
        case '/connect': return await this.connect(searchParams);
        case '/place': return await this.place(searchParams);
        case '/define-place': return await this.definePlace(searchParams);
        case '/clock': return this.setClock(searchParams);
        case '/delays': return await this.setDelays(searchParams);
        default: return { status: 404, body: { message: `there is no ${pathname}` } };
      }
    } catch (error) {
      return { status: error instanceof Unsupported ? 501 : 500, body: { message: (error as Error).message } };
    }
  }

  private async resolve(query: URLSearchParams): Promise<Answer> {
    const resolution = await this.network.resolve(required(query, 'source'), required(query, 'name'));
    return 'notFound' in resolution ? { status: 404, body: { reason: resolution.notFound } } : { status: 200, body: resolution };
  }

  private async connect(query: URLSearchParams): Promise<Answer> {
    const address = required(query, 'address');
    if (isIP(address) === 0) {
      throw new Error(`address must be an IP address, got ${JSON.stringify(address)}`);
    }
    return { status: 200, body: await this.network.connect(required(query, 'source'), address, Number(required(query, 'port'))) };
  }

  private async place(query: URLSearchParams): Promise<Answer> {
    const way = await this.network.way(required(query, 'from'), new URL(required(query, 'url')));
    return { status: 200, body: { ...way, unknownNames: this.routes!.unknownNames } };
  }

  private async definePlace(query: URLSearchParams): Promise<Answer> {
    const name = required(query, 'name');
    const forward = Object.fromEntries(query.getAll('forward').map((text): [string, string[]] => {
      const [domain, addresses = ''] = text.split('=');
      return [domain, addresses.split(',')];
    }));
    await this.network.definePlace(name, { cidr: required(query, 'cidr'), vpcIds: query.getAll('vpc'), forward });
    return { status: 200, body: { name } };
  }

  private setClock(query: URLSearchParams): Answer {
    const offset = Number(required(query, 'offset'));
    this.routes!.clock.set(offset * 1000);
    return { status: 200, body: { offset } };
  }

  private async setDelays(query: URLSearchParams): Promise<Answer> {
    const delays = Object.fromEntries([...query].map(([name, value]) => [name, Number(value)]));
    await this.routes!.setDelays(delays);
    return { status: 200, body: delays };
  }

  private get network(): Network {
    if (this.routes === undefined) throw new Error('the lab is still starting');
    return this.routes.network;
  }
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') {
    throw new Error(`${name} must be given, got nothing`);
  }
  return value;
}
