import { createHash, timingSafeEqual } from 'node:crypto';
import { ROOT_SECRET } from '../accounts';
import { LabState } from '../state';
import { Credential } from '../state-signers';
import { expectedSignature, sha256, SignatureParts } from './canonical-request';
import { Outcome, refusal } from './outcomes';
import { GatewayRequest, headerOf } from './request';

/** Who signed a request. A refused signature is an answer of API Gateway's own, whatever the method asks for. */
export type Signature =
  | { readonly kind: 'none' }
  | { readonly kind: 'valid'; readonly credential: Credential }
  | { readonly kind: 'refused'; readonly outcome: Outcome; readonly reason: string }
  | { readonly kind: 'unsupported'; readonly what: string };

const SERVICE = 'execute-api';
const WINDOW_MINUTES = 5;
const SIGNED_QUERY = /[?&]X-Amz-(Algorithm|Signature|Credential)=/i;
const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const PARAMETERS = ['Credential', 'Signature', 'SignedHeaders'];

// The texts are those that MiniStack's authors measured on AWS (ministack/core/sigv4.py, 1.5.33).
const INVALID_TOKEN = 'The security token included in the request is invalid.';
const MISMATCH = 'The request signature we calculated does not match the signature you provided. '
  + 'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** Whether a request says that it is signed: its body is needed before it can be decided. */
export function claimsSignature(request: Pick<GatewayRequest, 'headers' | 'target'>): boolean {
  return /^AWS4-/.test(headerOf(request, 'authorization') ?? '') || SIGNED_QUERY.test(request.target);
}

/**
 * Recomputes the signature of a request in this Region.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 */
export function verifySignature(state: LabState, region: string, request: GatewayRequest): Signature {
  if (!claimsSignature(request)) return { kind: 'none' };
  const header = headerOf(request, 'authorization') ?? '';
  if (SIGNED_QUERY.test(request.target)) return { kind: 'unsupported', what: 'a signature in the query (SigV4 presigned URL)' };
  if (!header.startsWith('AWS4-HMAC-SHA256 ')) return { kind: 'unsupported', what: `signatures of the kind ${header.split(' ', 1)[0]} (SigV4a)` };
  const parts = readParts(header, request);
  if ('kind' in parts) return parts;
  const credential = findCredential(state, parts.accessKeyId);
  const sent = headerOf(request, 'x-amz-security-token');
  if (credential === undefined || credential.active === false || credential.sessionToken !== sent || isOrphaned(state, credential)) {
    return refused(unrecognized(INVALID_TOKEN), `the access key ${parts.accessKeyId} or its session token is not valid in the lab`);
  }
  if (credential.expires !== undefined && credential.expires * 1000 <= request.arrived.getTime()) {
    return refused(refusal(403, 'ExpiredTokenException', 'The security token included in the request is expired', 'EXPIRED_TOKEN'), `the session of ${credential.arn} has ended`);
  }
  const problem = scopeProblem(parts, region, request.arrived) ?? signatureProblem(request, parts, credential);
  return problem === undefined ? { kind: 'valid', credential } : refused(invalid(problem), `signed by ${credential.arn}: ${problem.split('\n', 1)[0]}`);
}

/**
 * What AWS_IAM methods answer to an `Authorization` header that is no signature; `undefined` where there is none.
 */
export function foreignAuthorization(request: GatewayRequest): Outcome | undefined {
  const header = headerOf(request, 'authorization');
  if (header === undefined) return undefined;
  const hash = createHash('sha256').update(header).digest('base64');
  return incomplete(header.replace(/^\S*\s*/, '').split(',').some((part) => part.trim() !== '' && !part.includes('='))
    ? `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash}'.`
    : `${missingText(PARAMETERS)} (Hashed with SHA-256 and encoded with Base64) Authorization=${hash}`);
}

