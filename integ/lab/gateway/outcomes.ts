/** What a caller gets that is not forwarded: status, `x-amzn-ErrorType` and body, as AWS answers. */
export interface Outcome {
  readonly status: number;
  readonly errorType?: string;
  /** The kind of gateway response, as `$context.error.responseType` names it. */
  readonly responseType?: string;
  /** Those that the API adds to its gateway responses. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Says why the lab, not AWS, has no answer. */
  readonly notSupported?: string;
  readonly body: string;
}

/** The routing and the method family name the text `message`, the authorization engine names it `Message`. */
export const FORBIDDEN: Outcome = { status: 403, errorType: 'ForbiddenException', body: '{"message":"Forbidden"}' };

export const INVALID_API_KEY: Outcome = { ...FORBIDDEN, responseType: 'INVALID_API_KEY' };

/** Also the answer for a path or method that does not exist. */
export const MISSING_AUTHENTICATION_TOKEN: Outcome = refusal(
  403, 'MissingAuthenticationTokenException', 'Missing Authentication Token', 'MISSING_AUTHENTICATION_TOKEN');

export const UNAUTHORIZED: Outcome = refusal(401, 'UnauthorizedException', 'Unauthorized', 'UNAUTHORIZED');

/** The authorizer's function raised an error, or its answer is none. */
export const AUTHORIZER_FAILURE: Outcome = {
  status: 500, errorType: 'AuthorizerConfigurationException', responseType: 'AUTHORIZER_FAILURE', body: '{"message":null}',
};
export const AUTHORIZER_CONFIGURATION_ERROR: Outcome = { ...AUTHORIZER_FAILURE, responseType: 'AUTHORIZER_CONFIGURATION_ERROR' };

export const INTEGRATION_TIMEOUT: Outcome = { status: 504, responseType: 'INTEGRATION_TIMEOUT', body: '{"message":"Endpoint request timed out"}' };

/** More than a private API takes. It is not logged: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export const REQUEST_TOO_LARGE: Outcome = { status: 413, responseType: 'REQUEST_TOO_LARGE', body: '{"message":"HTTP content length exceeded 10485760 bytes"}' };

export function refusal(status: number, errorType: string, message: string, responseType: string): Outcome {
  return { status, errorType, responseType, body: JSON.stringify({ message }) };
}

/** The kinds of policy that deny, and how AWS words it. */
const ENDINGS = {
  'resource-policy': { implicitDeny: 'no resource-based policy allows', explicitDeny: 'a resource-based policy' },
  'endpoint-policy': { implicitDeny: 'no VPC endpoint policy allows', explicitDeny: 'a VPC endpoint policy' },
  'identity-policy': { implicitDeny: 'no identity-based policy allows', explicitDeny: 'an identity-based policy' },
  'permissions-boundary': { implicitDeny: 'no permissions boundary allows', explicitDeny: 'a permissions boundary' },
  'session-policy': { implicitDeny: 'no session policy allows', explicitDeny: 'a session policy' },
} as const;

export type DenyingPolicy = keyof typeof ENDINGS;

/**
 * @param user The ARN of a signed caller, or `anonymous`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function accessDenied(user: string, arn: string, policy: DenyingPolicy, effect: 'implicitDeny' | 'explicitDeny'): Outcome {
  const ending = effect === 'explicitDeny'
    ? ` with an explicit deny in ${ENDINGS[policy].explicitDeny}`
    : ` because ${ENDINGS[policy].implicitDeny} the execute-api:Invoke action`;
  return denied(`User: ${user} is not authorized to perform: execute-api:Invoke on resource: ${maskAccount(arn)}${ending}`);
}

/**
 * A Lambda authorizer's own denial.
 *
 * @see https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden
 */
export function deniedByAuthorizer(effect: 'implicitDeny' | 'explicitDeny'): Outcome {
  return denied(`User is not authorized to access this resource${effect === 'explicitDeny' ? ' with an explicit deny in an identity-based policy' : ''}`);
}

function denied(text: string): Outcome {
  return { status: 403, errorType: 'AccessDeniedException', responseType: 'ACCESS_DENIED', body: JSON.stringify({ Message: text }) };
}

/** The lab refuses loudly where it cannot decide as AWS would. */
export function notSupported(what: string): Outcome {
  return { status: 501, notSupported: what, body: JSON.stringify({ message: `the lab does not support this yet: ${what}` }) };
}

/** A fault of the lab itself. */
export function labError(status: 500 | 502, message: string): Outcome {
  return { status, notSupported: message, body: JSON.stringify({ message: `the lab failed: ${message}` }) };
}

/** For decisions: `403 AccessDeniedException`. */
export function outcomeName({ status, errorType, notSupported: what }: Outcome): string {
  const name = errorType ?? (what === undefined ? undefined : 'not supported by the lab');
  return name === undefined ? String(status) : `${status} ${name}`;
}

/** AWS shows the last four digits of the account: `********9764`. */
function maskAccount(arn: string): string {
  return arn.replace(/:\d{8}(\d{4}):/, ':********$1:');
}
