import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNTS } from '../accounts';
import { Lab } from '../lab';
import { askForPlace } from '../place';
import { isAlive } from '../process-alive';
import { fetchState } from '../state-reader';
import { deployTemplate } from './plain-stack';
import { network } from './plain-templates';

test('a lab leaves nothing: no process, no folder', async () => {
  const lab = await Lab.start();
  const pid = lab.emulator.pid!;
  const { folder } = lab.access;
  expect(isAlive(pid)).toBe(true);

  await lab.stop();

  expect(isAlive(pid)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

test('a folder whose owner was ended by force is removed by the next lab; one of a living owner stays', async () => {
  const abandoned = mkdtempSync(join(tmpdir(), 'private-api-lab-'));
  const living = mkdtempSync(join(tmpdir(), 'private-api-lab-'));
  const { pid } = spawnSync(process.execPath, ['--version']); // has ended by now
  writeFileSync(join(abandoned, 'owner.pid'), String(pid));
  writeFileSync(join(living, 'owner.pid'), String(process.pid));

  const lab = await Lab.start();
  await lab.stop();

  expect([existsSync(abandoned), existsSync(living)]).toEqual([false, true]);
  rmSync(living, { recursive: true });
});

test('an emulator that is killed says so with its last lines, and a new one starts empty in its place', async () => {
  const lab = await Lab.start();
  try {
    await deployTemplate(lab.access, ACCOUNTS.consumer, 'network', network('10.1.0.0/16'));
    expect((await fetchState(lab.access.emulatorUrl)).endpoints).toHaveLength(1);

    process.kill(lab.emulator.pid!, 'SIGKILL');
    expect(await lab.emulator.ended).toMatch(/^the emulator ended \(SIGKILL\)\. Its last lines:\n/);

    await lab.restartEmulator();
    expect((await fetchState(lab.access.emulatorUrl)).endpoints).toEqual([]);
    expect(await deployTemplate(lab.access, ACCOUNTS.consumer, 'network', network('10.1.0.0/16'))).toMatchObject({ status: 'CREATE_COMPLETE' });
  } finally {
    await lab.stop();
  }
});

test('a lab that starts with delays: what is deployed is there, and callers do not meet it yet', async () => {
  const lab = await Lab.start({ delays: { namesMs: 3_600_000 } });
  try {
    const { outputs } = await deployTemplate(lab.access, ACCOUNTS.consumer, 'network', network('10.1.0.0/16'));
    const url = `https://abcdefghij.execute-api.${lab.access.region}.amazonaws.com/`;

    expect((await fetchState(lab.access.emulatorUrl)).endpoints).toHaveLength(1);
    expect(await askForPlace(lab.access.control, outputs.App, url)).not.toHaveProperty('destination');
    await lab.setDelays({});
    expect(await askForPlace(lab.access.control, outputs.App, url)).toHaveProperty('destination');
  } finally {
    await lab.stop();
  }
});

test('two labs run side by side and do not see each other', async () => {
  const labs = await Promise.all([Lab.start(), Lab.start()]);
  try {
    await deployTemplate(labs[0].access, ACCOUNTS.consumer, 'network', network('10.1.0.0/16'));

    expect((await fetchState(labs[0].access.emulatorUrl)).endpoints).toHaveLength(1);
    expect((await fetchState(labs[1].access.emulatorUrl)).endpoints).toEqual([]);
  } finally {
    await Promise.all(labs.map(async (lab) => lab.stop()));
  }
});

describe('a port that another process uses', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    port = (server.address() as { port: number }).port;
  });

  afterAll(async () => { await new Promise((resolve) => { server.close(resolve); }); });

  test('fails with its number and the way out', async () => {
    await expect(Lab.start({ port })).rejects.toThrow(
      `port must be free, got ${port}, which another process uses; choose another one, or leave it out to get a free one`,
    );
  });
});
