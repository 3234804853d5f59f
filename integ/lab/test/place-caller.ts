import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { LabAccess } from '../lab';
import { Destination } from '../network/network';
import { askForPlace } from '../place';

/** Where the lab sends whoever reaches nobody: a client would wait there until its own timeout, and this one does not. */
const BLACK_HOLE = '127.32.0.1';
/** Above what the busiest machine needs. */
const GIVES_UP_AFTER_MS = 30_000;

/** What a caller saw: an answer, or why there was none. */
export interface Call {
  readonly status?: number;
  readonly errorType?: string;
  readonly body?: string;
  readonly error?: string;
}

/** A client at a place in the lab that resolves the name, connects and asks anew for each call, from this process: calls cost little. */
export class PlaceCaller {
  private readonly ca: Buffer;

  public constructor(private readonly lab: Pick<LabAccess, 'control' | 'caFile'>, private readonly from: string) {
    this.ca = readFileSync(lab.caFile);
  }

  /** @param agent Keeps connections: whoever has one does not ask for the name again. */
  public async call(url: string, headers: Record<string, string> = {}, agent: Agent | false = false): Promise<Call> {
    try {
      const { destination } = await askForPlace(this.lab.control, this.from, url);
      if (destination === undefined) {
        return { error: 'no such name' };
      }
      if (destination.host === BLACK_HOLE) {
        return { error: 'timeout' };
      }
      return await this.send(new URL(url), destination, headers, agent);
    } catch (error) {
      return { error: (error as Error).message };
    }
  }

  private async send(
    { hostname, pathname }: URL, { host, port, localAddress }: Destination, headers: Record<string, string>, agent: Agent | false,
  ): Promise<Call> {
    return new Promise((resolve, reject) => {
      const outgoing = request({
        host, port, localAddress, agent, servername: hostname, path: pathname, ca: this.ca, headers: { host: hostname, ...headers },
      }, (response) => {
        text(response).then((body) => resolve({ status: response.statusCode, errorType: response.headers['x-amzn-errortype'] as string | undefined, body }), reject);
      });
      const patience = setTimeout(() => outgoing.destroy(new Error(`no answer within ${GIVES_UP_AFTER_MS / 1000} s`)), GIVES_UP_AFTER_MS);
      outgoing.once('close', () => clearTimeout(patience)).once('error', reject).end();
    });
  }
}