function readParts(header: string, request: GatewayRequest): SignatureParts | Signature {
  const fields = new Map(header.replace(/^\S+\s+/, '').split(',').map((part) => part.trim().split(/=(.*)/s, 2) as [string, string]));
  const missing = PARAMETERS.filter((name) => (fields.get(name) ?? '') === '');
  if (missing.length > 0) return refused(incomplete(missingText(missing)), 'its Authorization header is incomplete');
  const [accessKeyId, day, region, service, term, ...more] = fields.get('Credential')!.split('/');
  if (term !== 'aws4_request' || more.length > 0) {
    return refused(incomplete(`Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${fields.get('Credential')}'`), 'its Credential is malformed');
  }
  const timestamp = headerOf(request, 'x-amz-date') ?? compact(headerOf(request, 'date'));
  if (timestamp === undefined || !TIMESTAMP.test(timestamp)) {
    return refused(incomplete('Authorization header requires existence of either a \'X-Amz-Date\' or a \'Date\' header.'), 'it has no date that can be read');
  }
  return { accessKeyId, day, region, service, signedHeaders: fields.get('SignedHeaders')!.split(';'), signature: fields.get('Signature')!, timestamp };
}

function findCredential(state: LabState, accessKeyId: string): Credential | undefined {
  if (!/^\d{12}$/.test(accessKeyId)) return state.credentials.find((each) => each.accessKeyId === accessKeyId);
  const arn = `arn:aws:iam::${accessKeyId}:root`;
  return { accessKeyId, secretAccessKey: ROOT_SECRET, account: accessKeyId, arn, userId: accessKeyId, owner: arn, tags: {} };
}

/** Sessions of a deleted role, and keys of a deleted user, authenticate nobody. */
function isOrphaned(state: LabState, { owner }: Credential): boolean {
  return owner !== undefined && !owner.endsWith(':root') && !state.identities.some(({ arn }) => arn === owner);
}

function scopeProblem({ day, region, service, timestamp, signedHeaders }: SignatureParts, own: string, arrived: Date): string | undefined {
  const signed = Date.parse(timestamp.replace(TIMESTAMP, '$1-$2-$3T$4:$5:$6Z'));
  const [earliest, latest] = [-WINDOW_MINUTES, WINDOW_MINUTES].map((minutes) => new Date(arrived.getTime() + minutes * 60_000));
  if (signed < Math.floor(earliest.getTime() / 1000) * 1000) {
    return `Signature expired: ${timestamp} is now earlier than ${stamp(earliest)} (${stamp(arrived)} - ${WINDOW_MINUTES} min.)`;
  }
  if (signed > latest.getTime()) {
    return `Signature not yet current: ${timestamp} is still later than ${stamp(latest)} (${stamp(arrived)} + ${WINDOW_MINUTES} min.)`;
  }
  if (day !== timestamp.slice(0, 8)) return 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP. ';
  if (region !== own) return `Credential should be scoped to a valid region, not '${region}'. `;
  if (service !== SERVICE) return `Credential should be scoped to correct service: '${SERVICE}'. `;
  return signedHeaders.includes('host') ? undefined : '\'Host\' or \':authority\' must be a \'SignedHeader\' in the AWS Authorization header.';
}

function signatureProblem(request: GatewayRequest, parts: SignatureParts, { secretAccessKey }: Credential): string | undefined {
  const { signature, canonical, toSign } = expectedSignature(request, parts, secretAccessKey);
  const declared = headerOf(request, 'x-amz-content-sha256');
  const [given, own] = [parts.signature, signature].map((text) => Buffer.from(text));
  const matches = given.length === own.length && timingSafeEqual(given, own) && (declared === undefined || declared === sha256(request.body ?? ''));
  return matches ? undefined : `${MISMATCH}\n\nThe Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`;
}

function refused(outcome: Outcome, why: string): Signature {
  return { kind: 'refused', outcome, reason: `the signature is not accepted: ${why}` };
}

function invalid(message: string): Outcome {
  return refusal(403, 'InvalidSignatureException', message, 'INVALID_SIGNATURE');
}

function incomplete(message: string): Outcome {
  return refusal(403, 'IncompleteSignatureException', message, 'DEFAULT_4XX');
}

/** Other services of AWS call it UnrecognizedClientException: https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden */
function unrecognized(message: string): Outcome {
  return refusal(403, 'AccessDeniedException', message, 'DEFAULT_4XX');
}

function missingText(names: string[]): string {
  return names.map((name) => `Authorization header requires '${name}' parameter.`).join(' ');
}

function compact(date: string | undefined): string | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : stamp(new Date(time));
}

function stamp(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d{3}/g, '');
}
