import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { API, APP, experiment, HOST, LISTED, NEIGHBOUR, OUTSIDE_FUNCTION, REGION } from './states';
import { TestLab } from './test-lab';

let lab: TestLab;

beforeAll(async () => { lab = await TestLab.start(experiment()); });
afterAll(async () => lab.close());

const HELPERS = `
  const seen = (error) => [error.code, error.message];
  const body = async (response) => { let text = ''; for await (const chunk of response) text += chunk; return [response.statusCode, text]; };
  const call = (module, input, ...more) => new Promise((resolve, reject) => module.request(input, ...more, (response) => resolve(body(response))).on('error', reject).end());
  const report = (promise) => promise.then((value) => console.log(JSON.stringify(value)), (error) => console.log(JSON.stringify(seen(error.cause ?? error))));
`;

/** What a script reports, run as a function at that address; it must end by itself. */
async function report(source: string, script: string, flags: string[] = []): Promise<unknown> {
  const { code, stdout, stderr } = await lab.run(source, process.execPath, [...flags, '-e', `${HELPERS}\n${script}`]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const ANSWER = [200, '[{"id":1,"type":"dog","price":249.99}]'];
const URL_OF_PETS = `https://${HOST}/v1/pets`;

describe('an unmodified function reaches the API', () => {
  test.each([
    ['https, by URL', `report(call(require('https'), '${URL_OF_PETS}'))`],
    ['https, by options', `report(call(require('node:https'), { hostname: '${HOST}', path: '/v1/pets', port: 443 }))`],
    ['https.get', `require('https').get('${URL_OF_PETS}', (response) => report(body(response)))`],
    ['https with an agent', `report(call(require('https'), '${URL_OF_PETS}', { agent: new (require('https').Agent)({ keepAlive: true }) }))`],
    ['https without Happy Eyeballs', `report(call(require('https'), '${URL_OF_PETS}', { autoSelectFamily: false }))`],
    ['https by address', `report(call(require('https'), { host: '10.1.1.229', servername: '${HOST}', headers: { host: '${HOST}' }, path: '/v1/pets' }))`],
    ['fetch', `report(fetch('${URL_OF_PETS}').then(async (response) => [response.status, await response.text()]))`],
    ['tls', `
      const socket = require('tls').connect(443, '${HOST}', { servername: '${HOST}' }, () => socket.write('GET /v1/pets HTTP/1.0\\r\\nHost: ${HOST}\\r\\n\\r\\n'));
      let text = ''; socket.on('data', (chunk) => { text += chunk; }).on('end', () => report(Promise.resolve([Number(text.split(' ')[1]), text.split('\\r\\n\\r\\n')[1]])));`],
  ])('by %s', async (_, script) => {
    expect(await report(APP, script)).toEqual(ANSWER);
    expect(lab.decisions.at(-1)).toMatchObject({ caller: { name: 'App' }, endpointId: LISTED, outcome: '200' });
  });

  test('by import', async () => {
    const script = `import { request } from 'node:https'; import { lookup } from 'node:dns/promises';
      const { address } = await lookup('${HOST}');
      request('${URL_OF_PETS}', async (response) => { console.log(JSON.stringify([response.statusCode, address])); response.resume(); }).end();`;
    const { stdout, stderr } = await lab.run(APP, process.execPath, ['--input-type=module', '-e', script]);
    expect({ stdout: JSON.parse(stdout) as unknown, stderr }).toEqual({ stdout: [200, '10.1.0.229'], stderr: '' });
  });

  test('many at once, and kept connections', async () => {
    const calls = `const agent = new (require('https').Agent)({ keepAlive: true, maxSockets: 5 });
      const all = async () => { for (let i = 0; i < 3; i += 1) await Promise.all(Array.from({ length: 20 }, () => call(require('https'), '${URL_OF_PETS}', { agent }))); return 'done'; };
      report(all().finally(() => agent.destroy()))`;
    expect(await report(APP, calls)).toBe('done');
  });
});

describe('names', () => {
  const addresses = ['10.1.0.229', '10.1.1.229'];

  test.each([
    ['dns.lookup', `require('dns').lookup('${HOST}', (error, address, family) => report(Promise.resolve([address, family])))`, ['10.1.0.229', 4]],
    ['dns.lookup of all', `require('dns').lookup('${HOST}', { all: true }, (error, all) => report(Promise.resolve(all.map((each) => each.address))))`, addresses],
    ['dns.promises.lookup', `report(require('dns').promises.lookup('${HOST}'))`, { address: '10.1.0.229', family: 4 }],
    ['a promisified lookup', `report(require('util').promisify(require('dns').lookup)('${HOST}'))`, { address: '10.1.0.229', family: 4 }],
    ['dns.resolve4', `require('dns').resolve4('${HOST}', (error, all) => report(Promise.resolve(all)))`, addresses],
    ['dns.promises.resolve4', `report(require('dns/promises').resolve4('${HOST}'))`, addresses],
  ])('%s answers the VPC addresses', async (_, script, expected) => {
    expect(await report(APP, script)).toEqual(expected);
  });

  const noName = (name: string, syscall = 'getaddrinfo') => ['ENOTFOUND', `${syscall} ENOTFOUND ${name}`];

  test.each([
    ['https', OUTSIDE_FUNCTION, `report(call(require('https'), '${URL_OF_PETS}'))`, noName(HOST)],
    ['fetch', OUTSIDE_FUNCTION, `report(fetch('${URL_OF_PETS}'))`, noName(HOST)],
    ['fetch of a public name, from a VPC', APP, 'report(fetch("https://example.com/"))', noName('example.com')],
    ['net', APP, 'require("net").connect(443, "example.com").on("error", (error) => report(Promise.reject(error)))', noName('example.com')],
    ['dns.promises.lookup', APP, 'report(require("dns").promises.lookup("example.com"))', noName('example.com')],
    ['dns.resolve4', APP, 'report(require("dns").promises.resolve4("example.com"))', noName('example.com', 'queryA')],
    ['IPv6', APP, `report(require("dns").promises.lookup("${HOST}", 6))`, noName(HOST)],
  ])('that do not exist are the client’s own error: %s', async (_, source, script, expected) => {
    expect(await report(source, script)).toEqual(expected);
  });
});

test.each([
  ['https', `const request = require('https').request('${URL_OF_PETS}', { timeout: 300 }); request.on('timeout', () => request.destroy(new Error('own timeout'))); request.on('error', (error) => report(Promise.resolve(error.message)))`, 'own timeout'],
  ['fetch', `report(fetch('${URL_OF_PETS}', { signal: AbortSignal.timeout(300) }).catch((error) => error.name))`, 'TimeoutError'],
])('a security group that does not admit is the client’s own timeout: %s', async (_, script, expected) => {
  expect(await report(NEIGHBOUR, script)).toBe(expected);
  expect(lab.decisions.at(-1)).toMatchObject({ caller: { name: 'Neighbour' }, layer: 'security-groups', outcome: 'timeout' });
});

describe('the emulator’s own worker', () => {
  // As MiniStack 1.5.33 does it (patchAwsSdk in ministack/core/lambda_runtime.py).
  const WORKER = `
    const http = require('http'), https = require('https');
    const origHttpsReq = https.request;
    https.request = function (input, options, callback) {
      const original = [...arguments];
      if (typeof options === 'function') { callback = options; options = undefined; }
      if (typeof input === 'string') input = new URL(input);
      const host = (options || input).hostname || input.hostname || input.host;
      if (host.endsWith('.amazonaws.com')) return http.request(process.env.EMULATOR + '/_aws/emulator', callback);
      return origHttpsReq.apply(https, original);
    };
    https.get = function () { const request = https.request.apply(https, arguments); request.end(); return request; };
    process.env.EMULATOR = '@';`;
  const worker = () => WORKER.replace('@', lab.emulator.url);

  test.each([
    ['the default name', `call(require('https'), '${URL_OF_PETS}')`],
    ['options', `call(require('https'), { host: '${HOST}', path: '/v1/pets' })`],
    ['a URL and options', `call(require('https'), new URL('${URL_OF_PETS}'), { method: 'GET' })`],
    ['https.get', `new Promise((resolve) => require('https').get('${URL_OF_PETS}', (response) => resolve(body(response))))`],
  ])('does not get calls of a private API: %s', async (_, script) => {
    expect(await report(APP, `${worker()}\nreport(${script})`)).toEqual(ANSWER);
    expect(lab.emulator.forwarded.at(-1)).toMatchObject({ url: `/_aws/execute-api/${API}/v1/pets` });
  });

  test('does not get those of the endpoint’s own name', async () => {
    const script = `call(require('https'), 'https://${LISTED}-abcd1234.execute-api.${REGION}.vpce.amazonaws.com/v1/pets', { headers: { 'x-apigw-api-id': '${API}' } })`;
    expect(await report(APP, `${worker()}\nreport(${script})`)).toEqual(ANSWER);
  });

  test('still gets the APIs of AWS, and calls of loopback are untouched', async () => {
    await report(APP, `${worker()}\nreport(call(require('https'), 'https://sts.${REGION}.amazonaws.com/'))`);
    expect(lab.emulator.forwarded.at(-1)).toMatchObject({ url: '/_aws/emulator' });
    await report(APP, `report(fetch('${lab.emulator.url}/direct').then((response) => response.text()))`);
    expect(lab.emulator.forwarded.at(-1)).toMatchObject({ url: '/direct' });
  });

  test('may be wrapped again, as tracers do', async () => {
    const tracer = 'const before = require("https").request; require("https").request = (...args) => { traced = true; return before(...args); }; let traced = false;';
    expect(await report(APP, `${worker()}\n${tracer}\nreport(call(require('https'), '${URL_OF_PETS}').then((answer) => [traced, answer]))`)).toEqual([true, ANSWER]);
  });

  test('keeps its protocol on stdin and stdout', async () => {
    const { stdout, stderr } = await lab.run(APP, process.execPath, ['-e', 'console.log("only this")']);
    expect({ stdout, stderr }).toEqual({ stdout: 'only this\n', stderr: '' });
  });
});

test('a lab that is gone is said so', async () => {
  const { stdout } = await lab.run(APP, process.execPath, ['-e', `${HELPERS} report(fetch('${URL_OF_PETS}'))`], { LAB_CONTROL: '127.0.0.1:9' });
  expect(JSON.parse(stdout)).toEqual(['ERR_LAB', expect.stringContaining('its control server 127.0.0.1:9 must answer')]);
});

test('a connection to the lab that was closed while it was idle is opened again', async () => {
  // Answers the first request of each connection, and closes it when there is a second one.
  const asked = new WeakSet();
  const control = createServer(({ socket }, response) => {
    if (asked.has(socket)) return void socket.destroy();
    asked.add(socket);
    response.end(JSON.stringify({ addresses: ['10.1.0.5'] }));
  });
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
  const { port } = control.address() as AddressInfo;
  const lookup = 'new Promise((resolve, reject) => require("dns").lookup("example.com", (error, address) => error ? reject(error) : resolve(address)))';

  const { stdout } = await lab.run(APP, process.execPath, ['-e', `${HELPERS} report(${lookup}.then(() => ${lookup}))`], { LAB_CONTROL: `127.0.0.1:${port}` });
  control.close();
  control.closeAllConnections();

  expect(JSON.parse(stdout)).toBe('10.1.0.5');
});
