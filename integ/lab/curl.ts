import { ChildProcess, spawn, StdioOptions } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { CurlMessages } from './curl-messages';
import { askForPlace, Place } from './place';

/** Above what a healthy lab needs, below what a person waits; an own `--connect-timeout` wins. */
const CONNECT_TIMEOUT_S = '10';

export { askForPlace };
export type { Place };

export interface CurlOptions {
  /** The data plane's control server. */
  readonly control: string;
  /** A function (its name, or account/name), an instance (its id or label), a place that was defined, or `internet`. */
  readonly from: string;
  readonly url: string;
  /** More arguments for curl. */
  readonly args?: string[];
  readonly caFile: string;
  /** @default - `curl`, or a small client of our own that prints alike where there is none */
  readonly command?: string;
}

export interface CurlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real curl from a place in the lab and collects what it prints. */
export async function curl(options: CurlOptions): Promise<CurlResult> {
  const place = await askForPlace(options.control, options.from, options.url);
  const child = await start(options, place, ['ignore', 'pipe', 'pipe']);
  const messages = child.stderr!.pipe(new CurlMessages(options.url, place));
  const [code, stdout, stderr] = await Promise.all([exitCode(child), text(child.stdout!), text(messages)]);
  return { code, stdout, stderr };
}

/** The same for a terminal: prints while it runs, and resolves to curl's exit code. */
export async function streamCurl(options: CurlOptions): Promise<number> {
  const place = await askForPlace(options.control, options.from, options.url);
  const child = await start(options, place, ['inherit', 'inherit', 'pipe']);
  const messages = child.stderr!.pipe(new CurlMessages(options.url, place)).on('data', (chunk: Buffer) => process.stderr.write(chunk));
  const [code] = await Promise.all([exitCode(child), finished(messages)]);
  return code;
}

async function start(options: CurlOptions, place: Place, stdio: StdioOptions): Promise<ChildProcess> {
  const args = [...arrange(options, place), ...options.args ?? [], options.url];
  const command = options.command ?? 'curl';
  return await spawned(command, args, stdio) ?? await spawned(process.execPath, [join(__dirname, 'curl-client.cjs'), ...args], stdio)
    ?? refuse(`${command} or ${process.execPath} must be executable, got neither`);
}

/** What makes curl take the lab's way. `--resolve` cannot do it: it would keep port 443, which needs root. */
function arrange({ caFile }: CurlOptions, { source, destination, unknownNames }: Place): string[] {
  return [
    '-q', '--noproxy', '*', '--cacert', caFile, '--interface', source, '--connect-timeout', CONNECT_TIMEOUT_S,
    // With an empty host and port it holds for redirects too. A name that does not resolve is looked up where no name is known.
    ...destination === undefined ? ['--doh-url', unknownNames] : ['--connect-to', `::${destination.host}:${destination.port}`],
  ];
}

/** `undefined` where there is no such command. */
async function spawned(command: string, args: string[], stdio: StdioOptions): Promise<ChildProcess | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio });
    child.once('spawn', () => resolve(child));
    child.once('error', (error: NodeJS.ErrnoException) => error.code === 'ENOENT' ? resolve(undefined) : reject(error));
  });
}

async function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

function refuse(message: string): never {
  throw new Error(message);
}
