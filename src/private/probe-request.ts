import { validateHeaderName, validateHeaderValue } from 'node:http';

/** What is called when the event does not say. */
export interface ProbeDefaults {
  /** Of the connection, without a slash at its end. */
  readonly url?: string;
  /** Of the connection; they belong to its URL. */
  readonly headers: Readonly<Record<string, string>>;
  /** The most that an event can ask for, too. */
  readonly timeoutMs: number;
}

/** One call, as it is sent. */
export interface ProbeRequest {
  readonly url: URL;
  readonly method: string;
  /** By their names in lower case; there is always a `host`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly sign: boolean;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

/** Those of API Gateway. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const KEYS = ['url', 'path', 'method', 'headers', 'body', 'sign', 'timeoutMs', 'maxBodyBytes'];
/** A custom resource answers CloudFormation 4096 bytes at most, and `AwsApiCall` returns the whole report in one. */
const DEFAULT_BODY_BYTES = 1024;
const MAX_BODY_BYTES = 1024 * 1024;

/** The event as a request, or an error for the first thing in it that is wrong. */
export function readProbeEvent(event: unknown, defaults: ProbeDefaults): ProbeRequest {
  const given = objectOf('event', event);
  const unknown = Object.keys(given).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) throw bad('event', `have the keys ${KEYS.join(', ')} only`, unknown, 'correct the name');

  const { method = 'GET', body, sign = false, timeoutMs = defaults.timeoutMs, maxBodyBytes = DEFAULT_BODY_BYTES } = given;
  if (!METHODS.includes(method as string)) throw bad('method', `be one of ${METHODS.join(', ')}`, method, 'leave it out for GET');
  if (body !== undefined && typeof body !== 'string') throw bad('body', 'be a string', body, 'write an object as JSON');
  if (typeof sign !== 'boolean') throw bad('sign', 'be true or false', sign, 'leave it out for an unsigned call');
  const longest = `leave it out for ${defaults.timeoutMs}, or give the probe a longer timeout`;
  if (!isWhole(timeoutMs, 1, defaults.timeoutMs)) throw bad('timeoutMs', `be a whole number of milliseconds from 1 to ${defaults.timeoutMs}`, timeoutMs, longest);
  if (!isWhole(maxBodyBytes, 0, MAX_BODY_BYTES)) {
    throw bad('maxBodyBytes', `be a whole number of bytes from 0 to ${MAX_BODY_BYTES}`, maxBodyBytes, `leave it out for ${DEFAULT_BODY_BYTES}`);
  }
  const url = urlOf(given, defaults);
  const headers = { ...given.url === undefined ? lowerCased(defaults.headers) : {}, ...headersOf(given.headers ?? {}) };
  return { url, method: method as string, headers: { host: url.host, ...headers }, body, sign, timeoutMs, maxBodyBytes };
}

function urlOf({ url, path }: Record<string, unknown>, defaults: ProbeDefaults): URL {
  const base = url ?? defaults.url;
  if (base === undefined) throw bad('url', 'be given to a probe without a connection', undefined, 'give the event a url, or the probe a connection');
  if (path !== undefined && (typeof path !== 'string' || !path.startsWith('/'))) {
    throw bad('path', 'begin with "/"', path, 'write the path of the resource without the stage, such as "/pets"');
  }
  const parsed = typeof base === 'string' && URL.canParse(base) ? new URL(base) : undefined;
  if (parsed?.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '' || parsed.hash !== '') {
    throw bad('url', 'be an https URL without user and fragment', base, 'give the stage\'s, as the connection has it');
  }
  if (path === undefined) return parsed;
  if (parsed.search !== '') throw bad('url', 'be without a query where a path follows', base, 'put the query behind the path');
  return new URL(`${(base as string).replace(/\/$/, '')}${path}`);
}

function headersOf(value: unknown): Record<string, string> {
  const headers = objectOf('headers', value);
  for (const [name, each] of Object.entries(headers)) {
    if (typeof each !== 'string' || !isHeader(name, each)) {
      throw bad(`headers[${JSON.stringify(name)}]`, 'be a header of HTTP with a string as its value', each, 'correct its name or its value');
    }
  }
  return lowerCased(headers as Record<string, string>);
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false; // which of the two is wrong is what the message shows
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function objectOf(name: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(name, 'be an object', value, 'write it as a JSON object');
  return value as Record<string, unknown>;
}

function isWhole(value: unknown, from: number, to: number): value is number {
  return Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
}

function bad(name: string, rule: string, got: unknown, remedy: string): Error {
  return new Error(`${name} must ${rule}, got ${JSON.stringify(got) ?? 'none'}; ${remedy}`);
}
