// What the packages weigh, and what they add to the start and the synthesis of an app in TypeScript and Python, as installed by
// `npm run test:packages`. Figures, no test. usage: npm run bench:packages [-- --rounds <n>]
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run, stopOnSignals } from '../packages/processes.mjs';
import { sizesOfPackages } from '../packages/build.mjs';
import { DIST, FLOOR, FOLDER } from '../packages/project.mjs';
import { median } from './statistics.mjs';

const MOST_PYTHON_IMPORT_S = 0.1;
const say = (text) => process.stderr.write(`bench: ${text}\n`);

const ALLOW = 'vpce-03f6d2b1bb8d0f015';
/** Seconds: the library alone, this package on top of it, then an API of each and their synthesis. */
const NODE = `
  const seconds = (work) => { const started = process.hrtime.bigint(); const result = work(); return [Number(process.hrtime.bigint() - started) / 1e9, result]; };
  const [library, { App, Stack, gateway, iam }] = seconds(() => {
    const { App, Stack } = require('aws-cdk-lib');
    const gateway = require('aws-cdk-lib/aws-apigateway');
    const iam = require('aws-cdk-lib/aws-iam');
    return { App, Stack, gateway: { RestApi: gateway.RestApi, MockIntegration: gateway.MockIntegration }, iam: { PolicyDocument: iam.PolicyDocument } };
  });
  const [package_, { CrossAccountPrivateApi }] = seconds(() => { const all = require('cdk-cross-account-private-api'); return { CrossAccountPrivateApi: all.CrossAccountPrivateApi }; });
  const synth = (define) => seconds(() => { const app = new App({ outdir: 'bench.out' }); define(new Stack(app, 'Stack')).root.addMethod('GET', new gateway.MockIntegration()); app.synth(); })[0];
  const l2 = (scope) => new gateway.RestApi(scope, 'Api', { endpointTypes: ['PRIVATE'], policy: new iam.PolicyDocument(), cloudWatchRole: false });
  const ours = (scope) => new CrossAccountPrivateApi(scope, 'Api', { allowedVpcEndpointIds: ['${ALLOW}'] });
  const times = { l2: [], ours: [] };
  for (let turn = 0; turn < 6; turn++) { times.l2.push(synth(l2)); times.ours.push(synth(ours)); }
  const middle = ([, ...warm]) => warm.sort((one, other) => one - other)[2]; // the first loads what is loaded late
  console.log(JSON.stringify({ library, package: package_, l2: middle(times.l2), ours: middle(times.ours) }));
`;
const PYTHON = `
import json, time
def seconds(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
def library():
    global aws_cdk, gateway, iam
    import aws_cdk
    from aws_cdk import aws_apigateway as gateway
    from aws_cdk import aws_iam as iam
def package():
    global ours_module
    import cdk_cross_account_private_api as ours_module
def synth(define):
    app = aws_cdk.App(outdir="bench.out")
    define(aws_cdk.Stack(app, "Stack")).root.add_method("GET", gateway.MockIntegration())
    app.synth()
l2 = lambda scope: gateway.RestApi(scope, "Api", endpoint_types=[gateway.EndpointType.PRIVATE], policy=iam.PolicyDocument(), cloud_watch_role=False)
ours = lambda scope: ours_module.CrossAccountPrivateApi(scope, "Api", allowed_vpc_endpoint_ids=["${ALLOW}"])
figures = {"library": seconds(library), "package": seconds(package)}
turns = [(seconds(lambda: synth(l2)), seconds(lambda: synth(ours))) for turn in range(6)][1:]
print(json.dumps({**figures, "l2": sorted(turn[0] for turn in turns)[2], "ours": sorted(turn[1] for turn in turns)[2]}))
`;

async function measure(name, rounds, command, args, cwd) {
  const figures = [];
  await run(command, args, { cwd }); // the files come from the disk, and Python compiles
  for (let round = 1; round <= rounds; round++) {
    say(`${name}: round ${round} of ${rounds}`);
    figures.push(JSON.parse((await run(command, args, { cwd })).stdout.trim().split('\n').at(-1)));
  }
  return Object.fromEntries(Object.keys(figures[0]).map((key) => [key, median(figures.map((figure) => figure[key]))]));
}

function goal(met, text) {
  console.log(`${met ? '✔ met' : '✘ not met'}`.padEnd(11) + text);
}

async function main() {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds must be a whole number from 1, got ${JSON.stringify(values.rounds)}`);
  const [npm, python] = [join(FOLDER, 'npm-floor/cjs'), join(FOLDER, 'python')];
  for (const folder of [npm, python, DIST]) {
    if (!existsSync(folder)) throw new Error(`${folder} must exist; run npm run test:packages first`);
  }
  const figures = {
    TypeScript: await measure('TypeScript', rounds, process.execPath, ['--eval', NODE], npm),
    Python: await measure('Python', rounds, join(python, 'venv/bin/python'), ['-c', PYTHON], join(python, 'app')),
  };
  console.log(`the packages as installed, aws-cdk-lib ${FLOOR.cdk}, median of ${rounds}\n`);
  console.log(`${''.padEnd(12)}${['import library', 'and this', 'synth L2', 'synth this'].map((title) => title.padStart(16)).join('')}`);
  for (const [language, each] of Object.entries(figures)) {
    console.log(language.padEnd(12) + ['library', 'package', 'l2', 'ours'].map((key) => `${(each[key] * 1000).toFixed(0)} ms`.padStart(16)).join(''));
  }
  console.log('');
  for (const { what, bytes, limit } of sizesOfPackages()) goal(bytes <= limit, `${what} ≤ ${limit / 1000} kB: ${(bytes / 1000).toFixed(0)} kB`);
  const { package: added, library } = figures.Python;
  goal(added <= MOST_PYTHON_IMPORT_S, `Python import ≤ +${MOST_PYTHON_IMPORT_S} s over aws_cdk alone: +${added.toFixed(3)} s over ${library.toFixed(1)} s`);
}

stopOnSignals(say);
try {
  await main();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
