import { ACCOUNTS } from '../accounts';
import { bootstrap } from '../cdk';
import { Decision } from '../decision';
import { Lab, LabAccess } from '../lab';
import { deployApp } from './allow-list-app';
import { Call, PlaceCaller } from './place-caller';
import { Name, Rotation, rotationApp } from './rotation-app';

// An endpoint is replaced while a client calls all the time: first as the recipe says, and then without one of its steps each.

const EVERY_MS = 100;
const IN_FORCE_WITHIN_MS = 30_000;
/** As on AWS, one good answer may be followed by an old one. */
const TIMES_IN_A_ROW = 3;
const AGES_MS = 3_600_000;
const OK: Call = { status: 200, errorType: undefined, body: '["pets"]' };

let lab: Lab;
let access: LabAccess;
let rotation: Rotation;
let outputs: Record<string, Record<string, string>>;
let app: PlaceCaller;
const decisions: Decision[] = [];

beforeAll(async () => {
  lab = await Lab.start({ onDecision: (decision) => decisions.push(decision) });
  access = lab.access;
  await Promise.all([bootstrap(access, ACCOUNTS.consumer), bootstrap(access, ACCOUNTS.provider)]);
  await deploy({ endpoints: ['First'], open: ['First'], allowed: ['First'], connected: 'First' });
  app = new PlaceCaller(access, outputs.Network.AppId);
});

afterAll(async () => { await lab.stop(); });

async function deploy(next: Rotation): Promise<void> {
  rotation = next;
  outputs = await deployApp(access, ACCOUNTS.provider, (scope) => rotationApp(scope, access.region, next));
}

/** By the API's name, as the connection tells it. */
async function call(): Promise<Call> {
  return app.call(outputs.Workload.PetsUrl);
}

/** By the endpoint's own name, whichever the connection has. */
async function through(name: Name): Promise<Call> {
  return app.call(`https://${hosts[name]}/v1/pets`, { 'x-apigw-api-id': outputs.Provider.PetStoreId });
}

/** Of endpoints that are gone, too. */
const hosts: Partial<Record<Name, string>> = {};

/** The endpoint that the last call by the API's name came through. */
function lastEndpoint(): string | undefined {
  return decisions.filter(({ request }) => request.includes(outputs.Workload.PetsUrl)).at(-1)?.endpointId;
}

/** Asks until it is so some times in a row. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  let inARow = 0;
  for (const deadline = Date.now() + IN_FORCE_WITHIN_MS; inARow < TIMES_IN_A_ROW;) {
    if (Date.now() > deadline) throw new Error(`it must come into force within ${IN_FORCE_WITHIN_MS / 1000} s that ${what}`);
    inARow = await isSo() ? inARow + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

/** What a client saw that called all the time while something was done. */
async function callingMeanwhile(work: () => Promise<void>): Promise<Call[]> {
  const seen: Call[] = [];
  let isDone = false;
  const calling = (async () => {
    do {
      seen.push(await call());
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    } while (!isDone);
  })();
  try {
    await work();
  } finally {
    isDone = true;
    await calling;
  }
  return seen;
}

const failed = (calls: Call[]) => calls.filter(({ status }) => status !== 200);

test('step by step, each once the one before is in force: no call fails', async () => {
  await lab.setDelays({ redeployMs: 700, endpointPolicyMs: 1000, namesMs: 1500 });
  hosts.First = outputs.Network.FirstHost;
  const steps: string[] = [];
  const step = async (name: string, next: Partial<Rotation>, isInForce: () => Promise<boolean>) => {
    await deploy({ ...rotation, ...next });
    hosts.Second = outputs.Network.SecondHost;
    await until(name, isInForce);
    steps.push(name);
  };

  const seen = await callingMeanwhile(async () => {
    await step('both are allowed', { endpoints: ['First', 'Second'], open: ['First', 'Second'], allowed: ['First', 'Second'] }, async () => (await through('Second')).status === 200);
    expect(lastEndpoint()).toBe(outputs.Network.FirstId);
    await step('the name leads to the second', { connected: 'Second' }, async () => lastEndpoint() === outputs.Network.SecondId);
    expect(await through('First')).toEqual(OK);
    await step('the first is allowed no more', { allowed: ['Second'] }, async () => (await through('First')).status === 403);
    await step('the first is gone', { endpoints: ['Second'], open: ['Second'] }, async () => (await through('First')).error === 'no such name');
  });

  expect(steps).toHaveLength(4);
  expect(failed(seen)).toEqual([]);
  expect(seen.length).toBeGreaterThan(4 * TIMES_IN_A_ROW);
  expect(lastEndpoint()).toBe(outputs.Network.SecondId);
});

describe('without one of the steps, the same client is refused', () => {
  beforeAll(async () => {
    await lab.setDelays({});
    await deploy({ endpoints: ['First', 'Second'], open: ['First', 'Second'], allowed: ['First', 'Second'], connected: 'Second' });
  });

  afterEach(async () => {
    await lab.setDelays({});
    expect(await call()).toEqual(OK);
  });

  test('the old id is removed before the name leads to the new endpoint', async () => {
    await lab.setDelays({ namesMs: AGES_MS });
    const seen = await callingMeanwhile(async () => {
      await deploy({ ...rotation, connected: 'First' });
      await deploy({ ...rotation, allowed: ['First'] });
    });

    expect(failed(seen).length).toBeGreaterThan(0);
    expect(await call()).toMatchObject({ status: 403, errorType: 'AccessDeniedException' });
    expect(lastEndpoint()).toBe(outputs.Network.SecondId);
  });

  test('the connection is moved before the new id is allowed in force', async () => {
    await lab.setDelays({ redeployMs: AGES_MS });
    const seen = await callingMeanwhile(async () => deploy({ ...rotation, allowed: ['First', 'Second'], connected: 'Second' }));

    expect(failed(seen).length).toBeGreaterThan(0);
    expect(await call()).toMatchObject({ status: 403, errorType: 'AccessDeniedException' });
    expect(lastEndpoint()).toBe(outputs.Network.SecondId);
  });

  test('the old endpoint is closed with the move of the connection', async () => {
    await lab.setDelays({ namesMs: AGES_MS });
    const seen = await callingMeanwhile(async () => deploy({ ...rotation, open: ['First'], connected: 'First' }));

    expect(failed(seen).length).toBeGreaterThan(0);
    expect(await call()).toMatchObject({ status: 403, body: expect.stringContaining('VPC endpoint policy') });
    expect(lastEndpoint()).toBe(outputs.Network.SecondId);
  });
});
