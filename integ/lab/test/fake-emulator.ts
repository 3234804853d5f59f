import { openSync, closeSync, writeSync } from 'node:fs';
import { createServer, IncomingHttpHeaders, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { LabState } from '../state';
import { BlackHole } from './black-hole';

export const PETS = '[{"id":1,"type":"dog","price":249.99}]';

export interface Forwarded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the data plane needs of the emulator and its extension: the state, the integrations, the black hole, the version. */
export class FakeEmulator {
  public static async start(versionFile: string, state: LabState): Promise<FakeEmulator> {
    const blackHole = await BlackHole.open();
    const emulator = new FakeEmulator(versionFile, blackHole);
    await new Promise<void>((resolve) => emulator.server.listen(0, '127.0.0.1', resolve));
    emulator.deploy(state);
    return emulator;
  }

  public readonly forwarded: Forwarded[] = [];
  public stateRequests = 0;
  /** Answers the next requests for the state with an error. */
  public broken = false;
  private state!: LabState;
  private version = 0;
  private readonly server: Server;

  private constructor(private readonly versionFile: string, private readonly blackHole: BlackHole) {
    this.server = createServer((request, response) => {
      if (request.url === '/_lab/state') {
        this.stateRequests += 1;
        response.writeHead(this.broken ? 500 : 200).end(this.broken ? 'no state' : JSON.stringify(this.state));
        return;
      }
      void text(request).then((body) => {
        this.forwarded.push({ method: request.method!, url: request.url!, headers: request.headers, body });
        if (request.method === 'OPTIONS') {
          response.writeHead(204, { 'content-length': '2', 'access-control-allow-origin': '*' }).end();
        } else {
          response.writeHead(200, { 'content-type': 'application/json' }).end(request.method === 'POST' ? body : PETS);
        }
      });
    });
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public deploy(state: LabState): void {
    this.version += 1;
    this.state = { ...state, version: this.version, blackHole: this.blackHole.address };
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64LE(BigInt(this.version));
    const file = openSync(this.versionFile, 'r+');
    writeSync(file, counter, 0, 8, 0);
    closeSync(file);
  }

  /** Answers nothing any more. */
  public async stop(): Promise<void> {
    const closed = new Promise((resolve) => { this.server.close(resolve); });
    this.server.closeAllConnections();
    await closed;
  }

  public async close(): Promise<void> {
    await Promise.all([this.stop(), this.blackHole.close()]);
  }
}
