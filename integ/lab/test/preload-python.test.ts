import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PETS } from './fake-emulator';
import { API, APP, experiment, HOST, LISTED, NEIGHBOUR, OUTSIDE_FUNCTION, REGION } from './states';
import { TestLab } from './test-lab';

/** An interpreter that has urllib3, botocore and the like, where there is one. */
const PYTHON = process.env.LAB_TEST_PYTHON ?? preparedPython();
const URL_OF_PETS = `https://${HOST}/v1/pets`;

let lab: TestLab;

beforeAll(async () => { lab = await TestLab.start(experiment()); });
afterAll(async () => lab.close());

function preparedPython(): string {
  const prepared = join(__dirname, '..', '..', '..', '.lab', 'python', 'bin', 'python');
  return has('urllib3', prepared) ? prepared : 'python3';
}

function has(module: string, python = PYTHON): boolean {
  try {
    execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // the question, not an error
  }
}

async function run(source: string, script: string, environment = {}): Promise<string> {
  const { code, stdout, stderr } = await lab.run(source, PYTHON, ['-c', script], environment);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trimEnd();
}

/** Prints the type and the text of what goes wrong. */
const failing = (script: string) => `
try:
${script.split('\n').map((line) => `    ${line}`).join('\n')}
except Exception as error:
    print(type(error).__name__, error)`;

const CALLS: [string, string, string?][] = [
  ['http.client', `import http.client\nc = http.client.HTTPSConnection("${HOST}", timeout=0.3)\nc.request("GET", "/v1/pets")\nprint(c.getresponse().read().decode())`],
  ['urllib.request', `import urllib.request\nprint(urllib.request.urlopen("${URL_OF_PETS}", timeout=0.3).read().decode())`],
  ['asyncio', `
import asyncio, ssl
async def main():
    reader, writer = await asyncio.wait_for(asyncio.open_connection("${HOST}", 443, ssl=ssl.create_default_context()), 0.3)
    writer.write(b"GET /v1/pets HTTP/1.0\\r\\nHost: ${HOST}\\r\\n\\r\\n")
    print((await reader.read()).split(b"\\r\\n\\r\\n")[1].decode())
    writer.close()
asyncio.run(main())`.trim()],
  ['urllib3', `import urllib3\nprint(urllib3.PoolManager(retries=False, timeout=0.3).request("GET", "${URL_OF_PETS}").data.decode())`, 'urllib3'],
  ['requests', `import requests\nprint(requests.get("${URL_OF_PETS}", timeout=0.3).text)`, 'requests'],
];

describe.each(CALLS)('%s', (_, script, module) => {
  const testIfImportable = module === undefined || has(module) ? test : test.skip;

  testIfImportable('reaches the API', async () => {
    expect(await run(APP, script)).toBe(PETS);
    expect(lab.decisions.at(-1)).toMatchObject({ caller: { name: 'App' }, endpointId: LISTED, outcome: '200' });
  });

  testIfImportable('reports an unknown name itself', async () => {
    expect(await run(OUTSIDE_FUNCTION, failing(script))).toMatch(/Name or service not known/);
    expect(lab.decisions.at(-1)).toMatchObject({ layer: 'dns', outcome: 'not found' });
  });

  testIfImportable('reports its own timeout where a security group does not admit', async () => {
    expect(await run(NEIGHBOUR, failing(script))).toMatch(/[Tt]imed? ?out/);
    expect(lab.decisions.at(-1)).toMatchObject({ caller: { name: 'Neighbour' }, layer: 'security-groups', outcome: 'timeout' });
  });
});

test('names are answered with VPC addresses, in each of the ways', async () => {
  expect(await run(APP, `
import socket
print(sorted({each[4] for each in socket.getaddrinfo("${HOST}", "https", type=socket.SOCK_STREAM)}), socket.gethostbyname("${HOST}"), socket.gethostbyname_ex("${HOST}")[2])`))
    .toBe("[('10.1.0.229', 443), ('10.1.1.229', 443)] 10.1.0.229 ['10.1.0.229', '10.1.1.229']");
});

test('a plain socket takes a name or an address', async () => {
  for (const host of [HOST, '10.1.1.229']) {
    expect(await run(APP, `import socket\ns = socket.socket()\nprint(s.connect_ex(("${host}", 443)), s.getsockname()[0])`)).toBe(`0 ${APP}`);
  }
});

test.each([
  ['IPv6', 'socket.socket(socket.AF_INET6).connect(("2001:db8::1", 443))'],
  ['UDP', 'socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("10.1.0.2", 53))'],
])('nothing leaves by %s', async (_, call) => {
  expect(await run(APP, failing(`import socket\n${call}`))).toBe('OSError [Errno 101] Network is unreachable');
});

test('loopback is untouched', async () => {
  await run(APP, `import urllib.request\nurllib.request.urlopen("${lab.emulator.url}/direct").read()`);
  expect(lab.emulator.forwarded.at(-1)).toMatchObject({ url: '/direct' });
  expect(await run(APP, 'import socket\na, b = socket.socketpair()\na.send(b"x")\nprint(b.recv(1), socket.gethostbyname("localhost"))')).toBe("b'x' 127.0.0.1");
});

(has('botocore') ? test : test.skip)('an AWS client still reaches the emulator', async () => {
  await run(APP, failing(`import botocore.session
botocore.session.get_session().create_client("sts").get_caller_identity()`), {
    AWS_ENDPOINT_URL: lab.emulator.url, AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION, AWS_ACCESS_KEY_ID: '111111111111', AWS_SECRET_ACCESS_KEY: 'test',
  });
  expect(lab.emulator.forwarded.at(-1)).toMatchObject({ method: 'POST', url: '/', body: expect.stringContaining('GetCallerIdentity') });
});

test('another sitecustomize still runs', async () => {
  const folder = join(lab.folder, 'other-site');
  mkdirSync(folder);
  writeFileSync(join(folder, 'sitecustomize.py'), 'import builtins\nbuiltins.other = "ran too"\n');
  expect(await run(APP, `import urllib.request\nprint(other, urllib.request.urlopen("https://${API}.execute-api.${REGION}.amazonaws.com/v1/pets").status)`, {
    PYTHONPATH: `${join(__dirname, '..', 'preload', 'python')}:${folder}`,
  })).toBe('ran too 200');
});

test('a start costs nothing until somebody imports socket', async () => {
  // An interpreter may have packages that import it at each start.
  const loaded = (names: string) => `print(*[name in sys.modules for name in [${names}]])`;
  const [socket, ours] = (await run(APP, `import sys\n${loaded('"socket", "private_api_lab"')}`)).split(' ');
  expect(ours).toBe(socket);
  expect(await run(APP, `import sys, socket\n${loaded('"private_api_lab"')}`)).toBe('True');
});

test('a lab that is gone is said so', async () => {
  expect(await run(APP, failing(`import socket\nsocket.getaddrinfo("${HOST}", 443)`), { LAB_CONTROL: '127.0.0.1:9' })).toMatch(/^OSError the lab's control server must answer/);
});
