import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { ACCOUNTS, DEFAULT_REGION } from '../accounts';

/** The templates of every sample, and those that integration tests have committed, in the eyes of cfn-lint. */

const PROJECT = join(__dirname, '..', '..', '..');
const SAMPLES = join(PROJECT, 'samples');
const CFN_LINT = join(PROJECT, '.lab', 'checks', 'bin', 'cfn-lint');

/** What is not looked at, and why. An entry that hides nothing any more fails, where there is a template that it is about. */
const SUPPRESSED: readonly { readonly rule: string; readonly templates: RegExp; readonly reason: string }[] = [
  {
    rule: 'W3005', templates: /./,
    reason: 'whoever uses a role depends on it and on its policies, so that it can be used at once: so does the CDK for functions, and so do we for the role of logs',
  },
];

interface Finding {
  readonly Level: string;
  readonly Filename: string;
  readonly Message: string;
  readonly Location: { readonly Path: readonly string[] | null };
  readonly Rule: { readonly Id: string };
}

const CONSUMER_RECORD = JSON.stringify({
  version: 1, kind: 'consumer', account: ACCOUNTS.consumer, region: DEFAULT_REGION, vpcEndpointId: 'vpce-0a1b2c3d4e5f60718', vpcId: 'vpc-0a1b2c3d4e5f60718',
});
const API_RECORD = JSON.stringify({ version: 1, kind: 'api', account: ACCOUNTS.provider, region: DEFAULT_REGION, restApiId: '6r6oaqtr37', stageName: 'v1' });

/** What the apps of the samples give one another. */
const HAND_OVER = {
  'network.json': { PetstoreNetwork: { HandOverConsumer: CONSUMER_RECORD } },
  'provider.json': { PetstoreProvider: { HandOverPetStore: API_RECORD } },
  'orders.json': { OrdersNetwork: { HandOverOrders: CONSUMER_RECORD } },
  'pets.json': { Pets: { HandOverPetStore: API_RECORD } },
};

const folder = mkdtempSync(join(tmpdir(), 'templates-'));
const samples = filesIn(SAMPLES, /(^|\/)cdk\.json$/).map(dirname);
afterAll(() => rmSync(folder, { recursive: true }));

/** Without what a synthesis left behind. */
function filesIn(root: string, name: RegExp): string[] {
  const kept = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => name.test(file) && !/(^|\/)(node_modules|cdk\.out)\//.test(file));
  return kept.map((file) => join(root, file)).sort();
}

/** Whose app it is, by its folder; the others are the consumer's. */
const OWNERS = [['provider', 'provider'], ['team-pets', 'provider'], ['outsider', 'outsider']] as const;

/** In the account of the folder's owner, as `cdk synth` does it. */
async function synthesize(directory: string): Promise<void> {
  const { app } = JSON.parse(readFileSync(join(directory, 'cdk.json'), 'utf8')) as { app: string };
  const owner = OWNERS.find(([name]) => relative(SAMPLES, directory).includes(name))?.[1] ?? 'consumer';
  const { code, stderr } = await run(app, [], {
    shell: true,
    cwd: directory,
    env: {
      ...process.env,
      CDK_DEFAULT_ACCOUNT: ACCOUNTS[owner], CDK_DEFAULT_REGION: DEFAULT_REGION, CDK_CONTEXT_JSON: JSON.stringify({ handOver: folder }),
      CDK_OUTDIR: join(folder, relative(PROJECT, directory)),
    },
  });
  if (code !== 0) throw new Error(`${relative(PROJECT, directory)} must synthesize, got exit code ${code}:\n${stderr}`);
}

async function run(command: string, args: string[], options: { shell?: boolean; cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** Errors and warnings. */
async function lint(files: readonly string[]): Promise<readonly Finding[]> {
  if (!existsSync(CFN_LINT)) throw new Error('cfn-lint must be installed first, got none; run `node scripts/prepare.mjs --checks`');
  const { stdout, stderr } = await run(CFN_LINT, ['--format', 'json', '--regions', DEFAULT_REGION, '--', ...files]);
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout) as Finding[];
}

const isAbout = ({ rule, templates }: typeof SUPPRESSED[number], { Rule, Filename }: Finding) => rule === Rule.Id && templates.test(Filename);

test('cfn-lint finds nothing in the templates of the samples and of the integration tests', async () => {
  Object.entries(HAND_OVER).forEach(([name, outputs]) => writeFileSync(join(folder, name), JSON.stringify(outputs)));
  await Promise.all(samples.map(synthesize));
  const ofSamples = filesIn(folder, /\.template\.json$/);
  const files = [...ofSamples, ...filesIn(join(PROJECT, 'integ'), /integ\.[^/]+\.snapshot\/.*\.template\.json$/)];
  expect(ofSamples.length).toBeGreaterThanOrEqual(samples.length);

  const findings = await lint(files);

  const open = findings.filter((finding) => !SUPPRESSED.some((entry) => isAbout(entry, finding)));
  expect(open.map(({ Rule, Message, Filename, Location }) => `${Rule.Id} ${Message} (${Filename.replace(folder, '')}: ${Location.Path?.join('/')})`)).toEqual([]);
  const idle = SUPPRESSED.filter((entry) => files.some((file) => entry.templates.test(file)) && !findings.some((finding) => isAbout(entry, finding)));
  expect(idle.map(({ rule }) => rule)).toEqual([]);
});

test('cfn-lint would find a mistake', async () => {
  const file = join(folder, 'mistaken', 'mistaken.template.json');
  mkdirSync(dirname(file));
  const Endpoint = { Type: 'AWS::EC2::VPCEndpoint', Properties: { ServiceName: 'com.amazonaws.ap-northeast-1.execute-api', Vpc: 'vpc-0a1b2c3d4e5f60718' } };
  writeFileSync(file, JSON.stringify({ Resources: { Endpoint } }));
  expect((await lint([file])).map(({ Level, Rule }) => `${Level} ${Rule.Id}`)).toEqual(expect.arrayContaining(['Error E3002', 'Error E3003']));
});
