import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { decideRequest } from '../gateway/decide-request';
import { verifySignature } from '../gateway/signature';
import { LabState } from '../state';
import { Credential, Identity } from '../state-signers';
import { API, api, CONSUMER, experiment, HOST, LISTED, method, policyOf, REGION, withEndpoint } from './states';

const TIME = new Date('2026-11-23T12:00:00Z');
const ROLE: Identity = { kind: 'role', arn: `arn:aws:iam::${CONSUMER}:role/team/app`, account: CONSUMER, policies: [], tags: { Team: 'a' } };
const SESSION: Credential = {
  accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token', account: CONSUMER, arn: `arn:aws:sts::${CONSUMER}:assumed-role/app/s`,
  userId: 'AROAEXAMPLE:s', owner: ROLE.arn, issued: TIME.getTime() / 1000 - 60, expires: TIME.getTime() / 1000 + 60, tags: { team: 'b' },
};
const STATE = experiment({ credentials: [SESSION], identities: [ROLE] });

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string | string[]>;
  /** As it stands in the request line. */
  readonly target: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly at?: Date;
}

/** By AWS's own signer, which knows nothing of ours. */
async function signed({ method: verb = 'GET', path, query = {}, target, body, headers = {}, at = TIME }: Sent, credential = SESSION) {
  const signer = new SignatureV4({ service: 'execute-api', region: REGION, credentials: credential, sha256: Sha256 });
  const request = await signer.sign({
    method: verb, protocol: 'https:', hostname: HOST, path: path ?? target.split('?', 1)[0], query, headers: { host: HOST, ...headers }, body,
  }, { signingDate: at });
  return { method: verb, target, headers: request.headers, body: body === undefined ? undefined : Buffer.from(body), arrived: TIME, time: TIME };
}

const verify = (request: Awaited<ReturnType<typeof signed>>, state: LabState = STATE) => verifySignature(state, REGION, request);

describe('what AWS’s own signer signs is verified', () => {
  test.each<[string, Sent]>([
    ['a plain path', { target: '/v1/pets' }],
    ['a trailing slash', { target: '/v1/pets/' }],
    ['an encoded path', { target: '/v1/pets/a%20b%2Fc' }],
    ['a path with dots and empty segments', { target: '/v1//pets/./x/../y' }],
    ['characters that only some encoders leave alone', { target: "/v1/pets/it's(1)*" }],
    ['a query, whose order does not matter', { target: '/v1/pets?b=2&a=1&a=0&c', query: { a: ['1', '0'], b: '2', c: '' } }],
    ['an encoded query', { target: '/v1/pets?name=J%C3%BCrgen%20%2B%27', query: { name: 'Jürgen +\'' } }],
    ['a body', { target: '/v1/pets', method: 'POST', body: '{"name":"Jürgen"}', headers: { 'content-type': 'application/json' } }],
    ['a header with spaces', { target: '/v1/pets', headers: { 'x-note': '  a   b ' } }],
    ['an old one, within five minutes', { target: '/v1/pets', at: new Date(TIME.getTime() - 299_000) }],
    ['a fast clock, within five minutes', { target: '/v1/pets', at: new Date(TIME.getTime() + 299_000) }],
  ])('%s', async (_, sent) => {
    expect(verify(await signed(sent))).toEqual({ kind: 'valid', credential: SESSION });
  });
});

describe('a change after signing is noticed', () => {
  const change = async (changed: object) => ({ ...await signed({ target: '/v1/pets', method: 'POST', body: 'a', query: {} }), ...changed });

  test.each<[string, object]>([
    ['the method', { method: 'PUT' }], ['the path', { target: '/v1/pets/' }], ['the query', { target: '/v1/pets?a=1' }], ['the body', { body: Buffer.from('b') }],
  ])('%s', async (_, changed) => {
    expect(verify(await change(changed))).toMatchObject({ kind: 'refused', outcome: { errorType: 'InvalidSignatureException', responseType: 'INVALID_SIGNATURE' } });
  });

  test('the Host, so that a signature for one API is none for another', async () => {
    const request = await signed({ target: '/v1/pets' });
    expect(verify({ ...request, headers: { ...request.headers, host: `other.execute-api.${REGION}.amazonaws.com` } })).toMatchObject({ kind: 'refused' });
  });

  test('a declared hash that is not the body’s', async () => {
    const request = await signed({ target: '/v1/pets', headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } });
    expect(verify(request)).toMatchObject({ kind: 'refused' });
  });
});

