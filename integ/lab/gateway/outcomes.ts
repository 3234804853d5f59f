/** What a caller gets that is not forwarded: status, `x-amzn-ErrorType` and body, as AWS answers. */
export interface Outcome {
  readonly status: number;
  readonly errorType?: string;
  /** Says why the lab, not AWS, has no answer. */
  readonly notSupported?: string;
  readonly body: string;
}

/** The routing and the method family name the text `message`, the authorization engine names it `Message`. */
export const FORBIDDEN: Outcome = { status: 403, errorType: 'ForbiddenException', body: '{"message":"Forbidden"}' };

/** Also the answer for a path or method that does not exist. */
export const MISSING_AUTHENTICATION_TOKEN: Outcome = {
  status: 403, errorType: 'MissingAuthenticationTokenException', body: '{"message":"Missing Authentication Token"}',
};

export const INTEGRATION_TIMEOUT: Outcome = { status: 504, body: '{"message":"Endpoint request timed out"}' };

/** The kinds of policy that deny, and how AWS words it. */
const ENDINGS = {
  'resource-policy': { implicitDeny: 'no resource-based policy allows', explicitDeny: 'a resource-based policy' },
  'endpoint-policy': { implicitDeny: 'no VPC endpoint policy allows', explicitDeny: 'a VPC endpoint policy' },
} as const;

export function accessDenied(arn: string, policy: keyof typeof ENDINGS, effect: 'implicitDeny' | 'explicitDeny'): Outcome {
  const ending = effect === 'explicitDeny'
    ? ` with an explicit deny in ${ENDINGS[policy].explicitDeny}`
    : ` because ${ENDINGS[policy].implicitDeny} the execute-api:Invoke action`;
  const text = `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${maskAccount(arn)}${ending}`;
  return { status: 403, errorType: 'AccessDeniedException', body: JSON.stringify({ Message: text }) };
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
