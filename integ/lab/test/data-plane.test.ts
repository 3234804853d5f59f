import { readFileSync } from 'node:fs';
import { IncomingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest, RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { definePlace } from '../place';
import { PETS } from './fake-emulator';
import { API, api, APP, experiment, HOST, LISTED, NEIGHBOUR, OTHER_APP, policyOf, PROVIDER, REGION, UNLISTED, withEndpoint, withGroup, group } from './states';
import { TestLab } from './test-lab';

let lab: TestLab;

beforeEach(async () => { lab = await TestLab.start(experiment()); });
afterEach(async () => lab.close());

interface Answer { status: number; headers: IncomingHttpHeaders; body: string }

/** A request that goes around the preloads: to the listener of one place, with whatever options. */
async function send(from: string, options: RequestOptions & { data?: string } = {}, url = `https://${HOST}/v1/pets/`): Promise<Answer> {
  const { host, port, localAddress } = await lab.destination(from, url);
  const { pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const { data, headers, ...others } = options;
    httpsRequest({
      host, port, localAddress, servername: new URL(url).hostname, path: pathname + search, ca: readFileSync(lab.caFile), agent: false,
      headers: { host: HOST, ...headers }, ...others,
    }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode!, headers: response.headers, body }), reject);
    }).once('error', reject).end(data);
  });
}

const A = '111111111111/App';
const C = '333333333333/App';

