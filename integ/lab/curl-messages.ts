import { Transform } from 'node:stream';
import { Place } from './place';

const START = 'curl: (';

/**
 * What curl prints, in the words of a plain call.
 *
 * A curl that looks names up by HTTPS says `Couldn't resolve host name`, since that resolver sets no text of its own
 * (Curl_doh_is_resolved in lib/doh.c, 7.88), and with --connect-to it names where it really connects. A message is held back
 * until it is complete: curl writes it letter by letter.
 */
export class CurlMessages extends Transform {
  private held = '';

  public constructor(private readonly url: string, private readonly place: Place) {
    super();
  }

  public override _transform(chunk: Buffer, _encoding: string, done: () => void): void {
    this.held += chunk.toString();
    this.push(this.takeComplete());
    done();
  }

  public override _flush(done: () => void): void {
    this.push(this.reword(this.held));
    done();
  }

  private takeComplete(): string {
    const lineEnd = this.held.lastIndexOf('\n') + 1;
    const open = this.held.slice(lineEnd);
    // The progress meter has no line ends, and is shown while it runs.
    const message = open.indexOf(START);
    const keep = message === -1 ? lengthOfBeginning(open) : open.length - message;
    const complete = this.held.slice(0, this.held.length - keep);
    this.held = this.held.slice(complete.length);
    return this.reword(complete);
  }

  private reword(text: string): string {
    const { destination } = this.place;
    const { hostname, port, protocol } = new URL(this.url);
    return text
      .replace(`${START}6) Couldn't resolve host name`, `${START}6) Could not resolve host: ${hostname}`)
      .replace(`to ${destination?.host} port ${destination?.port}`, `to ${hostname} port ${port || (protocol === 'http:' ? 80 : 443)}`);
  }
}

/** How much of the end of a text could be the beginning of a message. */
function lengthOfBeginning(text: string): number {
  for (let length = Math.min(START.length - 1, text.length); length > 0; length -= 1) {
    if (START.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
