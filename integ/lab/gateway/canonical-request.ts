import { createHash, createHmac } from 'node:crypto';
import { GatewayRequest, headerOf, parseTarget } from './request';

/** What a signature of version 4 says about itself. */
export interface SignatureParts {
  readonly accessKeyId: string;
  /** `YYYYMMDD` of the credential's scope. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
}

/** With what it was computed from, which AWS shows to a caller whose signature differs. */
export interface ExpectedSignature {
  readonly signature: string;
  readonly canonical: string;
  readonly toSign: string;
}

/**
 * The signature that belongs to a request and a secret.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function expectedSignature(request: GatewayRequest, parts: SignatureParts, secret: string): ExpectedSignature {
  const canonical = canonicalRequest(request, parts.signedHeaders);
  const toSign = `AWS4-HMAC-SHA256\n${parts.timestamp}\n${parts.day}/${parts.region}/${parts.service}/aws4_request\n${sha256(canonical)}`;
  const key = [parts.day, parts.region, parts.service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secret}`);
  return { signature: hmac(key, toSign).toString('hex'), canonical, toSign };
}

export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function canonicalRequest(request: GatewayRequest, signedHeaders: string[]): string {
  const { stage, path, query } = parseTarget(request.target);
  return [
    request.method,
    canonicalPath(`/${stage}${path}`),
    canonicalQuery(query.slice(1)),
    ...signedHeaders.map((name) => `${name}:${(headerOf(request, name) ?? '').trim().replace(/\s+/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    sha256(request.body ?? ''),
  ].join('\n');
}

/** Normalised, and each segment encoded once more than it was sent. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

function canonicalQuery(query: string): string {
  return query.split('&').filter((pair) => pair !== '').map((pair) => {
    const [name, ...value] = pair.split('=');
    return [name, value.join('=')].map((text) => encode(decode(text)));
  }).sort(([a, x], [b, y]) => compare(a, b) || compare(x, y)).map((pair) => pair.join('=')).join('&');
}

/** By code point, as the specification says; the locale must not matter. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** All but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString());
}
