import { createHash, createHmac } from 'crypto';
import { ProbeRequest, readProbeEvent } from '../../src/private/probe-request';
import { signProbe } from '../../src/private/sign-probe.lambda';

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token', AWS_REGION: 'eu-west-1' };
const API = '6r6oaqtr37.execute-api.ap-northeast-1.amazonaws.com';
const ENDPOINT = 'vpce-03f6d2b1bb8d0f015-abcd.execute-api.ap-northeast-1.vpce.amazonaws.com';

function requestOf(event: Record<string, unknown>): ProbeRequest {
  return readProbeEvent({ sign: true, ...event }, { headers: {}, timeoutMs: 5000 });
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The signature that AWS computes of what arrives: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signatureOf({ headers, method, body = '' }: ProbeRequest, canonicalPath: string, canonicalQuery: string, region: string): string {
  const signedHeaders = /SignedHeaders=([^,]+)/.exec(headers.authorization)![1];
  const canonical = [
    method, canonicalPath, canonicalQuery, ...signedHeaders.split(';').map((name) => `${name}:${headers[name]}`), '', signedHeaders, hash(body),
  ].join('\n');
  const date = headers['x-amz-date'];
  const scope = [date.slice(0, 8), region, 'execute-api', 'aws4_request'];
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), 'AWS4secret');
  return hmac(key, ['AWS4-HMAC-SHA256', date, scope.join('/'), hash(canonical)].join('\n')).toString('hex');
}

test.each<[string, Record<string, unknown>, string]>([
  ['the API’s own name', { url: `https://${API}/v1/pets` }, API],
  ['the endpoint’s name, with the API in a header', { url: `https://${ENDPOINT}/v1/pets`, headers: { 'x-apigw-api-id': '6r6oaqtr37' } }, ENDPOINT],
  ['the endpoint’s name, with the API’s as Host', { url: `https://${ENDPOINT}/v1/pets`, headers: { Host: API } }, API],
  ['a body', { url: `https://${API}/v1/pets`, method: 'POST', body: '{"name":"Räx"}' }, API],
])('by %s: for the host that arrives, and the Region in it', async (_name, event, host) => {
  const signed = await signProbe(requestOf(event), ENVIRONMENT);

  expect(signed.headers).toMatchObject({ host, 'x-amz-security-token': 'token' });
  expect(signed.headers.authorization).toContain(`Credential=ASIAEXAMPLE/${signed.headers['x-amz-date'].slice(0, 8)}/ap-northeast-1/execute-api/aws4_request`);
  expect(/SignedHeaders=([^,]+)/.exec(signed.headers.authorization)![1].split(';')).toEqual(expect.arrayContaining(['host', 'x-amz-security-token']));
  expect(signed.headers.authorization).toContain(`Signature=${signatureOf(signed, '/v1/pets', '', 'ap-northeast-1')}`);
});

test('path and query as they are sent, with a name that comes twice', async () => {
  const signed = await signProbe(requestOf({ url: `https://${API}/v1`, path: '/a%20b?tag=b&tag=a&x=%2F' }), ENVIRONMENT);

  // The path is encoded twice: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request
  expect(signed.headers.authorization).toContain(`Signature=${signatureOf(signed, '/v1/a%2520b', 'tag=a&tag=b&x=%2F', 'ap-northeast-1')}`);
  expect(signed.url.href).toBe(`https://${API}/v1/a%20b?tag=b&tag=a&x=%2F`);
});

test('by another name, such as a private custom domain: the function’s own Region', async () => {
  const signed = await signProbe(requestOf({ url: 'https://pets.example.com/pets' }), ENVIRONMENT);

  expect(signed.headers.authorization).toContain(`Signature=${signatureOf(signed, '/pets', '', 'eu-west-1')}`);
});

test('outside of Lambda there is nobody to sign as, which the API refuses', async () => {
  const signed = await signProbe(requestOf({ url: 'https://pets.example.com/pets' }), {});

  expect(signed.headers.authorization).toContain('Credential=/');
  expect(signed.headers['x-amz-security-token']).toBeUndefined();
});
