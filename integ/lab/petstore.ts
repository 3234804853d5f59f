import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNTS } from './accounts';
import { bootstrap, deploy } from './cdk';
import { LabAccess } from './lab';

const SAMPLE = join(__dirname, '..', '..', 'samples', 'petstore');

/** What a caller of the deployed sample needs to know. */
export interface Petstore {
  readonly appFunction: string;
  readonly neighbourFunction: string;
  readonly outsiderFunction: string;
  readonly url: string;
}

/** Reports a step while it runs; the returned promise is the step's. */
export type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

/**
 * Deploys the apps in the order in which their owners would: A's network and B's account, B (and C), A's workload.
 *
 * @param sample Where A's and B's apps are; C's has no twin in other languages.
 */
export async function deployPetstore(lab: LabAccess, step: Step, sample: string = SAMPLE): Promise<Petstore> {
  const handOver = join(lab.folder, 'hand-over');
  mkdirSync(handOver, { recursive: true });
  const context = { handOver };
  const app = (owner: keyof typeof ACCOUNTS, stack: string, outputs?: string, folder: string = owner) => async () => deploy(lab, {
    directory: join(owner === 'outsider' ? SAMPLE : sample, folder), account: ACCOUNTS[owner], stacks: [stack], context, outputsFile: outputs && join(handOver, outputs),
  });
  await step('bootstrap the three accounts', async () => Promise.all(Object.values(ACCOUNTS).map(async (account) => bootstrap(lab, account))));
  await Promise.all([
    step('A: deploy the network (VPC, endpoint)', app('consumer', 'PetstoreNetwork', 'network.json')),
    step('B: deploy the role for logs, once per account', app('provider', 'ApiGatewayLogging', undefined, 'provider-account')),
  ]);
  await step('B: deploy the API, A’s endpoint on its allow-list', app('provider', 'PetstoreProvider', 'provider.json'));
  const [outsider, workload] = await Promise.all([
    step('C: deploy an outsider, with an endpoint of its own', app('outsider', 'PetstoreOutsider')),
    step('A: deploy the workload (the App, a neighbour)', app('consumer', 'PetstoreWorkload')),
  ]);
  return {
    appFunction: workload.PetstoreWorkload.AppFunctionName,
    neighbourFunction: workload.PetstoreWorkload.NeighbourFunctionName,
    outsiderFunction: outsider.PetstoreOutsider.AppFunctionName,
    url: workload.PetstoreWorkload.PetsUrl,
  };
}
