import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNTS } from '../accounts';
import { RunningLab } from '../background';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { isAlive } from '../process-alive';
import { fetchState } from '../state-reader';
import { Call, PlaceCaller } from './place-caller';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, network, privateApi } from './plain-templates';
import { PROJECT, runLab } from './run-command';

// A deploy that fails and is rolled back: cloudformation-engine.test.ts and stage-follows.test.ts. What a new emulator finds: emulator.test.ts.

const PETS = '[{"id":1,"type":"dog","price":249.99}]';
const NAME = `faults-${process.pid}`;

/** The experiment in plain templates: who is listed, who is not, and the API. */
class Experiment {
  public static async deploy(lab: LabAccess): Promise<Experiment> {
    const [consumer, outsider] = await Promise.all([ACCOUNTS.consumer, ACCOUNTS.outsider].map(async (account) =>
      (await deployTemplate(lab, account, 'network', network('10.1.0.0/16'))).outputs));
    const { outputs } = await deployTemplate(lab, ACCOUNTS.provider, 'api', privateApi({ policy: allowAndGuard(consumer.Endpoint) }));
    return new Experiment(lab, outputs.Api, consumer.App, outsider.App);
  }

  private constructor(
    private readonly lab: LabAccess,
    public readonly api: string,
    public readonly app: string,
    private readonly outsiderApp: string,
  ) {}

  public async listed(api = this.api): Promise<Call> {
    return new PlaceCaller(this.lab, `${ACCOUNTS.consumer}/${this.app}`).call(this.url(api));
  }

  public async unlisted(): Promise<Call> {
    return new PlaceCaller(this.lab, `${ACCOUNTS.outsider}/${this.outsiderApp}`).call(this.url(this.api));
  }

  private url(api: string): string {
    return `https://${api}.execute-api.${this.lab.region}.amazonaws.com/v1/pets`;
  }
}

describe('the emulator is killed between two calls', () => {
  let lab: Lab;
  let experiment: Experiment;

  beforeEach(async () => {
    lab = await Lab.start();
    experiment = await Experiment.deploy(lab.access);
    expect(await experiment.listed()).toMatchObject({ status: 200, body: PETS });
    expect(await experiment.unlisted()).toMatchObject({ status: 403 });
  });

  afterEach(async () => { await lab.stop(); });

  async function kill(): Promise<void> {
    process.kill(lab.emulator.pid!, 'SIGKILL');
    expect(await lab.emulator.ended).toMatch(/^the emulator ended \(SIGKILL\)/);
  }

  test('the next call is an error that says so; who was refused is refused; functions cannot be invoked', async () => {
    await kill();

    expect(await experiment.listed()).toMatchObject({ status: 502, body: expect.stringContaining('the emulator must run the integration, got') });
    expect(await experiment.unlisted()).toMatchObject({ status: 403, errorType: 'AccessDeniedException' });
    await expect(invoke(lab.access, ACCOUNTS.consumer, experiment.app, { url: 'https://any' })).rejects.toThrow('ECONNREFUSED');
  });

  test('with a change that nobody has read yet: nobody is answered from what was known', async () => {
    await deployTemplate(lab.access, ACCOUNTS.outsider, 'more', network('10.9.0.0/16'));
    await kill();

    const error = expect.stringMatching(/^what is deployed must be readable from .*, got .*; is the emulator running\?$/);
    expect(await experiment.listed()).toEqual({ error });
    expect(await experiment.unlisted()).toEqual({ error });
  });

  test('in a new one nothing is deployed', async () => {
    await kill();
    await lab.restartEmulator();

    expect(await experiment.listed()).toEqual({ error: expect.stringContaining('from must be') });
  });
});

test('the emulator is killed in the middle of a deploy: it fails with the emulator’s last lines, and nothing is left', async () => {
  const record = join(PROJECT, '.lab', 'run', `${NAME}.json`);
  expect(await runLab('up', '--name', NAME)).toMatchObject({ code: 0 });
  const { folder, emulatorUrl, emulatorPid, pid } = JSON.parse(readFileSync(record, 'utf8')) as RunningLab;
  const deploying = runLab('deploy', 'petstore', '--name', NAME);
  while ((await fetchState(emulatorUrl)).endpoints.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  process.kill(emulatorPid, 'SIGKILL');

  const { code, stderr } = await deploying;
  expect(code).toBe(1);
  expect(stderr).toContain(`lab: lab '${NAME}' has died while it was used: the emulator ended (SIGKILL). Its last lines:`);
  expect([isAlive(pid), isAlive(emulatorPid), existsSync(folder), existsSync(record)]).toEqual([false, false, false, false]);
  await waitUntil(() => processesOf(folder).length === 0); // functions of an emulator that was killed end a moment after it
  expect(processesOf(folder)).toEqual([]);
  expect(await runLab('status', '--name', NAME)).toMatchObject({ code: 1, stdout: `lab '${NAME}' is not up\n` });
});

/** Ends after five seconds in any case: what follows it says what is missing. */
async function waitUntil(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!condition() && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Those that have the lab's folder in their command line or environment. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
      return [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`].some((file) => readFileSync(file, 'utf8').includes(folder));
    } catch (error) {
      if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code!)) return false; // gone meanwhile, or another user's
      throw error;
    }
  });
}

describe('two labs side by side, with the same names and addresses', () => {
  let labs: Lab[];
  let experiments: Experiment[];

  beforeAll(async () => {
    labs = await Promise.all([Lab.start(), Lab.start()]);
    experiments = await Promise.all(labs.map(async ({ access }) => Experiment.deploy(access)));
  });

  afterAll(async () => { await Promise.all(labs.map(async (lab) => lab.stop())); });

  test('each has its own API, and does not know the other’s', async () => {
    const [one, other] = experiments;
    expect(one.api).not.toBe(other.api);
    for (const each of experiments) {
      expect(await each.listed()).toMatchObject({ status: 200, body: PETS });
      expect(await each.unlisted()).toMatchObject({ status: 403, errorType: 'AccessDeniedException' });
    }
    expect(await one.listed(other.api)).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(await other.listed(one.api)).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
  });

  test('the delays and the end of one are not the other’s', async () => {
    await labs[0].setDelays({ redeployMs: 3_600_000 });
    const nobody = privateApi({ policy: allowAndGuard('vpce-00000000000000000'), deployment: 'Next' });
    await Promise.all(labs.map(async ({ access }) => deployTemplate(access, ACCOUNTS.provider, 'api', nobody, true)));
    expect(await experiments[0].listed()).toMatchObject({ status: 200 });
    expect(await experiments[1].listed()).toMatchObject({ status: 403 });

    await labs[1].stop();
    expect(await experiments[0].listed()).toMatchObject({ status: 200, body: PETS });
  });
});
