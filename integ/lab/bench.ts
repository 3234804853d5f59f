import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as httpRequest, Agent as HttpAgent } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ACCOUNTS } from './accounts';
import { askForPlace, Place } from './curl';
import { onInterrupt } from './interrupt';
import { invoke } from './invoke';
import { Lab, LabAccess } from './lab';
import { deployPetstore, Petstore } from './petstore';
import { Progress } from './progress';
import { deployTemplate } from './test/plain-stack';
import { allowAndGuard, network, privateApi } from './test/plain-templates';

const CALLS = 300;
const LOAD_SECONDS = 20;
const CALLERS = 50;

/** Figures to report, not a test: what the lab costs in time and memory on this machine. */
async function main(): Promise<void> {
  const started = Date.now();
  const lab = await Lab.start();
  onInterrupt(async () => lab.stop());
  const up = Date.now() - started;
  try {
    const progress = new Progress(process.stderr);
    const idle = memoryOf(lab.emulator.pid!);
    const petstore = await deployPetstore(lab.access, progress.step);
    row('lab up', `${(up / 1000).toFixed(1)} s`, '≤ 2 s');
    row('emulator, idle', `${idle} MB`, '≤ 250 MB with the data plane');
    await benchWarmFunction(lab, petstore);
    await benchCalls(lab.access, progress);
    row('emulator, after the load', `${memoryOf(lab.emulator.pid!)} MB`, '');
    row('this process (data plane, CDK, clients)', `${Math.round(process.memoryUsage().rss / 1e6)} MB`, '');
  } finally {
    await lab.stop();
  }
}

async function benchWarmFunction(lab: Lab, petstore: Petstore): Promise<void> {
  const before = memoryOfFunctions(lab.emulator.pid!);
  await invoke(lab.access, ACCOUNTS.consumer, petstore.appFunction);
  row('a warm function (Node)', `${memoryOfFunctions(lab.emulator.pid!) - before} MB`, '≤ 60 MB');
  const times = await medianOf(20, async () => invoke(lab.access, ACCOUNTS.consumer, petstore.appFunction));
  row('invoke the App, which calls the API', `${times.toFixed(1)} ms`, '');
}

/** A mock answers, so that the figures are the lab's and not those of a function. */
async function deployMock(lab: LabAccess): Promise<{ app: string; api: string }> {
  const { outputs: { App: app, Endpoint: endpoint } } = await deployTemplate(lab, ACCOUNTS.consumer, 'bench', network('10.9.0.0/16'));
  const { outputs: { Api: api } } = await deployTemplate(lab, ACCOUNTS.provider, 'bench', privateApi({ policy: allowAndGuard(endpoint) }));
  return { app, api };
}

async function benchCalls(lab: LabAccess, progress: Progress): Promise<void> {
  const { app, api } = await progress.step('deploy a mock', async () => deployMock(lab));
  const url = new URL(`https://${api}.execute-api.${lab.region}.amazonaws.com/v1/pets`);
  const from = await askForPlace(lab.control, app, url.href);
  const direct = `${lab.emulatorUrl}/_aws/execute-api/${api}${url.pathname}`;
  const ca = readFileSync(lab.caFile);
  const kept = { direct: new HttpAgent({ keepAlive: true }), lab: new HttpsAgent({ keepAlive: true, ca }) };
  const calls = {
    'emulator alone, kept connection': async () => get(httpRequest, direct, { agent: kept.direct }),
    'through the data plane, kept connection': async () => get(httpsRequest, url.href, { agent: kept.lab, ...through(from, url.hostname) }),
    'emulator alone, new connection': async () => get(httpRequest, direct, { agent: new HttpAgent() }),
    'through the data plane, new connection': async () => get(httpsRequest, url.href, { agent: new HttpsAgent({ ca }), ...through(from, url.hostname) }),
  };
  const medians = await progress.step(`${CALLS} calls of each kind, interleaved`, async () => interleaved(calls));
  for (const [name, milliseconds] of Object.entries(medians)) {
    row(name, `${milliseconds.toFixed(2)} ms`, '');
  }
  row('added, kept connection', `${(Object.values(medians)[1] - Object.values(medians)[0]).toFixed(2)} ms`, '≤ 2 ms');
  row('added, new connection', `${(Object.values(medians)[3] - Object.values(medians)[2]).toFixed(2)} ms`, '≤ 10 ms');
  const { answers, errors, firstError } = await progress.step(`${CALLERS} callers for ${LOAD_SECONDS} s, a new connection each time`,
    async () => load({ url: url.href, caFile: lab.caFile, callers: CALLERS, seconds: LOAD_SECONDS, ...through(from, url.hostname) }));
  row('calls with a new connection', `${(answers / LOAD_SECONDS).toFixed(0)} a second`, '≥ 250 a second');
  row('errors among them', `${errors}${firstError === undefined ? '' : ` (${firstError})`}`, '0');
  kept.direct.destroy();
  kept.lab.destroy();
}

/** The socket options of that place: where the endpoint really listens, and the caller's own address. */
function through({ source, destination }: Place, serverName: string): object {
  return { hostname: destination!.host, port: destination!.port, localAddress: source, servername: serverName };
}

async function get(request: typeof httpsRequest, url: string, options: object): Promise<void> {
  const { host } = new URL(url);
  return new Promise((resolve, reject) => {
    request(url, { ...options, headers: { host } }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`status ${response.statusCode}`));
      });
    }).once('error', reject).end();
  });
}

async function interleaved(calls: Record<string, () => Promise<void>>): Promise<Record<string, number>> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
  for (let i = 0; i < CALLS; i++) {
    for (const [name, call] of Object.entries(calls)) {
      const started = performance.now();
      await call();
      times[name].push(performance.now() - started);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

interface LoadResult {
  readonly answers: number;
  readonly errors: number;
  readonly firstError?: string;
}

async function load(options: object): Promise<LoadResult> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, 'bench-load.cjs'), JSON.stringify(options)]);
  return JSON.parse(stdout) as LoadResult;
}

async function medianOf(times: number, work: () => Promise<unknown>): Promise<number> {
  const values: number[] = [];
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    await work();
    values.push(performance.now() - started);
  }
  return median(values);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** What the process takes of the machine, shared pages counted once among those that share them. */
function memoryOf(pid: number): number {
  return Math.round(Number(/^Pss: +(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]) / 1000);
}

/** The functions that the emulator has running. */
function memoryOfFunctions(emulator: number): number {
  const group = execFileSync('ps', ['-o', 'pid=', '-g', String(emulator)], { encoding: 'utf8' }).trim().split('\n').map(Number);
  return group.filter((pid) => pid !== emulator).reduce((sum, pid) => sum + memoryOf(pid), 0);
}

function row(what: string, figure: string, goal: string): void {
  process.stdout.write(`${what.padEnd(44)} ${figure.padStart(16)}   ${goal && `goal ${goal}`}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
});