describe('answers', () => {
  test('of an admitted call come from the integration, with the path and the query as sent', async () => {
    expect(await send(A, {}, `https://${HOST}/v1/pets/?a=1&a=%2f`)).toMatchObject({ status: 200, body: PETS, headers: { 'x-amzn-requestid': expect.any(String) } });
    expect(lab.emulator.forwarded).toMatchObject([{ url: `/_aws/execute-api/${API}/v1/pets/?a=1&a=%2f` }]);
    expect(lab.decisions.at(-1)).toMatchObject({
      caller: { kind: 'function', name: 'App', account: '111111111111' }, endpointId: LISTED, apiId: API, request: `GET https://${HOST}/v1/pets/?a=1&a=%2f`,
      layer: 'integration', outcome: '200', allowed: true, statement: { index: 1, effect: 'Allow' },
    });
  });

  test('of a refused call have AWS’s status, type and body, and nothing is forwarded', async () => {
    const { status, headers, body } = await send(C);
    expect({ status, type: headers['x-amzn-errortype'], id: headers['x-amzn-requestid'] }).toEqual({ status: 403, type: 'AccessDeniedException', id: expect.any(String) });
    expect(JSON.parse(body)).toEqual({
      Message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:${REGION}:********9764:${API}/v1/GET/pets/ `
        + 'with an explicit deny in a resource-based policy',
    });
    expect(lab.emulator.forwarded).toEqual([]);
    expect(lab.decisions.at(-1)).toMatchObject({ layer: 'resource-policy', outcome: '403 AccessDeniedException', allowed: false });
  });

  test('pass a body on, in both directions', async () => {
    expect(await send(A, { method: 'POST', data: '{"type":"cat"}' })).toMatchObject({ status: 200, body: '{"type":"cat"}' });
    expect(await send(A, { method: 'POST', data: '{"type":"cat"}', headers: { 'transfer-encoding': 'chunked' } })).toMatchObject({ body: '{"type":"cat"}' });
  });

  test('of a signed call pass its body on, too, which had to be read for the signature', async () => {
    const data = '{"type":"cat"}';
    const signer = new SignatureV4({ service: 'execute-api', region: REGION, credentials: { accessKeyId: PROVIDER, secretAccessKey: 'lab' }, sha256: Sha256 });
    const { headers } = await signer.sign({ method: 'POST', protocol: 'https:', hostname: HOST, path: '/v1/pets/', headers: { host: HOST }, body: data });
    expect(await send(A, { method: 'POST', data, headers })).toMatchObject({ status: 200, body: data });
    expect(await send(A, { method: 'POST', data: '{"type":"dog"}', headers })).toMatchObject({ status: 403 });
    expect(lab.emulator.forwarded).toHaveLength(1);
  });

  test('refuse the body of a signed call above the limit, and say so', async () => {
    const headers = { authorization: 'AWS4-HMAC-SHA256 x' };
    expect(await send(A, { method: 'POST', data: 'x'.repeat(10 * 1024 * 1024 + 1), headers })).toMatchObject({ status: 413 });
    expect(await send(A, { method: 'POST', data: 'x'.repeat(10 * 1024 * 1024), headers })).toMatchObject({ status: 403 });
  });

  test('tell the integration who called, whatever the caller says about itself', async () => {
    await send(A, { headers: { 'x-forwarded-for': '8.8.8.8', 'x-amzn-vpce-id': 'vpce-forged' } });
    expect(lab.emulator.forwarded[0].headers).toMatchObject({ 'x-forwarded-for': '10.1.0.17', 'x-amzn-vpce-id': LISTED, 'x-amzn-vpc-id': 'vpc-a' });
  });

  test('of a preflight have no length', async () => {
    const agent = new Agent({ keepAlive: true });
    for (let i = 0; i < 3; i += 1) {
      const { status, headers } = await send(A, { method: 'OPTIONS', agent });
      expect({ status, length: headers['content-length'] }).toEqual({ status: 204, length: undefined });
    }
    agent.destroy();
  });

  test('say loudly what the lab does not support', async () => {
    expect(await send(A, { headers: { authorization: 'AWS4-ECDSA-P256-SHA256 x' } })).toMatchObject({
      status: 501, headers: { 'x-lab-not-supported': expect.stringContaining('SigV4') }, body: expect.stringContaining('does not support'),
    });
  });

  test('refuse headers above the limit of a private API', async () => {
    expect(await send(A, { headers: { 'x-long': 'x'.repeat(8001) } })).toMatchObject({ status: 431 });
  });
});

describe('the endpoint', () => {
  test('is the one that took the connection', async () => {
    expect(await send(C, { headers: { host: `${API}-${LISTED}.execute-api.${REGION}.amazonaws.com` } })).toMatchObject({ status: 403, body: expect.stringContaining('explicit deny') });
    expect(lab.decisions.at(-1)).toMatchObject({ endpointId: UNLISTED });
  });

  test('has a certificate for its Region’s names and for no name of one’s own', async () => {
    await expect(send(A, { servername: 'petstore.internal' })).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    await expect(send(A, { servername: `${API}.execute-api.us-east-1.amazonaws.com` })).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(await send(A, { servername: `${LISTED}-abcd1234.execute-api.${REGION}.vpce.amazonaws.com` })).toMatchObject({ status: 200 });
  });

  test('is not trusted without the lab’s authority', async () => {
    await expect(send(A, { ca: [] })).rejects.toMatchObject({ code: expect.stringMatching(/UNABLE_TO_|SELF_SIGNED/) });
  });

  test('is closed once it is gone', async () => {
    const way = await lab.destination(A);
    const agent = new Agent({ keepAlive: true });
    await send(A, { agent });
    lab.deploy(experiment({ endpoints: experiment().endpoints.slice(1) }));
    await expect(lab.destination(A)).rejects.toThrow('does not resolve');
    await expect(lab.destination(C)).resolves.toBeDefined();
    await expect(new Promise((_, reject) => {
      httpsRequest({ host: way.host, port: way.port, localAddress: way.localAddress, agent }).once('error', reject).end();
    })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    agent.destroy();
  });

  test('cannot be reached around the security groups', async () => {
    const { host, port } = await lab.destination(A);
    const direct = async (localAddress: string) => new Promise((resolve, reject) => {
      httpsRequest({ host, port, localAddress, servername: HOST, ca: readFileSync(lab.caFile), agent: false, headers: { host: HOST } }, resolve).once('error', reject).end();
    });
    for (const [source, layer] of [[NEIGHBOUR, 'security-groups'], [OTHER_APP, 'network'], ['127.64.0.1', 'network'], ['127.0.0.1', 'network']]) {
      await expect(direct(source)).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(lab.decisions.at(-1)).toMatchObject({ layer, outcome: 'connection closed', allowed: false });
    }
    expect(lab.emulator.forwarded).toEqual([]);
  });
});

describe('what is deployed', () => {
  test('is read again only if the version has changed', async () => {
    await Promise.all([send(A), send(A), send(C)]);
    expect(lab.emulator.stateRequests).toBe(1);
    lab.deploy(experiment({ apis: [api({}, { policy: policyOf({ Effect: 'Deny' }) })] }));
    expect(await send(A)).toMatchObject({ status: 403 });
    expect(lab.emulator.stateRequests).toBe(2);
  });

  test('counts at once for a kept connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await send(A, { agent })).toMatchObject({ status: 200 });
    lab.deploy(withEndpoint(LISTED, { policy: policyOf({ Effect: 'Deny' }) }));
    expect(await send(A, { agent })).toMatchObject({ status: 403, body: expect.stringContaining('VPC endpoint policy') });
    agent.destroy();
  });

  test('a changed security group counts for new connections', async () => {
    lab.deploy(withGroup(group('sg-endpoint')));
    expect((await lab.destination(A)).host).toBe('127.32.0.1');
    expect(lab.decisions.at(-1)).toMatchObject({ layer: 'security-groups', outcome: 'timeout' });
  });

  test('that cannot be read is an error that is shown, never an old copy', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await send(A, { agent });
    const way = await lab.destination(A);
    lab.deploy(experiment());
    lab.emulator.broken = true;
    await expect(lab.destination(A)).rejects.toThrow('got status 500: no state');
    const status = await new Promise<number>((resolve, reject) => {
      httpsRequest({
        host: way.host, port: way.port, localAddress: way.localAddress, servername: HOST, ca: readFileSync(lab.caFile), headers: { host: HOST }, path: '/v1/pets', agent,
      }, (response) => { response.resume(); resolve(response.statusCode!); }).once('error', reject).end();
    });
    expect(status).toBe(500);
    agent.destroy();
  });
});

describe('with delays', () => {
  const AGES = 3_600_000;
  const DENIED = experiment({ apis: [api({}, { policy: policyOf({ Effect: 'Deny' }) })] });
  const NEVER = { redeployMs: AGES, endpointPolicyMs: AGES, namesMs: AGES };

  test('what was deployed before is in force; what is deployed later is not, for a kept connection neither', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await lab.setDelays(NEVER);
    expect(await send(A, { agent })).toMatchObject({ status: 200 });
    lab.deploy(DENIED);
    expect(await send(A, { agent })).toMatchObject({ status: 200 });
    expect(await send(A)).toMatchObject({ status: 200 });
    agent.destroy();
  });

  test('a deployment, an endpoint policy and names wait for their own delays', async () => {
    const changed = withEndpoint(LISTED, { policy: policyOf({ Effect: 'Deny' }), privateDnsEnabled: false }, DENIED);
    await lab.setDelays(NEVER);
    lab.deploy(changed);
    expect(await send(A)).toMatchObject({ status: 200 });

    await lab.setDelays({ ...NEVER, redeployMs: 0 });
    expect(await send(A)).toMatchObject({ status: 403, body: expect.stringContaining('resource-based policy') });
    await lab.setDelays({ ...NEVER, endpointPolicyMs: 0 });
    expect(await send(A)).toMatchObject({ status: 403, body: expect.stringContaining('VPC endpoint policy') });
    await lab.setDelays({});
    await expect(send(A)).rejects.toThrow(`https://${HOST}/v1/pets/ does not resolve at ${A}`);
  });

  test('the time is counted from the change, also where nobody calls meanwhile', async () => {
    await lab.setDelays({ redeployMs: 200 });
    lab.deploy(DENIED);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await send(A)).toMatchObject({ status: 403 });
  });

  test('an endpoint that is deleted is closed at once, and its name leads to where nobody is', async () => {
    await lab.setDelays(NEVER);
    lab.deploy(experiment({ endpoints: experiment().endpoints.filter(({ id }) => id !== LISTED) }));

    expect((await lab.destination(A)).host).toBe('127.32.0.1');
    expect(lab.decisions.at(-1)).toMatchObject({ layer: 'network', outcome: 'timeout', reason: expect.stringContaining('no endpoint has that address') });
  });

  test('another network outside of AWS is there at once', async () => {
    await lab.setDelays(NEVER);
    await definePlace(lab.control, 'on-premises', { cidr: '192.168.0.0/24', vpcIds: ['vpc-a'] });
    await expect(lab.destination('on-premises')).rejects.toThrow('does not resolve at on-premises');
  });
});

test('an emulator that is gone is an error that is shown', async () => {
  await send(A);
  await lab.emulator.stop();
  expect(await send(A)).toMatchObject({ status: 502, headers: { 'x-lab-not-supported': expect.stringContaining('the emulator must run the integration') } });
});

test('two labs run side by side', async () => {
  const other = await TestLab.start(experiment({ apis: [api({}, { policy: policyOf({ Effect: 'Deny' }) })] }));
  try {
    const [ours, theirs] = [await lab.destination(A), await other.destination(A)];
    expect(theirs.host).toBe(ours.host);
    expect(theirs.port).not.toBe(ours.port);
    expect(await send(A)).toMatchObject({ status: 200 });
    expect(other.decisions).toEqual([]);
  } finally {
    await other.close();
  }
});

test('the control server refuses what it does not understand', async () => {
  for (const [path, message] of [
    ['/resolve?source=127.64.9.9&name=a', 'source must be the loopback address of a deployed caller'],
    [`/resolve?source=${APP}`, 'name must be given'],
    [`/connect?source=${APP}&address=petstore&port=443`, 'address must be an IP address'],
    ['/place?from=internet&url=petstore', 'Invalid URL'],
    ['/delays?redeployMs=soon', 'redeployMs must be a number of milliseconds'],
    ['/elsewhere', 'there is no /elsewhere'],
  ]) {
    const response = await fetch(`http://${lab.control}${path}`);
    expect(response.ok).toBe(false);
    expect(await response.json()).toEqual({ message: expect.stringContaining(message) });
  }
});

test('decisions are in the log in full', async () => {
  await send(A);
  const lines = readFileSync(`${lab.folder}/decisions.log`, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as object);
  expect(lines).toEqual(lab.decisions);
});
