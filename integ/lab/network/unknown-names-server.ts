import { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, Server } from 'node:https';
import { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { decode, encode, RECURSION_AVAILABLE, RECURSION_DESIRED } from 'dns-packet';
import { CertificateAuthority } from '../certificates';

const NXDOMAIN = 3;
const DNS_MESSAGE = 'application/dns-message';

/**
 * DNS over HTTPS (RFC 8484) that knows no name. A curl whose name does not resolve in the lab asks here, so that it reports
 * that itself and the machine's own resolver is never asked.
 */
export class UnknownNamesServer {
  public static async start(authority: CertificateAuthority): Promise<UnknownNamesServer> {
    const server = createServer(await authority.forLoopback(), (request, response) => {
      answer(request, response).catch((error: Error) => response.writeHead(400).end(error.message));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new UnknownNamesServer(server);
  }

  private constructor(private readonly server: Server) {}

  public get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}/dns-query`;
  }

  public async close(): Promise<void> {
    const closed = new Promise((resolve) => { this.server.close(resolve); });
    this.server.closeAllConnections();
    await closed;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { id, questions } = decode(await buffer(request));
  response.writeHead(200, { 'content-type': DNS_MESSAGE });
  response.end(encode({ type: 'response', id, questions, flags: RECURSION_DESIRED + RECURSION_AVAILABLE + NXDOMAIN }));
}
