import * as ipaddr from 'ipaddr.js';
import { ConsumerTerms, SignedCallers } from '../../src/private/allow-terms';
import { MethodAuthorization, authorizeCall } from '../../src/private/authorize-call';
import { PolicyEffect, PolicyRequest, evaluatePolicy } from '../../src/private/evaluate-policy';
import { expandResources, invokeArn } from '../../src/private/invoke-arn';
import { Policy, parsePolicy } from '../../src/private/policy-document';

/** The compiler knows nothing of this file, and this file nothing of the compiler: what a list means is told here a second time, by hand. */

export const API = { partition: 'aws', region: 'ap-northeast-1', account: '222222222222', apiId: '6r6oaqtr37' };
export const STAGE = 'v1';

export const endpointId = (digit: number | string) => `vpce-${String(digit).repeat(17).slice(0, 17)}`;
export const vpcId = (digit: number | string) => `vpc-${String(digit).repeat(17).slice(0, 17)}`;

/** A caller that signs as a session of a role. */
export interface Signer {
  readonly account: string;
  readonly role: string;
  readonly organization?: string;
}

export const roleArn = ({ account, role }: Signer) => `arn:aws:iam::${account}:role/${role}`;

export interface Call {
  readonly endpoint: string;
  readonly vpc: string;
  readonly address: string;
  readonly time: string;
  readonly stage: string;
  readonly verb: string;
  readonly path: string;
  readonly signer?: Signer;
}

export function isCovered(list: readonly ConsumerTerms[], call: Call): boolean {
  return list.some((entry) => comesFrom(entry, call) && inTime(entry, call) && inRanges(entry, call)
    && ((onRoute(entry, call) && isNamed(entry, call)) || isPreflight(entry, call)));
}

function comesFrom({ source }: ConsumerTerms, call: Call): boolean {
  if (source.kind === 'principal') return signedBy(source.callers, call.signer);
  return source.id === (source.kind === 'vpcEndpoint' ? call.endpoint : call.vpc);
}

function signedBy({ arns = [], accounts = [], organizations = [] }: SignedCallers, signer: Signer | undefined): boolean {
  if (signer === undefined) return false;
  const arnMatches = (pattern: string) => new RegExp(`^${pattern.split('*').join('[^:]*')}$`).test(roleArn(signer));
  return arns.some(arnMatches) || accounts.includes(signer.account)
    || (signer.organization !== undefined && organizations.includes(signer.organization));
}

function isNamed({ principals }: ConsumerTerms, call: Call): boolean {
  return principals === undefined || signedBy(principals, call.signer);
}

function inTime({ expires }: ConsumerTerms, call: Call): boolean {
  return expires === undefined || Date.parse(call.time) < Date.parse(expires);
}

function inRanges({ sourceCidrs }: ConsumerTerms, call: Call): boolean {
  if (sourceCidrs === undefined) return true;
  const address = ipaddr.parse(call.address);
  return sourceCidrs.some((cidr) => {
    const [base, length] = cidr.includes('/') ? ipaddr.parseCIDR(cidr) : [ipaddr.parse(cidr), cidr.includes(':') ? 128 : 32] as const;
    return base.kind() === address.kind() && address.match([base, length] as never);
  });
}

/** Routes are those of the stage; without them an entry covers the whole API. */
function onRoute({ routes }: ConsumerTerms, { stage, verb, path }: Call): boolean {
  return routes === undefined || (stage === STAGE && routes.some((route) => {
    const [method, pattern] = route.split(' ');
    return (method === verb || (method === 'ANY' && verb !== 'OPTIONS')) && pathMatches(pattern, path);
  }));
}

function isPreflight({ preflight, routes }: ConsumerTerms, { stage, verb, path }: Call): boolean {
  return preflight === true && stage === STAGE && verb === 'OPTIONS' && (routes === undefined || routes.some((route) => pathMatches(route.split(' ')[1], path)));
}

