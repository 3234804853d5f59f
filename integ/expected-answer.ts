import { Match } from '@aws-cdk/integ-tests-alpha';
import { ICrossAccountPrivateApi } from 'cdk-cross-account-private-api';

/** Which part of AWS decides, in the words of the lab's decision log. */
export type DecidingLayer = 'dns' | 'network' | 'security-groups' | 'tls' | 'routing' | 'endpoint-policy' | 'stage' | 'method' | 'resource-policy' | 'authorization' | 'integration';

/** What must have decided. AWS does not tell; the lab does. */
export interface DecidedBy {
  readonly layer: DecidingLayer;
  /** The effect of the statement that decided, or `none` where no statement matched and that was it. */
  readonly statement?: 'Allow' | 'Deny' | 'none';
  /** A pattern that the lab's reason must match, where layer and statement leave it open which of several it was. */
  readonly reason?: string;
}

/** What a caller must see, and because of what. */
export interface ExpectedAnswer {
  /** A part of the probe's report, or a pattern of it. */
  readonly report: { readonly outcome: 'answered' | 'dns' | 'connection' | 'tls' | 'response'; readonly [key: string]: unknown };
  readonly decidedBy: DecidedBy;
}

/** The request reached the integration. */
export function answered(body: string, status = 200): ExpectedAnswer {
  return { report: { outcome: 'answered', status, body: Match.stringLikeRegexp(`^${escaped(body)}$`) }, decidedBy: { layer: 'integration' } };
}

/** A request whose sender is not allowed. */
export interface RefusedRequest {
  readonly api: ICrossAccountPrivateApi;
  /** As it was sent, for example `GET/pets/`. */
  readonly route: string;
  /** @default - anonymous */
  readonly user?: string;
  /** How the sentence must end, where that is the question. @default - any ending that names a kind of policy, or none */
  readonly ending?: string;
}

/**
 * AWS documents for some policies only how it ends the sentence, and may leave the ending out: what follows is not asserted.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
const ENDING = '( because no .*| with an explicit deny.*)?';

/** A policy refuses. AWS shows the last four digits of the API's account. */
export function refused({ api, route, user = 'anonymous', ending = ENDING }: RefusedRequest, decidedBy: DecidedBy): ExpectedAnswer {
  const { env: { account, region }, restApiId, stageName } = api;
  const arn = `arn:aws[a-z-]*:execute-api:${region}:\\*{8}${account.slice(-4)}:${restApiId}/${stageName}/${escaped(route)}`;
  const text = `^\\{"Message":"User: ${user} is not authorized to perform: execute-api:Invoke on resource: ${arn}${ending}"\\}$`;
  return { report: { outcome: 'answered', status: 403, errorType: 'AccessDeniedException', body: Match.stringLikeRegexp(text) }, decidedBy };
}

/** No method is there, or none that an unsigned caller could be told about. */
export function noSuchMethod(decidedBy: DecidedBy = { layer: 'method' }): ExpectedAnswer {
  const body = Match.stringLikeRegexp('^\\{"message":"Missing Authentication Token"\\}$');
  return { report: { outcome: 'answered', status: 403, errorType: 'MissingAuthenticationTokenException', body }, decidedBy };
}

/** The request names no private API that is there, or is none for this way. */
export function forbidden(decidedBy: DecidedBy = { layer: 'routing' }): ExpectedAnswer {
  const body = Match.stringLikeRegexp('^\\{"message":"Forbidden"\\}$');
  return { report: { outcome: 'answered', status: 403, errorType: 'ForbiddenException', body }, decidedBy };
}

/** No group admits the caller, or none of its own lets it out: it gets no answer at all. */
export const NO_CONNECTION: ExpectedAnswer = { report: { outcome: 'connection' }, decidedBy: { layer: 'security-groups' } };

/** The name leads nowhere from where the caller is. */
export const NO_SUCH_NAME: ExpectedAnswer = { report: { outcome: 'dns' }, decidedBy: { layer: 'dns' } };

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
