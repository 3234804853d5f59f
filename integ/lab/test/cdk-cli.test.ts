import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNTS } from '../accounts';
import { awsEnvironment } from '../aws-environment';
import { Lab, LabAccess } from '../lab';
import { fetchState } from '../state-reader';
import { BIN, PROJECT, Ran, runCommand } from './run-command';

/** Each folder of the sample that is deployed here, and who deploys it. */
const OWNERS = { 'consumer': 'consumer', 'provider': 'provider', 'provider-account': 'provider' } as const;

let lab: Lab;
let access: LabAccess;
let handOver: string;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  handOver = join(access.folder, 'hand-over');
  mkdirSync(handOver);
});

afterAll(async () => { await lab.stop(); });

/** The real CLI, as its owner runs it in the app's folder. */
async function cdk(app: keyof typeof OWNERS, ...args: string[]): Promise<Ran> {
  return runCommand(join(BIN, 'cdk'), [...args, '--context', `handOver=${handOver}`, '--output', join(access.folder, `cdk.out-${app}`)], {
    cwd: join(PROJECT, 'samples', 'petstore', app),
    env: awsEnvironment(access, ACCOUNTS[OWNERS[app]]),
  });
}

/** In a folder without an app: the provider's cannot be synthesized yet, since it waits for the consumer's hand-over. */
async function bootstrap(side: keyof typeof ACCOUNTS): Promise<Ran> {
  const cwd = mkdtempSync(join(access.folder, 'bootstrap-')); // the CLI locks cdk.out in the folder it runs in
  return runCommand(join(BIN, 'cdk'), ['bootstrap', `aws://${ACCOUNTS[side]}/${access.region}`], { cwd, env: awsEnvironment(access, ACCOUNTS[side]) });
}

test('`cdk deploy` in the natural order: A’s network and B’s account, then B with A’s endpoint on its allow-list', async () => {
  expect(await Promise.all([bootstrap('consumer'), bootstrap('provider')])).toMatchObject([{ code: 0 }, { code: 0 }]);

  expect(await Promise.all([
    cdk('consumer', 'deploy', 'PetstoreNetwork', '--require-approval', 'never', '--outputs-file', join(handOver, 'network.json')),
    cdk('provider-account', 'deploy', '--require-approval', 'never'),
  ])).toMatchObject([{ code: 0 }, { code: 0 }]);
  const { endpoints } = await fetchState(access.emulatorUrl);
  expect(endpoints).toMatchObject([{ account: ACCOUNTS.consumer }]);
  expect(readFileSync(join(handOver, 'network.json'), 'utf8')).toContain(endpoints[0].id);

  expect(await cdk('provider', 'deploy', '--all', '--require-approval', 'never', '--outputs-file', join(handOver, 'provider.json')))
    .toMatchObject({ code: 0 });
  const { apis } = await fetchState(access.emulatorUrl);
  expect(apis).toMatchObject([{ account: ACCOUNTS.provider, endpointType: 'PRIVATE', stages: [{ name: 'v1' }] }]);
  expect(apis[0].stages[0].deployment.policy).toContain(endpoints[0].id);
}, 180_000);

test('a side deployed before the one it needs fails with the file and the remedy, and deploys nothing', async () => {
  const before = (await fetchState(access.emulatorUrl)).callers.length;
  const missing = join(access.folder, 'nothing-here');

  const workload = await runCommand(join(BIN, 'cdk'), [
    'deploy', 'PetstoreWorkload', '--require-approval', 'never', '--context', `handOver=${missing}`, '--output', join(access.folder, 'cdk.out-early'),
  ], { cwd: join(PROJECT, 'samples', 'petstore', 'consumer'), env: awsEnvironment(access, ACCOUNTS.consumer) });

  expect(workload.code).not.toBe(0);
  expect(workload.stderr).toContain(join(missing, 'provider.json'));
  expect((await fetchState(access.emulatorUrl)).callers).toHaveLength(before);
}, 60_000);
