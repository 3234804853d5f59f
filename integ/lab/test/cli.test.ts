import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../process-alive';
import { PROJECT, runLab } from './run-command';

// A name of its own, so that a lab that a developer has up is left alone.
const NAME = `test-${process.pid}`;
const RECORD = join(PROJECT, '.lab', 'run', `${NAME}.json`);

afterAll(async () => { await runLab('down', '--name', NAME); });

test('up, status, down', async () => {
  const up = await runLab('up', '--name', NAME);
  expect(up).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^lab '${NAME}' is up: http://127\\.0\\.0\\.1:\\d+ \\(process \\d+\\)\n$`)) });

  const again = await runLab('up', '--name', NAME);
  expect(again.code).toBe(1);
  expect(again.stderr).toMatch(new RegExp(`^lab: lab '${NAME}' is up already \\(process \\d+, http://127\\.0\\.0\\.1:\\d+\\); use it, or stop it with`));

  expect(await runLab('status', '--name', NAME)).toMatchObject({ code: 0, stdout: expect.stringContaining(`lab '${NAME}' is up`) });

  expect(await runLab('down', '--name', NAME)).toMatchObject({ code: 0, stdout: `lab '${NAME}' is stopped\n` });
  expect(existsSync(RECORD)).toBe(false);
  expect(await runLab('status', '--name', NAME)).toMatchObject({ code: 1, stdout: `lab '${NAME}' is not up\n` });
});

test('with an organization; the clock; the delays; curl from the internet: the name does not resolve', async () => {
  await runLab('up', '--name', NAME, '--organization', 'o-a1b2c3d4e5=111111111111');

  expect(await runLab('clock', '86400', '--name', NAME)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^policies see 20/) });
  expect(await runLab('delays', '60', '120', '--name', NAME)).toMatchObject({ code: 1, stderr: expect.stringContaining('delays must be three whole numbers of seconds, got "60 120"') });
  expect(await runLab('delays', '60', '120', '180', '--name', NAME)).toMatchObject({
    code: 0, stdout: 'from now on callers meet a deployment after 60 s, an endpoint policy after 120 s and names after 180 s\n',
  });
  const seen = await runLab('curl', '--name', NAME, '--from', 'internet', 'https://abcdefghij.execute-api.ap-northeast-1.amazonaws.com/v1/pets');

  expect(seen.code).toBe(6);
  expect(seen.stderr).toContain('Could not resolve host: abcdefghij.execute-api.ap-northeast-1.amazonaws.com');
  await runLab('down', '--name', NAME);
});

test('a place outside of AWS: what the lab refuses is one sentence', async () => {
  await runLab('up', '--name', NAME);

  expect(await runLab('place', 'on-premises', '--name', NAME)).toMatchObject({ code: 1, stderr: expect.stringContaining('place must have a name, a --cidr and a --vpc') });
  expect(await runLab('place', 'on-premises', '--name', NAME, '--cidr', '192.168.0.0/24', '--vpc', 'vpc-1', '--resolver', '10.1.0.5'))
    .toEqual({ code: 1, stdout: '', stderr: 'lab: place "on-premises": vpcIds must name deployed VPCs, got "vpc-1"\n' });
  await runLab('down', '--name', NAME);
});

test('a lab that was killed is recognised and replaced, and leaves no process and no folder', async () => {
  await runLab('up', '--name', NAME);
  const { pid, folder, emulatorPid } = JSON.parse(readFileSync(RECORD, 'utf8')) as { pid: number; folder: string; emulatorPid: number };

  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10)); // a signal takes effect when the process is scheduled

  const up = await runLab('up', '--name', NAME);
  expect(up).toMatchObject({ code: 0, stderr: `lab '${NAME}' from before has died (process ${pid}): replacing it\n` });
  expect(existsSync(folder)).toBe(false);
  expect(isAlive(emulatorPid)).toBe(false);
  await runLab('down', '--name', NAME);
});

describe('fails with one sentence', () => {
  test.each([
    [['deploy', 'petstore', '--name', NAME], `lab '${NAME}' must be up, got none; start it with \`npm run lab -- up\``],
    [['up', '--name', 'No Good'], 'name must consist of lower-case letters, digits and hyphens, got "No Good"; choose another one'],
    [['up', '--name', NAME, '--port', '80'], '--port must be a whole number from 1024 to 65535, got "80"; leave it out to get a free one'],
    [['up', '--name', NAME, '--organization', 'acme'], '--organization must be an id and its accounts, got "acme"; for example o-a1b2c3d4e5=111111111111,222222222222'],
    [['sing'], 'command must be one of up, down, status, deploy, curl, place, logs, clock, delays, env, got "sing"; see `npm run lab -- help`'],
  ])('%j', async (args, message) => {
    expect(await runLab(...args)).toEqual({ code: 1, stdout: '', stderr: `lab: ${message}\n` });
  });
});
