import { E1, E2, E9, INPUT, V1, V9, compile, endpoint, method, vpc } from './allow-list-fixtures';
import { Call, STAGE, Signer, effectOf, storedPolicy } from './allow-list-oracle';
import { ConsumerTerms, DeployedMethod } from '../../src/private/allow-terms';
import { MethodAuthorization, authorizeCall } from '../../src/private/authorize-call';
import { DENY_EVERYTHING, compileAllowList } from '../../src/private/compile-allow-list';

/** A role of a consumer's account, one of another account, and one of the API's own account. */
const R: Signer = { account: '111111111111', role: 'app', organization: 'o-aaaaaaaaaa' };
const S: Signer = { account: '333333333333', role: 'other' };
const B: Signer = { account: '222222222222', role: 'admin' };
const ROLE_R = 'arn:aws:iam::111111111111:role/app';

const NONE: MethodAuthorization = { type: 'NONE' };
const OWN_IAM: MethodAuthorization = { type: 'AWS_IAM', identity: 'allow', sameAccount: true };
const OWN_IAM_WITHOUT_POLICY: MethodAuthorization = { type: 'AWS_IAM', identity: 'implicitDeny', sameAccount: true };
const FOREIGN_IAM: MethodAuthorization = { type: 'AWS_IAM', identity: 'allow', sameAccount: false };
const FOREIGN_IAM_WITHOUT_POLICY: MethodAuthorization = { type: 'AWS_IAM', identity: 'implicitDeny', sameAccount: false };
const FOREIGN_IAM_DENIED: MethodAuthorization = { type: 'AWS_IAM', identity: 'explicitDeny', sameAccount: false };
const BY_FUNCTION: MethodAuthorization = { type: 'CUSTOM', authorizer: 'allow', sameAccount: true };
const COGNITO: MethodAuthorization = { type: 'COGNITO_USER_POOLS', validToken: true };
const COGNITO_WITHOUT_TOKEN: MethodAuthorization = { type: 'COGNITO_USER_POOLS', validToken: false };

/** From the endpoint E1 in a VPC that is not listed, anonymous. */
const CALL: Call = { endpoint: E1, vpc: V9, address: '10.0.1.5', time: '2027-01-01T00:00:00Z', stage: STAGE, verb: 'GET', path: '/pets' };

type CaseCall = Partial<Call> & { readonly action?: string };
type Allowed = readonly [what: string, call: CaseCall, authorization: MethodAuthorization];
type Refused = readonly [what: string, call: CaseCall, authorization: MethodAuthorization, decision: 'explicitDeny' | 'implicitDeny' | 'unauthenticated'];

interface Case {
  readonly title: string;
  readonly list: readonly ConsumerTerms[];
  readonly methods?: readonly DeployedMethod[];
  readonly allowed: readonly Allowed[];
  readonly refused: readonly Refused[];
}

const LAST_SECOND = '2027-01-30T23:59:59Z';
const EXPIRY = '2027-01-31T00:00:00Z';
const SECOND_AFTER = '2027-01-31T00:00:01Z';

