import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { curl, CurlResult } from '../curl';
import { CurlMessages } from '../curl-messages';
import { PETS } from './fake-emulator';
import { API, experiment, HOST, LISTED, REGION, rule, group, withGroup } from './states';
import { TestLab } from './test-lab';

let lab: TestLab;

beforeAll(async () => { lab = await TestLab.start(experiment()); });
afterAll(async () => lab.close());

// The stand-in prints alike where there is no curl.
describe.each(['curl', 'no-curl-here'])('with %s', (command) => {
  async function run(from: string, url: string, ...args: string[]): Promise<CurlResult> {
    return curl({ control: lab.control, caFile: lab.caFile, from, url, command, args: ['-sS', ...args] });
  }

  test('the URL as users write it works from the listed endpoint', async () => {
    expect(await run('111111111111/App', `https://${HOST}/v1/pets/`)).toEqual({ code: 0, stdout: PETS, stderr: '' });
  });

  test('a refused call shows AWS’s answer', async () => {
    const { code, stdout } = await run('333333333333/App', `https://${HOST}/v1/pets/`, '-i');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(stdout).toMatch(/\r\nx-amzn-ErrorType: AccessDeniedException\r\n/);
    expect(stdout).toMatch(/\r\n\r\n\{"Message":"User: anonymous is not authorized/);
  });

  test.each(['internet', 'Outside'])('a name that does not resolve is curl’s own error, from %s', async (from) => {
    expect(await run(from, `https://${HOST}/v1/pets/`)).toEqual({ code: 6, stdout: '', stderr: `curl: (6) Could not resolve host: ${HOST}\n` });
    expect(lab.decisions.at(-1)).toMatchObject({ layer: 'dns', outcome: 'not found' });
  });

  test('a security group that does not admit is curl’s own timeout', async () => {
    // On a busy machine curl notices at another point, and words it `Connection timeout after …`.
    expect(await run('Neighbour', `https://${HOST}/v1/pets/`, '--connect-timeout', '0.5')).toEqual({
      code: 28, stdout: '', stderr: expect.stringMatching(`^curl: \\(28\\) (Failed to connect to ${HOST} port 443 after \\d+ ms: Timeout was reached|Connection time.*)\n$`),
    });
    expect(lab.decisions.at(-1)).toMatchObject({ layer: 'security-groups', outcome: 'timeout' });
  });

  test('the endpoint’s own name, with the header', async () => {
    const url = `https://${LISTED}-abcd1234.execute-api.${REGION}.vpce.amazonaws.com/v1/pets`;
    expect(await run('111111111111/App', url, '-H', `x-apigw-api-id: ${API}`)).toMatchObject({ code: 0, stdout: PETS });
    expect(await run('111111111111/App', url)).toMatchObject({ code: 0, stdout: '{"message":"Forbidden"}' });
  });

  test('a body is sent', async () => {
    expect(await run('111111111111/App', `https://${HOST}/v1/pets`, '-X', 'POST', '-H', 'content-type: application/json', '-d', '{"a":1}')).toMatchObject({ stdout: '{"a":1}' });
  });

  test('an unknown place is an error that lists the places', async () => {
    await expect(run('nowhere', `https://${HOST}/`)).rejects.toThrow('from must be one of internet, 111111111111/App');
  });

  test('what the lab does not support is an error, not an answer', async () => {
    lab.deploy(withGroup(group('sg-endpoint', { ingress: [rule({ prefixListIds: ['pl-1'] })] })));
    await expect(run('Neighbour', `https://${HOST}/`)).rejects.toThrow('the lab does not know what is in prefix lists that AWS manages');
    lab.deploy(experiment());
  });
});

test('the lab’s authority is needed: curl verifies the certificate', async () => {
  const seen = await curl({ control: lab.control, caFile: '/dev/null', from: '111111111111/App', url: `https://${HOST}/v1/pets`, args: ['-sS'] });
  expect(seen.code).toBeGreaterThanOrEqual(60);
});

test('messages are reworded however they arrive, and a progress meter is shown at once', async () => {
  const messages = new CurlMessages(`https://${HOST}/`, { source: '127.64.0.1', unknownNames: '' });
  messages.write('  0     0\r');
  expect(String(messages.read())).toBe('  0     0\r');
  const letters = spawn(process.execPath, [join(__dirname, 'letter-by-letter.cjs'), "0curl: (6) Couldn't resolve host name\nco"]);
  expect(await text(letters.stdout.pipe(messages))).toBe(`0curl: (6) Could not resolve host: ${HOST}\nco`);
});
