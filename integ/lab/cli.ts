import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ACCOUNTS } from './accounts';
import { awsEnvironment } from './aws-environment';
import { down, find, findUp, RunningLab, serve, untilGone, up } from './background';
import { streamCurl } from './curl';
import { formatDecision, readDecisions } from './decision-log';
import { Delays } from './delays';
import { LabAccess } from './lab';
import { Organizations } from './organizations';
import { definePlace, setClock, setDelays } from './place';
import { Progress } from './progress';
import { fetchState } from './state-reader';
import { watched } from './watched';

const HELP = `A local AWS with private APIs: npm run lab -- <command>

  up [--port N] [--organization o-…=N,N]
                                       start it in the background (the emulator on port N, or on a free one; the
                                       accounts of an organization, once for each)
  down                                 stop it
  status                               what runs, and who can call from where
  deploy petstore                      deploy the sample's apps, each into its account
  deploy <folder> [--account N] [stacks …]
                                       deploy the CDK app in that folder (account ${ACCOUNTS.consumer} if not given)
  curl --from <place> <url> [-- …]     curl from a function, an instance, a place or "internet"; what stands behind -- is curl's
  place <name> --cidr <range> --vpc <id> [--resolver <address>,<address>]
                                       add a network outside of AWS to call from, connected with these VPCs (--vpc again
                                       for another); it asks a resolver for execute-api names if one is given
  logs                                 each refusal and answer, with the layer that decided; and what the emulator said
  clock <seconds>                      let policies see the real time plus so many seconds, to pass an expiry; 0 sets it right
  delays <redeploy> <policy> <names>   let callers meet changes so many seconds later: new deployments of stages, endpoint policies,
                                       what DNS answers; AWS: a minute, and minutes. 0 0 0 is at once again
  env [--account N]                    what \`cdk\` and AWS clients need in their environment, for eval "$(npm run --silent lab -- env)"

  --name <name>                        several labs side by side (default: "default")`;

