import { Agent } from 'node:https';
import { ACCOUNTS } from '../accounts';
import { Lab, LabAccess } from '../lab';
import { Call, PlaceCaller } from './place-caller';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, network, privateApi } from './plain-templates';

// 50 callers behind four endpoints call as fast as they can for 30 s, and the allow-list changes meanwhile. Every answer is looked at.

const RUNS_MS = 30_000;
const CHANGES_AFTER_MS = 10_000;
const PETS = '[{"id":1,"type":"dog","price":249.99}]';

/** Who is on the list before the change and after it, and how many callers each endpoint has. */
const NETWORKS = {
  always: { account: ACCOUNTS.consumer, cidr: '10.1.0.0/16', listed: [true, true], callers: 12 },
  leaves: { account: ACCOUNTS.consumer, cidr: '10.2.0.0/16', listed: [true, false], callers: 13 },
  joins: { account: ACCOUNTS.outsider, cidr: '10.1.0.0/16', listed: [false, true], callers: 13 },
  never: { account: ACCOUNTS.outsider, cidr: '10.3.0.0/16', listed: [false, false], callers: 12 },
} as const;

type NetworkName = keyof typeof NETWORKS;
const NAMES = Object.keys(NETWORKS) as NetworkName[];

let lab: Lab;
let access: LabAccess;
let networks: Record<string, Record<string, string>>;
let api: string;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  networks = Object.fromEntries(await Promise.all(NAMES.map(async (name) => {
    const { account, cidr } = NETWORKS[name];
    return [name, (await deployTemplate(access, account, name, network(cidr))).outputs] as const;
  })));
  api = (await deployTemplate(access, ACCOUNTS.provider, 'api', apiTemplate(0))).outputs.Api;
});

afterAll(async () => { await lab.stop(); });

/** The allow-list before (0) or after (1) the change. */
function apiTemplate(edition: 0 | 1) {
  const listed = NAMES.filter((name) => NETWORKS[name].listed[edition]).map((name) => networks[name].Endpoint);
  return privateApi({ policy: allowAndGuard(...listed), deployment: `Deployment${edition}` });
}

/** One word for each answer that may be, and the answer itself for every other one. */
function wordFor({ status, errorType, body, error }: Call): string {
  if (status === 200 && body === PETS) return 'pets';
  const isRefused = status === 403 && errorType === 'AccessDeniedException' && body!.startsWith('{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke');
  return isRefused ? 'refused' : JSON.stringify({ status, errorType, body, error });
}

test('no answer is wrong, and a change of the list is met once', async () => {
  const url = `https://${api}.execute-api.${access.region}.amazonaws.com/v1/pets`;
  let isOver = false;
  const run = async (name: NetworkName, index: number): Promise<string[]> => {
    const caller = new PlaceCaller(access, `${NETWORKS[name].account}/${networks[name].App}`);
    // Every other caller keeps its connection.
    const agent = index % 2 === 0 ? new Agent({ keepAlive: true, maxSockets: 1 }) : false;
    const words: string[] = [];
    do {
      words.push(wordFor(await caller.call(url, {}, agent)));
    } while (!isOver);
    words.push(wordFor(await caller.call(url, {}, agent)));
    if (agent) agent.destroy();
    return words;
  };
  const callers = NAMES.flatMap((name) => Array.from({ length: NETWORKS[name].callers }, (_, index) => ({ name, words: run(name, index) })));
  expect(callers).toHaveLength(50);

  const end = sleep(RUNS_MS);
  await sleep(CHANGES_AFTER_MS);
  expect(await deployTemplate(access, ACCOUNTS.provider, 'api', apiTemplate(1), true)).toMatchObject({ status: 'UPDATE_COMPLETE' });
  await end;
  isOver = true;
  const seen = await Promise.all(callers.map(async ({ name, words }) => ({ name, words: await words })));

  const distinct = (words: string[]) => words.filter((word, index) => word !== words[index - 1]);
  const inOrder = { always: ['pets'], leaves: ['pets', 'refused'], joins: ['refused', 'pets'], never: ['refused'] };
  expect(seen.map(({ name, words }) => [name, distinct(words)])).toEqual(seen.map(({ name }) => [name, inOrder[name]]));
  expect(Math.min(...seen.map(({ words }) => words.length))).toBeGreaterThan(2);
});

async function sleep(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
