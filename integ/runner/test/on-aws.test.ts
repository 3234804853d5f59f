import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { ACCOUNTS } from '../../lab/accounts';
import { awsEnvironment } from '../../lab/aws-environment';
import { bootstrap } from '../../lab/cdk';
import { Lab } from '../../lab/lab';
import { ROOT } from '../suite-files';

let lab: Lab;

beforeAll(async () => { lab = await Lab.start(); });
afterAll(async () => { await lab.stop(); });

/** `npm run integ:aws`, with a lab in the place of AWS. */
async function integAws(...args: string[]): Promise<{ code: number; said: string }> {
  const child = spawn('node_modules/.bin/tsx', ['integ/runner/main.ts', '--aws', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env, ...awsEnvironment(lab.access, ACCOUNTS.consumer),
      INTEG_ONE_ACCOUNT: 'true', INTEG_PROVIDER_ACCOUNT: ACCOUNTS.provider, INTEG_REGION: lab.access.region,
    },
  });
  const ended = new Promise<number>((resolve) => { child.once('close', resolve); });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, said: `${stdout}${stderr}` };
}

test('fails before anything is deployed where the account is not bootstrapped, and says how that is done', async () => {
  const { code, said } = await integAws('open-api', '--yes');

  expect(said).toMatch(/^nothing was deployed:\n {2}account 222222222222 must be bootstrapped in ap-northeast-1, and trust account 111111111111 \(/);
  expect(said).toContain('npx cdk bootstrap aws://222222222222/ap-northeast-1 --trust 111111111111');
  expect(code).toBe(1);
});

describe('once it is', () => {
  beforeAll(async () => bootstrap(lab.access, ACCOUNTS.provider));

  test('fails where nobody can be asked, after the plan was shown', async () => {
    const { code, said } = await integAws('open-api');

    expect(said).toContain('In account 222222222222, Region ap-northeast-1, one suite after the other:\n  open-api: 3 stacks with 1 VPCs, 3 interface endpoints');
    expect(said).toContain('nothing was deployed: nobody to ask here; agree with --yes');
    expect(code).toBe(1);
  });

  test('a suite is deployed and called in the one account; one that needs more is left out', async () => {
    const { code, said } = await integAws('open-api', 'reference-experiment', '--yes');

    expect(said).toContain('✔ open-api');
    expect(said).toContain('✔ readerWrites');
    expect(said).toContain('- reference-experiment was left out: needs accounts apart');
    expect(said).toMatch(/1 of 1 suites, 7 of 7 calls as they must be/);
    expect(code).toBe(0);
  });
});
