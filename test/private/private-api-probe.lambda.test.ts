import { execFile } from 'child_process';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'fs';
import type { RequestListener } from 'http';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import { testCertificate } from './test-certificates';
import { closeServers, httpsServer } from './test-servers';
import { handler as handlerHere } from '../../src/private/private-api-probe.lambda';
import type { ProbeReport } from '../../src/private/probe-report';

const ASSET = join(__dirname, '..', '..', 'assets', 'private-api-probe');

/** Says what arrived, under names that are reported. */
const ECHO: RequestListener = ({ url, method, headers }, response) => {
  response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' }).end(JSON.stringify({ url, method, headers }));
};

let folder: string;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
  const certificate = await testCertificate('CN=probe', [{ type: 'ip', value: '127.0.0.1' }]);
  writeFileSync(join(folder, 'ca.pem'), certificate.cert);
  url = `https://127.0.0.1:${await httpsServer(certificate, ECHO)}/v1`;
});

afterAll(async () => {
  await closeServers();
  rmSync(folder, { recursive: true });
});

/** What the handler answers in a process of its own, as in Lambda. */
async function invoke(handler: string[], event: object, environment: Record<string, string>): Promise<ProbeReport> {
  const script = `require(${JSON.stringify(handler.at(-1))}).handler(${JSON.stringify(event)})
    .then((report) => console.log(JSON.stringify(report)), (error) => console.log(JSON.stringify({ failed: error.message })));`;
  const { stdout } = await promisify(execFile)(process.execPath, [...handler.slice(0, -1), '--eval', script], {
    cwd: join(__dirname, '..', '..'), env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'), PROBE_TIMEOUT_MS: '5000', ...environment },
  });
  return JSON.parse(stdout) as ProbeReport;
}

describe.each([
  ['from its sources', ['--require', 'tsx/cjs', join(__dirname, '..', '..', 'src', 'private', 'private-api-probe.lambda')]],
  ['as it ships', [join(ASSET, 'index.js')]],
])('the handler %s', (_name, handler) => {
  test('calls what the connection is for, with its header', async () => {
    const report = await invoke(handler, { path: '/pets' }, { PRIVATE_API_URL: url, PRIVATE_API_HEADER_NAME: 'x-apigw-api-id', PRIVATE_API_HEADER_VALUE: '6r6oaqtr37' });

    expect(report).toMatchObject({ url: `${url}/pets`, outcome: 'answered', status: 403, errorType: 'AccessDeniedException' });
    expect(JSON.parse(report.body!)).toEqual({
      url: '/v1/pets', method: 'GET', headers: { 'host': new URL(url).host, 'x-apigw-api-id': '6r6oaqtr37', 'connection': 'close' },
    });
  });

  test('signs with the credentials of the function', async () => {
    const { body } = await invoke(handler, { url, sign: true }, {
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token', AWS_REGION: 'ap-northeast-1',
    });

    expect(JSON.parse(body!).headers).toMatchObject({
      'authorization': expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE\/\d{8}\/ap-northeast-1\/execute-api\/aws4_request, /), 'x-amz-security-token': 'token',
    });
  });

  test('fails for an event that asks for no call', async () => {
    expect(await invoke(handler, {}, {})).toEqual({
      failed: 'url must be given to a probe without a connection, got none; give the event a url, or the probe a connection',
    });
  });

  test('takes the time of the construct for the longest', async () => {
    expect(await invoke(handler, { url, timeoutMs: 301 }, { PROBE_TIMEOUT_MS: '300' })).toEqual({
      failed: 'timeoutMs must be a whole number of milliseconds from 1 to 300, got 301; leave it out for 300, or give the probe a longer timeout',
    });
  });
});

describe('in this process', () => {
  const environment = { ...process.env };
  afterEach(() => { process.env = environment; });

  test('the handler reads the environment at each call', async () => {
    process.env = { ...environment, PROBE_TIMEOUT_MS: '5000', PRIVATE_API_URL: url, PRIVATE_API_HEADER_NAME: 'x-api', PRIVATE_API_HEADER_VALUE: 'pets' };
    expect(await handlerHere({ path: '/pets', sign: true })).toMatchObject({ url: `${url}/pets`, outcome: 'tls', error: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });

    process.env = { ...environment, PROBE_TIMEOUT_MS: '5000' };
    await expect(handlerHere({ path: '/pets' })).rejects.toThrow('url must be given to a probe without a connection');
    expect(await handlerHere({ url })).toMatchObject({ url, outcome: 'tls' });
  });
});

test('the licence of the signer goes with it', () => {
  const bundle = readFileSync(join(ASSET, 'index.js'), 'utf8');
  const others = [...bundle.matchAll(/^\/\/ (node_modules\/.*)$/gm)].map(([, path]) => path).filter((path) => !path.startsWith('node_modules/@smithy/'));

  expect(bundle).toContain('node_modules/@smithy/signature-v4/');
  expect(others).toEqual([]);
  expect(readFileSync(join(ASSET, 'LICENSE'), 'utf8')).toContain('Apache License');
});
