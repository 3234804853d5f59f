import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { bodyText, emptyReport, ProbeReport, ProbeStep, reportedHeaders, summaryOf, toProbeError } from './probe-report';
import type { ProbeRequest } from './probe-request';

const HTTPS = 443;

/** What a call finds around it; that of Node.js where it is left out. */
interface Surroundings {
  /** The certificate authorities that are trusted. */
  readonly ca?: string;
  readonly resolve?: (name: string) => Promise<string[]>;
}

/**
 * Calls once, step by step, and reports what was seen. A step that fails ends the call and is no error.
 *
 * Neither `fetch` nor `https` tells the steps apart when one of them hangs.
 */
export async function callPrivateApi(request: ProbeRequest, { ca, resolve = addressesOf }: Surroundings = {}): Promise<ProbeReport> {
  const report = emptyReport(request);
  const call = new Call(request, report);
  try {
    await call.run(resolve, ca);
  } catch (error) {
    call.fail(error as Error);
  } finally {
    call.end();
  }
  return report;
}

class Call {
  private readonly start = performance.now();
  private readonly host: string;
  private step: ProbeStep = 'dns';
  private socket?: Socket;

  public constructor(private readonly request: ProbeRequest, private readonly report: ProbeReport) {
    this.host = request.url.hostname.replace(/^\[|\]$/g, ''); // brackets belong to the URL of an IPv6 address
  }

  public async run(resolve: (name: string) => Promise<string[]>, ca: string | undefined): Promise<void> {
    const { dns, timing } = this.report;
    timing.dnsMs = await this.timed('dns', async () => {
      dns.addresses = isIP(this.host) ? [this.host] : await this.within(this.left(), resolve(this.host));
    });
    let socket!: Socket;
    timing.connectMs = await this.timed('connection', async () => { socket = await this.connect(dns.addresses); });
    let secure!: TLSSocket;
    timing.tlsMs = await this.timed('tls', async () => { secure = await this.secure(socket, ca); });
    let response!: IncomingMessage;
    timing.firstByteMs = await this.timed('response', async () => { response = await this.send(secure); });
    await this.read(response);
    this.report.outcome = 'answered';
  }

  public fail(error: Error): void {
    const { report, step } = this;
    report.outcome = step;
    report.error = toProbeError(error);
    if (step !== 'response') report[step].error = report.error;
  }

  public end(): void {
    this.socket?.destroy();
    this.report.summary = summaryOf(this.report);
    this.report.timing.totalMs = this.since(this.start);
  }

  /** Each address in turn, with an equal part of the time that is left: one in a zone that does not answer must not hide the next one. */
  private async connect(addresses: readonly string[]): Promise<Socket> {
    let failure: unknown;
    for (const [index, address] of addresses.entries()) {
      this.report.connection.address = address;
      const socket = this.keep(connect({ host: address, port: Number(this.request.url.port || HTTPS) }));
      try {
        await this.within(this.left() / (addresses.length - index), until(socket, 'connect'));
        return socket;
      } catch (error) {
        socket.destroy();
        failure = error;
      }
    }
    throw failure;
  }

  /** The certificate is looked at here, so that the report can say whose it is. Nothing is sent to whoever has a wrong one. */
  private async secure(socket: Socket, ca: string | undefined): Promise<TLSSocket> {
    const { host, report: { tls } } = this;
    const secure = this.keep(connectTls({ socket, ca, host, servername: isIP(host) ? '' : host, rejectUnauthorized: false }));
    await this.within(this.left(), until(secure, 'secureConnect'));
    const { subject, issuer } = secure.getPeerCertificate();
    Object.assign(tls, { authorized: secure.authorized, protocol: secure.getProtocol(), subject: nameOf(subject), issuer: nameOf(issuer) });
    if (!secure.authorized) {
      // A code, whatever its type says: https://nodejs.org/api/tls.html#tlssocketauthorizationerror
      const code = String(secure.authorizationError);
      throw Object.assign(new Error(`the certificate of ${tls.subject}, issued by ${tls.issuer}, must be trusted and name ${host}, got ${code}`), { code });
    }
    return secure;
  }

  private async send(socket: TLSSocket): Promise<IncomingMessage> {
    const { request: { url, method, headers, body }, report } = this;
    const outgoing = httpRequest({ createConnection: () => socket, setHost: false, method, path: `${url.pathname}${url.search}`, headers });
    const answer = new Promise<IncomingMessage>((resolve, reject) => { outgoing.once('response', resolve).on('error', reject); });
    outgoing.end(body);
    const response = await this.within(this.left(), answer);
    report.status = response.statusCode!;
    report.headers = reportedHeaders(response.headers);
    report.errorType = report.headers['x-amzn-errortype'] ?? null;
    return response;
  }

  private async read(response: IncomingMessage): Promise<void> {
    const { report, request: { maxBodyBytes } } = this;
    const chunks: Buffer[] = [];
    let length = 0;
    const collect = async () => {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        length += chunk.length;
        if (length > maxBodyBytes) break;
      }
    };
    try {
      await this.within(this.left(), collect());
    } finally {
      report.bodyTruncated = length > maxBodyBytes;
      report.body = bodyText(Buffer.concat(chunks).subarray(0, maxBodyBytes), report.bodyTruncated);
    }
  }

  private async timed(step: ProbeStep, work: () => Promise<void>): Promise<number> {
    this.step = step;
    const begin = performance.now();
    await work();
    return this.since(begin);
  }

  private async within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error(`no answer within ${Math.round(milliseconds)} ms`), { code: 'ETIMEDOUT' })), milliseconds);
    });
    return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
  }

  private left(): number {
    return this.start + this.request.timeoutMs - performance.now();
  }

  private since(moment: number): number {
    return Math.round(performance.now() - moment);
  }

  private keep<S extends Socket>(socket: S): S {
    this.socket = socket;
    return socket;
  }
}

/** As any client of the function asks: by the operating system. */
async function addressesOf(name: string): Promise<string[]> {
  const found = await lookup(name, { all: true });
  return found.map(({ address }) => address);
}

/** Errors after that come late, when nobody waits for them any more. */
async function until(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => { socket.once(event, () => resolve()).on('error', reject); });
}

/** A name need not have one, and can have several: https://nodejs.org/api/tls.html#certificate-object */
function nameOf(name: { readonly CN?: string | string[] } | undefined): string | null {
  return name?.CN === undefined ? null : String(name.CN);
}