describe('what is refused', () => {
  const withAuthorization = async (edit: (header: string) => string) => {
    const request = await signed({ target: '/v1/pets' });
    return { ...request, headers: { ...request.headers, authorization: edit(request.headers.authorization) } };
  };

  test.each<[string, (header: string) => string, string, string]>([
    ['a Host that is not signed', (header) => header.replace('SignedHeaders=host;', 'SignedHeaders='), 'InvalidSignatureException', 'must be a \'SignedHeader\''],
    ['another day in the scope', (header) => header.replace('/20261123/', '/20261122/'), 'InvalidSignatureException', 'Date in Credential scope does not match'],
    ['no signature', (header) => header.replace(/, Signature=.*/, ''), 'IncompleteSignatureException', 'requires \'Signature\' parameter'],
    ['a malformed scope', (header) => header.replace('/aws4_request', ''), 'IncompleteSignatureException', 'exactly 5 slash-delimited elements'],
  ])('%s', async (_, edit, errorType, text) => {
    const verdict = verify(await withAuthorization(edit));
    expect(verdict).toMatchObject({ kind: 'refused', outcome: { status: 403, errorType } });
    expect(verdict.kind === 'refused' && verdict.outcome.body).toContain(text);
  });

  test('a signature from outside the five minutes, with both ends of them', async () => {
    const verdict = verify(await signed({ target: '/v1/pets', at: new Date(TIME.getTime() - 301_000) }));
    expect(verdict.kind === 'refused' && verdict.outcome.body)
      .toBe('{"message":"Signature expired: 20261123T115459Z is now earlier than 20261123T115500Z (20261123T120000Z - 5 min.)"}');
    expect(verify(await signed({ target: '/v1/pets', at: new Date(TIME.getTime() + 301_000) }))).toMatchObject({ kind: 'refused' });
  });

  test('a session that has ended', async () => {
    const state = { ...STATE, credentials: [{ ...SESSION, expires: TIME.getTime() / 1000 }] };
    expect(verify(await signed({ target: '/v1/pets' }), state)).toMatchObject({ outcome: { errorType: 'ExpiredTokenException', responseType: 'EXPIRED_TOKEN' } });
  });

  test.each<[string, Partial<LabState>]>([
    ['of a deleted role', { identities: [] }], ['that is turned off', { credentials: [{ ...SESSION, active: false }] }], ['that nobody has', { credentials: [] }],
  ])('a key %s', async (_, change) => {
    expect(verify(await signed({ target: '/v1/pets' }), { ...STATE, ...change })).toMatchObject({ kind: 'refused', outcome: { errorType: 'AccessDeniedException' } });
  });
});

describe('a signature and the policies', () => {
  const decide = async (state: LabState) => decideRequest(state, state.callers[0].network!, state.endpoints[0], await signed({ target: '/v1/pets' }));
  const ROLE_ONLY = policyOf({ Effect: 'Allow', Principal: { AWS: ROLE.arn } });

  test('counts for the endpoint’s policy, on a method without authorization, too', async () => {
    expect(await decide(withEndpoint(LISTED, { policy: ROLE_ONLY }, STATE))).toHaveProperty('target');
    const other = policyOf({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${CONSUMER}:role/other` } });
    expect(await decide(withEndpoint(LISTED, { policy: other }, STATE))).toMatchObject({
      layer: 'endpoint-policy',
      outcome: { body: expect.stringContaining(`User: ${SESSION.arn} is not authorized to perform: execute-api:Invoke on resource`) },
    });
  });

  test('does not count for the resource policy of such a method', async () => {
    expect(await decide({ ...STATE, apis: [api({}, { policy: ROLE_ONLY })] })).toMatchObject({ layer: 'resource-policy', outcome: { body: expect.stringContaining('User: anonymous') } });
  });

  test.each<[string, object]>([
    ['the role, with its path', { ArnLike: { 'aws:PrincipalArn': ROLE.arn } }], ['the account', { StringEquals: { 'aws:PrincipalAccount': CONSUMER } }],
    ['the kind', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }], ['the session', { StringEquals: { 'aws:userid': 'AROAEXAMPLE:s' } }],
    ['a tag of the session', { StringEquals: { 'aws:PrincipalTag/team': 'b' } }], ['the age of the session', { DateLessThan: { 'aws:TokenIssueTime': '2026-11-23T12:00:00Z' } }],
  ])('tells %s where the method asks for IAM', async (_, Condition) => {
    const allowing = { ...ROLE, policies: [{ name: 'all', document: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' }] };
    const withPolicy = (effect: object) => ({
      ...STATE, identities: [allowing], apis: [api({}, { policy: policyOf(effect), methods: [method({ authorizationType: 'AWS_IAM' })] })],
    });
    expect(await decide(withPolicy({ Effect: 'Allow', Condition }))).toMatchObject({ apiId: API, target: { path: '/pets' } });
  });

  test('of the API’s own account, where the resource policy allows that account as a whole and the role is silent, is not guessed', async () => {
    const policy = policyOf({ Effect: 'Allow', Principal: { AWS: CONSUMER }, Resource: '*' });
    const state = { ...STATE, identities: [{ ...ROLE, policies: [] }], apis: [api({ account: CONSUMER }, { policy, methods: [method({ authorizationType: 'AWS_IAM' })] })] };
    expect(await decide(state)).toMatchObject({ outcome: { status: 501 }, layer: 'authorization', reason: expect.stringContaining('allows 111111111111 as a whole') });
  });

  test('of a caller whose organization nobody told is not guessed where a policy asks for it', async () => {
    const policy = policyOf({ Effect: 'Allow', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } });
    const state = { ...STATE, apis: [api({}, { policy, methods: [method({ authorizationType: 'AWS_IAM' })] })] };
    expect(await decide(state)).toMatchObject({ outcome: { status: 501 }, layer: 'resource-policy' });
  });

  test.each(['aws:PrincipalOrgID', 'aws:ResourceOrgID', 'aws:PrincipalOrgPaths'])('of a caller whose own policy asks for %s is not guessed either', async (key) => {
    const document = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringEquals: { [key]: 'o-1' } } } });
    const identities = [{ ...ROLE, policies: [{ name: 'conditioned', document }] }];
    const apis = [api({}, { policy: policyOf({ Effect: 'Allow' }), methods: [method({ authorizationType: 'AWS_IAM' })] })];
    expect(await decide({ ...STATE, identities, apis })).toMatchObject({ outcome: { status: 501 }, layer: 'authorization' });
  });

  test('of a federated user is not guessed', async () => {
    const { owner: _, ...federated } = SESSION;
    expect(await decide({ ...STATE, credentials: [federated] })).toMatchObject({ outcome: { status: 501 }, layer: 'endpoint-policy' });
  });
});