const CASES: Readonly<Record<number, Case>> = {
  1: {
    title: 'an endpoint and a VPC',
    list: [endpoint(E1), vpc(V1)],
    allowed: [['the listed endpoint', {}, NONE], ['another endpoint in the listed VPC', { endpoint: E9, vpc: V1 }, NONE]],
    refused: [
      ['another endpoint in another VPC', { endpoint: E9 }, NONE, 'explicitDeny'],
      ['another endpoint in another VPC, with the authorizer\'s Allow', { endpoint: E9 }, BY_FUNCTION, 'explicitDeny'],
    ],
  },
  2: {
    title: 'a limited VPC and an unlimited endpoint in it',
    list: [vpc(V1, { routes: ['GET /pets'] }), endpoint(E2)],
    allowed: [
      ['DELETE from the endpoint', { endpoint: E2, vpc: V1, verb: 'DELETE' }, NONE],
      ['DELETE from the endpoint, with the authorizer\'s Allow', { endpoint: E2, vpc: V1, verb: 'DELETE' }, BY_FUNCTION],
      ['GET from another endpoint of the VPC', { vpc: V1 }, NONE],
    ],
    refused: [['DELETE from another endpoint of the VPC', { vpc: V1, verb: 'DELETE' }, BY_FUNCTION, 'explicitDeny']],
  },
  3: {
    title: 'signed callers from any endpoint',
    list: [{ source: { kind: 'principal', callers: { arns: [ROLE_R] }, fromAnyEndpoint: true } }],
    methods: [method('GET /pets', 'AWS_IAM'), method('GET /open', 'NONE')],
    allowed: [['the role, through an endpoint that is not listed', { endpoint: E9, signer: R }, FOREIGN_IAM]],
    refused: [
      ['nobody who signed', { endpoint: E9 }, NONE, 'explicitDeny'],
      ['another role', { endpoint: E9, signer: S }, FOREIGN_IAM, 'explicitDeny'],
      ['the role on an open route, where it is anonymous', { endpoint: E9, path: '/open' }, NONE, 'explicitDeny'],
    ],
  },
  4: {
    title: 'an endpoint and callers',
    list: [endpoint(E1, { principals: { arns: [ROLE_R] } })],
    methods: [method('GET /pets', 'AWS_IAM')],
    allowed: [['a session of the role', { signer: R }, FOREIGN_IAM]],
    refused: [
      ['a session of another role', { signer: S }, FOREIGN_IAM, 'explicitDeny'],
      ['the role, through another endpoint', { endpoint: E9, signer: R }, FOREIGN_IAM, 'explicitDeny'],
      ['anonymous', {}, NONE, 'explicitDeny'],
    ],
  },
  5: {
    title: 'IAM callers of the API\'s account',
    list: [endpoint(E1, { routes: ['GET /pets'] }), endpoint(E2)],
    allowed: [
      ['without an identity policy', { signer: B }, OWN_IAM_WITHOUT_POLICY],
      ['without an identity policy, through an unlimited endpoint', { endpoint: E2, verb: 'DELETE', signer: B }, OWN_IAM_WITHOUT_POLICY],
    ],
    refused: [
      ['with execute-api:* through another endpoint', { endpoint: E9, signer: B }, OWN_IAM, 'explicitDeny'],
      ['with execute-api:* off its routes', { verb: 'DELETE', signer: B }, OWN_IAM, 'explicitDeny'],
    ],
  },
  6: {
    title: 'IAM callers of another account',
    list: [endpoint(E1)],
    methods: [method('GET /pets', 'AWS_IAM')],
    allowed: [['both sides allow', { signer: R }, FOREIGN_IAM]],
    refused: [
      ['only the API allows', { signer: R }, FOREIGN_IAM_WITHOUT_POLICY, 'implicitDeny'],
      ['only the identity allows', { endpoint: E9, signer: R }, FOREIGN_IAM, 'explicitDeny'],
      ['an SCP denies', { signer: R }, FOREIGN_IAM_DENIED, 'explicitDeny'],
      ['the session policy leaves Invoke out, so that the caller\'s policies do not allow it', { signer: R }, FOREIGN_IAM_WITHOUT_POLICY, 'implicitDeny'],
    ],
  },
  7: {
    title: 'a Lambda authorizer',
    list: [endpoint(E1, { routes: ['GET /pets'] })],
    methods: [method('GET /pets', 'CUSTOM')],
    allowed: [['on its routes', {}, BY_FUNCTION]],
    refused: [
      ['off its routes, with the authorizer\'s Allow', { path: '/dogs' }, BY_FUNCTION, 'explicitDeny'],
      ['through another endpoint, with the authorizer\'s Allow', { endpoint: E9 }, BY_FUNCTION, 'explicitDeny'],
    ],
  },
  8: {
    title: 'a user pool, and keys of the API, which are no identity',
    list: [endpoint(E1, { routes: ['GET /pets'] })],
    methods: [method('GET /pets', 'COGNITO_USER_POOLS')],
    allowed: [['with a token', {}, COGNITO]],
    refused: [
      ['off its routes, with a token', { path: '/dogs' }, COGNITO, 'implicitDeny'],
      ['without a token', {}, COGNITO_WITHOUT_TOKEN, 'unauthenticated'],
      ['through another endpoint, with a token and a valid key', { endpoint: E9 }, COGNITO, 'explicitDeny'],
    ],
  },
  9: {
    title: 'no wildcard in the place of a stage or a method',
    list: [endpoint(E1, { routes: ['ANY /pets'] })],
    methods: [method('ANY /pets', 'CUSTOM'), method('GET /admin/pets', 'CUSTOM'), method('ANY /{proxy+}', 'CUSTOM')],
    allowed: [['GET', {}, BY_FUNCTION], ['HEAD', { verb: 'HEAD' }, BY_FUNCTION], ['POST', { verb: 'POST' }, BY_FUNCTION]],
    refused: [
      ['GET /admin/pets', { path: '/admin/pets' }, BY_FUNCTION, 'explicitDeny'],
      ['POST /x/GET/pets, which {proxy+} serves', { verb: 'POST', path: '/x/GET/pets' }, BY_FUNCTION, 'explicitDeny'],
      ['another stage', { stage: 'v2' }, BY_FUNCTION, 'explicitDeny'],
    ],
  },
  10: {
    title: 'a trailing slash',
    list: [endpoint(E1, { routes: ['GET /pets'] })],
    allowed: [['without', {}, NONE], ['with', { path: '/pets/' }, NONE]],
    refused: [
      ['two', { path: '/pets//' }, BY_FUNCTION, 'explicitDeny'],
      ['a longer name', { path: '/petsx' }, BY_FUNCTION, 'explicitDeny'],
    ],
  },
  11: {
    title: 'a path parameter, with a method below it that another entry names',
    list: [endpoint(E1, { routes: ['GET /pets', 'GET /pets/{petId}', 'GET /pets/{petId}/owner'] }), endpoint(E2, { routes: ['GET /pets'] })],
    methods: [method('GET /pets', 'CUSTOM'), method('GET /pets/{id}', 'CUSTOM'), method('GET /pets/{id}/owner', 'CUSTOM')],
    allowed: [['a pet', { path: '/pets/1' }, BY_FUNCTION]],
    refused: [
      ['a pet\'s owner, by whom the list does not give it', { endpoint: E2, path: '/pets/1/owner' }, BY_FUNCTION, 'explicitDeny'],
      ['a pet, by whom the list gives all of them only', { endpoint: E2, path: '/pets/1' }, BY_FUNCTION, 'explicitDeny'],
    ],
  },
  12: {
    title: 'a greedy path (where a refused spelling is decoded by nobody before the policy)',
    list: [endpoint(E1, { routes: ['GET /pets/{petId}'] })],
    methods: [method('ANY /{proxy+}', 'CUSTOM')],
    allowed: [
      ['a pet', { path: '/pets/1' }, BY_FUNCTION],
      // "Either" on AWS, where it is not known whether the path is decoded; behind a greedy path the list warns.
      ['a path that the backend may normalise', { path: '/pets/..%2fadmin' }, BY_FUNCTION],
    ],
    refused: [
      ['in capitals', { path: '/PETS/1' }, BY_FUNCTION, 'explicitDeny'],
      ['encoded', { path: '/%70ets/1' }, BY_FUNCTION, 'explicitDeny'],
    ],
  },
  13: {
    title: 'ranges of addresses',
    list: [endpoint(E1, { sourceCidrs: ['10.0.1.0/24'] })],
    allowed: [['inside', {}, NONE], ['inside, with the authorizer\'s Allow', {}, BY_FUNCTION]],
    refused: [
      ['outside', { address: '10.0.2.5' }, BY_FUNCTION, 'explicitDeny'],
      ['inside, through another endpoint', { endpoint: E9 }, BY_FUNCTION, 'explicitDeny'],
      ['with IPv6', { address: '2001:db8::1' }, BY_FUNCTION, 'explicitDeny'],
    ],
  },
  14: {
    title: 'an expiry',
    list: [endpoint(E1, { expires: EXPIRY }), endpoint(E2)],
    allowed: [
      ['the last second', { time: LAST_SECOND }, NONE],
      ['the last second, with the authorizer\'s Allow', { time: LAST_SECOND }, BY_FUNCTION],
      ['another consumer after it', { endpoint: E2, time: SECOND_AFTER }, NONE],
    ],
    refused: [
      ['at that time', { time: EXPIRY }, NONE, 'explicitDeny'],
      ['at that time, with the authorizer\'s Allow', { time: EXPIRY }, BY_FUNCTION, 'explicitDeny'],
      ['a second after it', { time: SECOND_AFTER }, NONE, 'explicitDeny'],
      ['a second after it, with the authorizer\'s Allow', { time: SECOND_AFTER }, BY_FUNCTION, 'explicitDeny'],
    ],
  },
  15: {
    title: 'preflight',
    list: [endpoint(E1, { routes: ['GET /pets'], principals: { arns: [ROLE_R] }, preflight: true }), endpoint(E2, { routes: ['ANY /pets'] })],
    allowed: [['OPTIONS, anonymous', { verb: 'OPTIONS' }, NONE]],
    refused: [
      ['OPTIONS through another endpoint', { endpoint: E9, verb: 'OPTIONS' }, NONE, 'explicitDeny'],
      ['OPTIONS on another path', { verb: 'OPTIONS', path: '/dogs' }, NONE, 'explicitDeny'],
      ['OPTIONS by a consumer that did not ask for it', { endpoint: E2, verb: 'OPTIONS' }, NONE, 'explicitDeny'],
      ['GET, anonymous', {}, BY_FUNCTION, 'explicitDeny'],
    ],
  },
  // 16, responses of the gateway: they are no part of a policy; the construct's documentation says what a denial looks like to a browser.
  // 17, stages: the construct's, which lets no stage of the API keep an older deployment.
  // 18, canaries: the construct's, which refuses one that would keep another snapshot.
  // 19, test calls of the console: no policy of an API applies to them; the security model in the documentation says so.
  20: {
    title: 'other actions than Invoke, which only identity policies allow',
    list: [endpoint(E1)],
    allowed: [
      ['InvalidateCache, through the listed endpoint', { signer: B, action: 'execute-api:InvalidateCache' }, OWN_IAM],
      ['ManageConnections, through the listed endpoint', { signer: B, action: 'execute-api:ManageConnections' }, OWN_IAM],
    ],
    refused: [
      ['InvalidateCache, through another endpoint', { endpoint: E9, signer: B, action: 'execute-api:InvalidateCache' }, OWN_IAM, 'explicitDeny'],
      ['ManageConnections, through another endpoint', { endpoint: E9, signer: B, action: 'execute-api:ManageConnections' }, OWN_IAM, 'explicitDeny'],
      ['InvalidateCache without an identity policy', { signer: B, action: 'execute-api:InvalidateCache' }, OWN_IAM_WITHOUT_POLICY, 'implicitDeny'],
    ],
  },
  // 21, the endpoint's policy in the consumer's account: endpoint-policy.test.ts.
};