/** A parameter is any text, an empty one included; without one, or a `*`, at its end a path also stands for itself with a slash. */
function pathMatches(pattern: string, path: string): boolean {
  if (pattern === '/') return path === '/';
  const parts = pattern.replace(/\{[^}]*\}/g, '*').replace(/(.)\/$/, '$1').split('*').map((part) => part.replace(/[.$()+]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}${parts.at(-1) === '' ? '' : '/?'}$`).test(path);
}

/** What API Gateway tells a policy of a call. Only where a method authorizes by IAM does it know who signed. */
export function requestOf(call: Call, action = 'execute-api:Invoke'): PolicyRequest {
  const { signer } = call;
  return {
    principal: signer === undefined
      ? { kind: 'anonymous' }
      : { kind: 'aws', arn: `arn:aws:sts::${signer.account}:assumed-role/${signer.role.split('/').at(-1)}/session`, account: signer.account },
    action,
    resource: invokeArn({ ...API, stage: call.stage, method: call.verb, path: call.path }),
    keys: {
      'aws:SourceVpce': call.endpoint,
      'aws:SourceVpc': call.vpc,
      'aws:VpcSourceIp': call.address,
      'aws:CurrentTime': call.time,
      ...(signer && {
        'aws:PrincipalArn': roleArn(signer),
        'aws:PrincipalAccount': signer.account,
        ...(signer.organization !== undefined && { 'aws:PrincipalOrgID': signer.organization }),
      }),
    },
  };
}

/** As API Gateway stores and reads it. */
export const storedPolicy = (compiled: object): Policy => expandResources(parsePolicy(JSON.stringify(compiled)), API);

export const effectOf = (policy: Policy, call: Call, action?: string): PolicyEffect => evaluatePolicy(policy, requestOf(call, action)).effect;

type Authorizations = readonly (readonly [MethodAuthorization, boolean])[];

/** Each kind of authorization with whether it lets through what the resource policy allows. */
export const WITHOUT_SIGNATURE: Authorizations = [
  [{ type: 'NONE' }, true],
  [{ type: 'COGNITO_USER_POOLS', validToken: true }, true],
  [{ type: 'COGNITO_USER_POOLS', validToken: false }, false],
];
export const BY_FUNCTION: Authorizations = [
  [{ type: 'CUSTOM', authorizer: 'allow', sameAccount: true }, true],
  [{ type: 'CUSTOM', authorizer: 'allow', sameAccount: false }, true],
  [{ type: 'CUSTOM', authorizer: 'silent', sameAccount: true }, true],
  [{ type: 'CUSTOM', authorizer: 'deny', sameAccount: true }, false],
  [{ type: 'CUSTOM', authorizer: 'unauthorized', sameAccount: true }, false],
];
export const BY_IAM: Authorizations = [
  [{ type: 'AWS_IAM', identity: 'allow', sameAccount: true }, true],
  [{ type: 'AWS_IAM', identity: 'implicitDeny', sameAccount: true }, true],
  [{ type: 'AWS_IAM', identity: 'explicitDeny', sameAccount: true }, false],
  [{ type: 'AWS_IAM', identity: 'allow', sameAccount: false }, true],
  [{ type: 'AWS_IAM', identity: 'implicitDeny', sameAccount: false }, false],
  [{ type: 'AWS_IAM', identity: 'unsigned', sameAccount: false }, false],
];

/** What is wrong with a decision, or `undefined`: a call is allowed if a term covers it and the method's own authorization passes, and never else. */
export function mistake(list: readonly ConsumerTerms[], policy: Policy, call: Call, authorizations: Authorizations): string | undefined {
  const covered = isCovered(list, call);
  const effect = effectOf(policy, call);
  for (const [authorization, passes] of authorizations) {
    const decision = authorizeCall(effect, authorization);
    if ((decision === 'allow') !== (covered && passes)) {
      return `${JSON.stringify(call)} with ${JSON.stringify(authorization)}: ${decision}, but it is ${covered ? '' : 'not '}covered`;
    }
  }
  return undefined;
}

export function firstMistake(
  list: readonly ConsumerTerms[], policy: Policy, calls: readonly Call[], authorizations: Authorizations,
): string | undefined {
  for (const call of calls) {
    const found = mistake(list, policy, call, authorizations);
    if (found !== undefined) return found;
  }
  return undefined;
}
