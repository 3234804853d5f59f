import type { ProbeRequest } from './probe-request';

/** The steps of a call, in their order. */
export type ProbeStep = 'dns' | 'connection' | 'tls' | 'response';

export interface ProbeError {
  /** Of Node.js: https://nodejs.org/api/errors.html; `ETIMEDOUT` also where the time of the call was over. */
  readonly code: string;
  readonly message: string;
}

/** `null` until the call gets to it. */
type Seen<T> = T | null;
type ProbeOutcome = 'answered' | ProbeStep;

/**
 * What a call saw, with the same keys for each call: `null` stands for what it did not get to. It is written step by step.
 *
 * Documented in the class `PrivateApiProbe` and in docs/probe.md; keys may be added, and none changes its meaning.
 */
export interface ProbeReport {
  url: string;
  method: string;
  /** All in a line: outcome, status and type of the error, or outcome and code of the error. */
  summary: string;
  /** `answered`, or the step that failed. */
  outcome: ProbeOutcome;
  /** Of the step that failed; the same as in its part. */
  error: Seen<ProbeError>;
  dns: { addresses: string[]; error: Seen<ProbeError> };
  connection: { address: Seen<string>; error: Seen<ProbeError> };
  tls: { authorized: Seen<boolean>; protocol: Seen<string>; subject: Seen<string>; issuer: Seen<string>; error: Seen<ProbeError> };
  status: Seen<number>;
  errorType: Seen<string>;
  headers: Record<string, string>;
  body: Seen<string>;
  bodyTruncated: boolean;
  timing: { dnsMs: Seen<number>; connectMs: Seen<number>; tlsMs: Seen<number>; firstByteMs: Seen<number>; totalMs: number };
}

/** Headers that say who answered. Others may hold what should be in no report, such as cookies. */
const REPORTED_HEADERS = [
  'content-length', 'content-type', 'location', 'retry-after', 'www-authenticate', 'x-amz-apigw-id', 'x-amzn-errortype', 'x-amzn-requestid', 'x-amzn-trace-id',
];

/** The report of a call that has seen nothing yet. */
export function emptyReport({ url, method }: Pick<ProbeRequest, 'url' | 'method'>): ProbeReport {
  return {
    url: url.href,
    method,
    summary: '',
    outcome: 'dns',
    error: null,
    dns: { addresses: [], error: null },
    connection: { address: null, error: null },
    tls: { authorized: null, protocol: null, subject: null, issuer: null, error: null },
    status: null,
    errorType: null,
    headers: {},
    body: null,
    bodyTruncated: false,
    timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 },
  };
}

/** Short, since a custom resource answers CloudFormation 4096 bytes at most, and a failed assertion repeats what it has compared. */
export function summaryOf({ outcome, error, status, errorType }: ProbeReport): string {
  const parts: unknown[] = error === null ? [outcome, status, errorType] : [outcome, error.code];
  return parts.filter((part) => part !== null).join(' ');
}

export function reportedHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(REPORTED_HEADERS.flatMap((name) => headers[name] === undefined ? [] : [[name, String(headers[name])]]));
}

/** The beginning of a body as text. A character of which only a part is left is left out. */
export function bodyText(bytes: Uint8Array, isTruncated: boolean): string {
  return new TextDecoder().decode(bytes, { stream: isTruncated });
}

/** An error of Node.js as plain data. */
export function toProbeError({ code, message }: { readonly code?: string; readonly message: string }): ProbeError {
  return { code: code ?? 'UNKNOWN', message };
}
