import { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, Server } from 'node:https';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { CertificateAuthority } from '../certificates';
import { Endpoint, LabState } from '../state';

/** 127.32.0.1 is the black hole's. */
const FIRST_ADDRESS = 2;
const LAST_ADDRESS = 0xfffe;
/** The limit of a private API for the request line and the headers: more is answered 431. */
const MAX_HEADER_BYTES = 8000;
const IDLE_MS = 60_000;

export interface ListenerEvents {
  /** A request at an endpoint's interface. */
  request(interfaceId: string, request: IncomingMessage, response: ServerResponse): void;
  /** A client gave up before it sent a request. */
  tlsFailure(interfaceId: string, socket: TLSSocket, problem: string): void;
}

/**
 * A TLS listener for each interface of each endpoint, on a loopback address of its own: the address that took a connection
 * tells the endpoint. All have one port, which no other lab has; listeners open at the first connection.
 */
export class EndpointListeners {
  private readonly open = new Map<string, Promise<Listener>>();
  private nextAddress = FIRST_ADDRESS;

  public constructor(public readonly port: number, private readonly authority: CertificateAuthority, private readonly events: ListenerEvents) {}

  public async addressOf(endpoint: Endpoint, interfaceId: string): Promise<string> {
    const listener = this.open.get(interfaceId) ?? this.listen(endpoint, interfaceId);
    this.open.set(interfaceId, listener);
    listener.catch(() => this.open.delete(interfaceId)); // the caller gets the error, the next one another try
    return (await listener).address;
  }

  /** Closes what belongs to endpoints that are gone, established connections too. */
  public async keepOnly({ endpoints }: LabState): Promise<void> {
    const deployed = new Set(endpoints.flatMap(({ interfaces }) => interfaces.map(({ id }) => id)));
    await Promise.all([...this.open.keys()].filter((id) => !deployed.has(id)).map(async (id) => this.closeOne(id)));
  }

  public async close(): Promise<void> {
    await Promise.all([...this.open.keys()].map(async (id) => this.closeOne(id)));
  }

  private async closeOne(interfaceId: string): Promise<void> {
    const listener = this.open.get(interfaceId);
    this.open.delete(interfaceId);
    await (await listener)?.close();
  }

  private async listen(endpoint: Endpoint, interfaceId: string): Promise<Listener> {
    const certificate = await this.authority.forEndpointsOf(endpoint.region);
    while (this.nextAddress <= LAST_ADDRESS) {
      const address = `127.32.${Math.floor(this.nextAddress / 256)}.${this.nextAddress % 256}`;
      this.nextAddress += 1;
      const listener = await Listener.tryOpen(address, this.port, this.serverFor(interfaceId, certificate));
      if (listener !== undefined) return listener;
    }
    throw new Error('the lab must have a free address in 127.32.0.0/16 for each endpoint interface, got none; restart the lab');
  }

  private serverFor(interfaceId: string, certificate: { key: string; cert: string }): Server {
    const server = createServer({ ...certificate, minVersion: 'TLSv1.2', maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false });
    server.keepAliveTimeout = IDLE_MS;
    server.on('request', (request, response) => this.events.request(interfaceId, request, response));
    server.on('tlsClientError', (error, socket) => this.events.tlsFailure(interfaceId, socket, error.message));
    return server;
  }
}

/** One listening server and its connections. */
class Listener {
  /** `undefined` where the address and port are taken. */
  public static async tryOpen(address: string, port: number, server: Server): Promise<Listener | undefined> {
    return new Promise((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error));
      server.listen(port, address, () => resolve(new Listener(address, server)));
    });
  }

  private readonly sockets = new Set<Socket>();

  private constructor(public readonly address: string, private readonly server: Server) {
    // Not closeAllConnections(): it leaves out those that have not finished their TLS handshake.
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  public async close(): Promise<void> {
    this.server.removeAllListeners('tlsClientError'); // from here on, we are the ones who break off
    const closed = new Promise<void>((resolve) => { this.server.close(() => resolve()); });
    this.sockets.forEach((socket) => socket.destroy());
    await closed;
  }
}