describe.each(Object.entries(CASES))('case %s', (_, { title, list, methods, allowed, refused }) => {
  describe(title, () => {
    const decide = ({ action, ...call }: CaseCall, authorization: MethodAuthorization) =>
      authorizeCall(effectOf(storedPolicy(compile(list, { methods }).policy), { ...CALL, ...call }, action), authorization);

    test.each(allowed)('allowed: %s', (__, call, authorization) => {
      expect(decide(call, authorization)).toBe('allow');
    });

    test.each(refused)('refused: %s', (__, call, authorization, decision) => {
      expect(decide(call, authorization)).toBe(decision);
    });
  });
});

test('case 11: a method below a path parameter that no route names is an error, and the policy denies all', () => {
  const methods = [method('GET /pets/{id}', 'CUSTOM'), method('GET /pets/{id}/owner', 'CUSTOM')];
  const { errors, policy } = compileAllowList({ ...INPUT, consumers: [endpoint(E1, { routes: ['GET /pets/{petId}'] })], methods });
  expect(errors).toEqual([
    `routes of ${E1} must name every method that "GET /pets/{petId}" reaches, got none for "GET /pets/{id}/owner", which it reaches as "GET /pets/…/owner"; `
    + 'a {parameter} allows whatever follows, so name that method too, or write the path with "/*" to allow all below it',
  ]);
  expect(policy).toBe(DENY_EVERYTHING);
  expect(authorizeCall(effectOf(storedPolicy(policy), { ...CALL, path: '/pets/1/owner' }), BY_FUNCTION)).toBe('explicitDeny');
});

test('case 12: a route behind a greedy path is warned about', () => {
  const { warnings } = compile([endpoint(E1, { routes: ['GET /pets/{petId}'] })], { methods: [method('ANY /{proxy+}', 'CUSTOM')] });
  expect(warnings.map(({ id }) => id)).toEqual(['routeBehindGreedyPath']);
});
