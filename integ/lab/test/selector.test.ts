import { APIGatewayClient, GetDeploymentsCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ACCOUNTS } from '../accounts';
import { clientConfig } from '../aws-environment';
import { bootstrap } from '../cdk';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { RestApi } from '../state';
import { fetchState } from '../state-reader';
import { deployFollowedApi, PARAMETER } from './followed-api';
import { deployTemplate } from './plain-stack';
import { network } from './plain-templates';

const NOBODY = 'vpce-00000000000000000';

let lab: Lab;
let access: LabAccess;
let consumer: Record<string, string>;
let outsider: Record<string, string>;

/** The tests are the life of one API, in this order. */
beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  [consumer, outsider] = await Promise.all([ACCOUNTS.consumer, ACCOUNTS.outsider].map(async (account) =>
    (await deployTemplate(access, account, 'network', network('10.1.0.0/16'))).outputs));
  await bootstrap(access, ACCOUNTS.provider);
  await writeParameter(consumer.Endpoint);
  await deployFollowedApi(access, { endpoint: outsider.Endpoint });
});

afterAll(async () => { await lab.stop(); });

async function writeParameter(value: string): Promise<void> {
  const client = new SSMClient(clientConfig(access, ACCOUNTS.provider));
  await client.send(new PutParameterCommand({ Name: PARAMETER, Value: value, Type: 'String', Overwrite: true }));
  client.destroy();
}

async function stackStatus(): Promise<string> {
  const client = new CloudFormationClient(clientConfig(access, ACCOUNTS.provider));
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'Followed' }));
  client.destroy();
  return Stacks![0].StackStatus!;
}

async function api(): Promise<RestApi> {
  return (await fetchState(access.emulatorUrl)).apis[0];
}

async function deployments(): Promise<string[]> {
  const client = new APIGatewayClient(clientConfig(access, ACCOUNTS.provider));
  const { items = [] } = await client.send(new GetDeploymentsCommand({ restApiId: (await api()).id, limit: 500 }));
  client.destroy();
  return items.map(({ id }) => id!).sort();
}

/** What both callers are answered: by the parameter of Parameter Store, and by the parameter of the stack. */
async function answers(): Promise<(number | undefined)[]> {
  const url = `https://${(await api()).id}.execute-api.${access.region}.amazonaws.com/v1/pets`;
  const ask = async (account: string, app: string) => (await invoke<{ status?: number }>(access, account, app, { url })).status;
  return Promise.all([ask(ACCOUNTS.consumer, consumer.App), ask(ACCOUNTS.outsider, outsider.App)]);
}

test('both are let in by ids that the template does not show', async () => {
  expect(await answers()).toEqual([200, 200]);
  expect(await deployments()).toHaveLength(2);
});

test('a deploy that changes nothing makes no deployment', async () => {
  const before = await deployments();
  await deployFollowedApi(access, {});

  expect(await deployments()).toEqual(before);
  expect(await answers()).toEqual([200, 200]);
});

test('a changed parameter of the stack reaches the stage', async () => {
  await deployFollowedApi(access, { endpoint: NOBODY });

  expect(await answers()).toEqual([200, 403]);
  expect(await deployments()).toHaveLength(2);
});

test('who was revoked by a parameter stays out when a later change of the template fails and is rolled back', async () => {
  await expect(deployFollowedApi(access, { methods: ['POST'], fails: 'late' })).rejects.toThrow('Stage already exists');

  expect(await stackStatus()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await answers()).toEqual([200, 403]);
  expect((await api()).stages[0].deployment.methods).toHaveLength(1);
});

test('a change of the template that works is deployed', async () => {
  await deployFollowedApi(access, { methods: ['POST'] });

  expect(await answers()).toEqual([200, 403]);
  expect((await api()).stages[0].deployment.methods).toHaveLength(2);
});

test('a changed value in Parameter Store reaches the stage with the next deploy, and not before', async () => {
  await writeParameter(NOBODY);
  expect(await answers()).toEqual([200, 403]);

  await deployFollowedApi(access, { methods: ['POST'] });
  expect(await answers()).toEqual([403, 403]);
});

test('turned off together with a change of a value: the stage enforces that value', async () => {
  await writeParameter(consumer.Endpoint);
  await deployFollowedApi(access, { methods: ['POST'], withoutSelector: true });

  expect(await answers()).toEqual([200, 403]);
  expect((await fetchState(access.emulatorUrl)).callers.filter(({ account }) => account === ACCOUNTS.provider)).toEqual([]);
});

test('turned on again together with a change of a value', async () => {
  await writeParameter(NOBODY);
  await deployFollowedApi(access, { methods: ['POST'], endpoint: outsider.Endpoint });

  expect(await answers()).toEqual([403, 200]);
});

test('who is revoked by a parameter after an update that failed and was not rolled back stays out', async () => {
  // API Gateway dates deployments by whole seconds: the CDK's own is now visibly newer than the selected one, and lets the outsider in.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await expect(deployFollowedApi(access, { methods: ['PUT'], fails: 'early', noRollback: true })).rejects.toThrow('Stage already exists');
  expect(await stackStatus()).toBe('UPDATE_FAILED');
  expect(await answers()).toEqual([403, 200]);

  await deployFollowedApi(access, { methods: ['PUT'], endpoint: NOBODY, noRollback: true });
  expect(await answers()).toEqual([403, 403]);
});

test('deployments did not pile up: the CDK’s and the selected one', async () => {
  expect(await deployments()).toHaveLength(2);
});