const OPTIONS = {
  name: { type: 'string', default: 'default' },
  port: { type: 'string' },
  organization: { type: 'string', multiple: true, default: [] as string[] },
  account: { type: 'string', default: ACCOUNTS.consumer },
  from: { type: 'string' },
  cidr: { type: 'string' },
  vpc: { type: 'string', multiple: true, default: [] as string[] },
  resolver: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function main(): Promise<void> {
  const [ours, theirs] = splitAtDashes(process.argv.slice(2));
  const { values, positionals } = parseArgs({ args: ours, options: OPTIONS, allowPositionals: true });
  const [command, ...rest] = positionals;
  switch (values.help ? 'help' : command) {
    case 'up': {
      const lab = await up(values.name, { port: portOf(values.port), organizations: organizationsOf(values.organization) });
      console.log(`lab '${lab.name}' is up: ${lab.emulatorUrl} (process ${lab.pid})`);
      return;
    }
    case 'serve': return serve(values.name, { port: portOf(values.port), organizations: organizationsOf(values.organization) });
    case 'down': console.log(await down(values.name)); return;
    case 'status': return status(values.name);
    case 'deploy': return deployWatched(await findUp(values.name), values.account, rest);
    case 'curl': return curlFrom(await findUp(values.name), values.from, rest, theirs);
    case 'place': return place(await findUp(values.name), rest[0], values);
    case 'logs': return logs(await findUp(values.name));
    case 'clock': return clock(await findUp(values.name), rest[0]);
    case 'delays': return delay(await findUp(values.name), rest);
    case 'env': return printEnvironment(await findUp(values.name), values.account);
    case 'help':
    case undefined: console.log(HELP); return;
    default: throw new Error(`command must be one of up, down, status, deploy, curl, place, logs, clock, delays, env, got ${JSON.stringify(command)}; see \`npm run lab -- help\``);
  }
}

/** What the user puts behind `--` belongs to curl. */
function splitAtDashes(args: string[]): [string[], string[]] {
  const at = args.indexOf('--');
  return at === -1 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
}

function portOf(text: string | undefined): number | undefined {
  const port = Number(text);
  if (text !== undefined && !(Number.isInteger(port) && port >= 1024 && port <= 65535)) {
    throw new Error(`--port must be a whole number from 1024 to 65535, got ${JSON.stringify(text)}; leave it out to get a free one`);
  }
  return text === undefined ? undefined : port;
}

/** `undefined`: nobody says, so what depends on an organization is refused. */
function organizationsOf(texts: string[]): Organizations | undefined {
  return texts.length === 0 ? undefined : Object.fromEntries(texts.map((text) => {
    const [, id, accounts] = /^(o-[a-z0-9]{10,32})=(\d{12}(?:,\d{12})*)$/.exec(text) ?? [];
    if (id === undefined) {
      throw new Error(`--organization must be an id and its accounts, got ${JSON.stringify(text)}; for example o-a1b2c3d4e5=${ACCOUNTS.consumer},${ACCOUNTS.provider}`);
    }
    return [id, accounts.split(',')];
  }));
}

async function clock(lab: LabAccess, text: string | undefined): Promise<void> {
  if (!/^-?\d+$/.test(text ?? '')) {
    throw new Error(`clock must name a whole number of seconds, got ${JSON.stringify(text ?? '')}; for example 86400 for a day, 0 for the real time`);
  }
  await setClock(lab.control, Number(text));
  console.log(`policies see ${new Date(Date.now() + Number(text) * 1000).toISOString()}`);
}

async function delay(lab: LabAccess, texts: string[]): Promise<void> {
  if (texts.length !== 3 || !texts.every((text) => /^\d{1,6}$/.test(text))) {
    throw new Error(`delays must be three whole numbers of seconds, got ${JSON.stringify(texts.join(' '))}; for example 60 120 120, or 0 0 0 for none`);
  }
  const [redeployMs, endpointPolicyMs, namesMs] = texts.map((text) => Number(text) * 1000);
  const delays: Delays = { redeployMs, endpointPolicyMs, namesMs };
  await setDelays(lab.control, delays);
  console.log(`from now on callers meet a deployment after ${texts[0]} s, an endpoint policy after ${texts[1]} s and names after ${texts[2]} s`);
}

async function place(
  lab: LabAccess, name: string | undefined, { cidr, vpc: vpcIds, resolver }: { cidr?: string; vpc: string[]; resolver?: string },
): Promise<void> {
  if (name === undefined || cidr === undefined || vpcIds.length === 0) {
    throw new Error('place must have a name, a --cidr and a --vpc; for example `npm run lab -- place on-premises --cidr 192.168.0.0/24 --vpc vpc-…`');
  }
  const forward = resolver === undefined ? undefined : { [`execute-api.${lab.region}.amazonaws.com`]: resolver.split(',') };
  await definePlace(lab.control, name, { cidr, vpcIds, forward });
  console.log(`${name} is a place to call from`);
}

async function status(name: string): Promise<void> {
  const found = await find(name);
  if (found.state !== 'up') {
    console.log(found.state === 'none' ? `lab '${name}' is not up` : `lab '${name}' has died; \`up\` replaces it, \`down\` removes what it left`);
    process.exitCode = 1;
    return;
  }
  const state = await fetchState(found.lab.emulatorUrl);
  console.log(`lab '${name}' is up: ${found.lab.emulatorUrl} (process ${found.lab.pid}), Region ${found.lab.region}, folder ${found.lab.folder}`);
  for (const api of state.apis) {
    console.log(`API       ${api.account}  ${api.id}  ${api.name} (${api.endpointType}), stages: ${api.stages.map((stage) => stage.name).join(', ') || 'none'}`);
  }
  for (const endpoint of state.endpoints) {
    console.log(`endpoint  ${endpoint.account}  ${endpoint.id} in ${endpoint.vpcId}, private DNS ${endpoint.privateDnsEnabled ? 'on' : 'off'}`);
  }
  for (const resolver of state.resolverEndpoints) {
    console.log(`resolver  ${resolver.account}  ${resolver.id} in ${resolver.vpcId}, at ${resolver.addresses.join(' and ')}`);
  }
  for (const caller of state.callers) {
    console.log(`${caller.kind.padEnd(9)} ${caller.account}  ${caller.label ?? caller.name}${caller.network ? ` in ${caller.network.vpcId}` : ''}`);
  }
}

async function deployWatched(lab: RunningLab, account: string, args: string[]): Promise<void> {
  await watched(lab, untilGone(lab), deployTo(lab, account, args));
}

async function deployTo(lab: LabAccess, account: string, [sample, ...stacks]: string[]): Promise<void> {
  const progress = new Progress(process.stderr);
  if (sample === undefined) {
    throw new Error('deploy must name a sample or a folder with a cdk.json, got nothing; for example `npm run lab -- deploy petstore`');
  }
  // The toolkit takes a second to load: only for who needs it.
  const [{ deploy }, { deployPetstore }] = await Promise.all([import('./cdk.js'), import('./petstore.js')]);
  if (basename(sample) === 'petstore') {
    console.log(JSON.stringify(await deployPetstore(lab, progress.step), undefined, 2));
    return;
  }
  const outputs = await progress.step(`deploy ${sample} into ${account}`, async () => deploy(lab, {
    directory: resolve(sample), account, stacks: stacks.length > 0 ? stacks : undefined,
  }));
  console.log(JSON.stringify(outputs, undefined, 2));
}

async function curlFrom(lab: LabAccess, from: string | undefined, [url, ...more]: string[], args: string[]): Promise<void> {
  if (from === undefined || url === undefined || more.length > 0) {
    throw new Error('curl must name a place and one URL; for example `npm run lab -- curl --from internet https://…`, see `npm run lab -- status` for the places');
  }
  process.exitCode = await streamCurl({ control: lab.control, from, url, args, caFile: lab.caFile });
}

function logs(lab: LabAccess): void {
  for (const decision of readDecisions(lab.folder)) {
    console.log(formatDecision(decision));
  }
  process.stdout.write(readFileSync(`${lab.folder}/emulator.log`, 'utf8'));
}

function printEnvironment(lab: LabAccess, account: string): void {
  for (const [name, value] of Object.entries({ ...awsEnvironment(lab, account), CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: lab.region })) {
    console.log(`export ${name}='${value}'`);
  }
}

// An explicit end: what still waits for an answer of the lab must not keep us.
main().then(
  () => { process.exit(); },
  (error: Error) => {
    process.stderr.write(`lab: ${error.message}\n`);
    process.exit(1);
  },
);
