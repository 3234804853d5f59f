import { ProbeReport } from '../../../src/private/probe-report';
import { ACCOUNTS } from '../accounts';
import { bootstrap } from '../cdk';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { deployApp } from './allow-list-app';
import { NO_TOKEN, refusedByPolicy } from './allow-list-calls';
import { probeApp } from './probe-app';

let lab: Lab;
let access: LabAccess;
let outputs: Record<string, string>;
let api: string;
let assertions: Record<string, string>;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  await Promise.all([ACCOUNTS.consumer, ACCOUNTS.provider].map(async (account) => bootstrap(access, account)));
  ({ Workload: outputs, Assertions: assertions } = await deployApp(access, ACCOUNTS.provider, (app) => probeApp(app, access.region)));
  [api] = new URL(outputs.ProbeUrl).hostname.split('.');
});

afterAll(async () => { await lab.stop(); });

async function probe(name: string, event: object): Promise<ProbeReport> {
  return invoke<ProbeReport>(access, ACCOUNTS.consumer, outputs[`${name}Name`], event);
}

const NUMBER = expect.any(Number);
const ADDRESS = expect.stringMatching(/^10\.0\.\d+\.\d+$/);

test('a listed endpoint: the answer, and every step on the way to it', async () => {
  expect(await probe('Probe', { path: '/pets' })).toEqual({
    url: `${outputs.ProbeUrl}/pets`,
    method: 'GET',
    summary: 'answered 200',
    outcome: 'answered',
    error: null,
    dns: { addresses: [ADDRESS, ADDRESS], error: null },
    connection: { address: ADDRESS, error: null },
    tls: {
      authorized: true, protocol: expect.stringMatching(/^TLSv1\.[23]$/), subject: `*.execute-api.${access.region}.amazonaws.com`,
      issuer: expect.stringMatching(/^Private API lab /), error: null,
    },
    status: 200,
    errorType: null,
    headers: expect.objectContaining({ 'content-type': 'application/json', 'x-amzn-requestid': expect.any(String) }),
    body: '["pets"]',
    bodyTruncated: false,
    timing: { dnsMs: NUMBER, connectMs: NUMBER, tlsMs: NUMBER, firstByteMs: NUMBER, totalMs: NUMBER },
  });
});

test('an endpoint that is not listed: the refusal, which is no error', async () => {
  const report = await probe('Probe', { url: `https://${outputs.UnlistedHost}/v1`, path: '/pets', headers: { 'x-apigw-api-id': api } });

  expect(report).toMatchObject({ outcome: 'answered', error: null, ...refusedByPolicy(access, api, 'GET/pets') });
});

test('a name that does not exist: the step that failed, and the code that a client sees', async () => {
  const report = await probe('Probe', { url: `https://0000000000.execute-api.${access.region}.amazonaws.com/v1/pets` });

  expect(report).toMatchObject({
    outcome: 'dns', dns: { addresses: [], error: { code: 'ENOTFOUND' } }, connection: { address: null }, status: null, body: null,
  });
});

test('a security group that does not admit the probe: no answer from any address, in the time of the call', async () => {
  const report = await probe('NotAdmitted', { url: outputs.ProbeUrl, path: '/pets' });

  expect(report).toMatchObject({
    outcome: 'connection', error: { code: 'ETIMEDOUT' }, dns: { addresses: [ADDRESS, ADDRESS], error: null },
    connection: { error: { code: 'ETIMEDOUT' } }, tls: { authorized: null }, status: null,
  });
  expect(report.connection.address).toBe(report.dns.addresses[1]);
  expect(report.timing.totalMs).toBeGreaterThanOrEqual(1000);
});

describe.each(['Probe', 'ByHost', 'ById'])('a route with IAM authorization, called as the connection of %s says', (name) => {
  test('signed, and granted: the answer', async () => {
    expect(await probe(name, { path: '/signed?status=new&tag=a&tag=b%20c', sign: true })).toMatchObject({ outcome: 'answered', status: 200, body: '["pets"]' });
  });

  test('signed, with another method than is granted: refused as the role', async () => {
    const report = await probe(name, { path: '/signed', method: 'POST', body: '{"name":"Rex"}', sign: true });

    expect(report).toMatchObject({ outcome: 'answered', status: 403, errorType: 'AccessDeniedException' });
    expect(report.body).toContain(`"User: arn:aws:sts::${ACCOUNTS.consumer}:assumed-role/Workload-${name}Role`);
  });

  test('unsigned: no token', async () => {
    expect(await probe(name, { path: '/signed' })).toMatchObject(NO_TOKEN);
  });
});

test('an assertion of integ-tests reads the report, in the account of the caller', () => {
  const results = Object.entries(assertions).filter(([name]) => name.startsWith('AssertionResults')).map(([, value]) => value);

  expect(results).toEqual(['{"status":"success"}', '{"status":"success"}', '{"status":"success"}']);
});

test('an event that asks for no call is an error', async () => {
  await expect(probe('NotAdmitted', { path: '/pets' })).rejects.toThrow('url must be given to a probe without a connection, got none; give the event a url, or the probe a connection');
});
