import { ACCOUNTS } from '../accounts';
import { bootstrap } from '../cdk';
import { Lab, LabAccess } from '../lab';
import { deployApp } from './allow-list-app';
import { Call, PlaceCaller } from './place-caller';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, network, privateApi } from './plain-templates';
import { Name, Rotation, sameApp } from './rotation-app';
import { callingMeanwhile, until } from './rotation-watch';

// A VPC can have one endpoint with private DNS: meanwhile a header names the API.

const BOTH = ['First', 'Second'] as const;

let lab: Lab;
let access: LabAccess;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  await Promise.all([bootstrap(access, ACCOUNTS.consumer), bootstrap(access, ACCOUNTS.provider)]);
});

afterAll(async () => { await lab.stop(); });

test('step by step: no call fails, also while private DNS is switched on at the new one and another stack imports its name', async () => {
  let rotation: Rotation = { endpoints: ['First'], privateDns: ['First'], direct: ['First'], allowed: ['First'], connected: 'First' };
  let outputs: Record<string, Record<string, string>> = {};
  const deploy = async (change: Partial<Rotation>, exclusively?: string[]) => {
    rotation = { ...rotation, ...change };
    outputs = { ...outputs, ...await deployApp(access, ACCOUNTS.provider, (app) => sameApp(app, access.region, rotation), exclusively) };
  };
  await deploy({});
  const place = new PlaceCaller(access, outputs.Workload.AppId);
  const api = outputs.Provider.PetStoreId;
  const defaultUrl = `https://${api}.execute-api.${access.region}.amazonaws.com/v1/pets`;
  const hosts: Partial<Record<Name, string>> = { First: outputs.Network.FirstHost };
  const through = async (name: Name) => place.call(`https://${hosts[name]}/v1/pets`, { 'x-apigw-api-id': api });
  /** As the environment of the App says. */
  const call = async () => place.call(outputs.Workload.PetsUrl, JSON.parse(outputs.Workload.PetsHeaders) as Record<string, string>);
  expect(outputs.Workload.PetsUrl).toBe(defaultUrl);
  await lab.setDelays({ redeployMs: 700, endpointPolicyMs: 1000, namesMs: 1500 });

  const seen: Call[] = await callingMeanwhile(call, async () => {
    await deploy({ endpoints: BOTH, direct: BOTH, allowed: BOTH, byHeader: true });
    hosts.Second = outputs.Network.SecondHost;
    expect(outputs.Workload.PetsUrl).toContain(hosts.First);
    await until('the second one is allowed', async () => (await through('Second')).status === 200);
    await deploy({ connected: 'Second' });
    expect(outputs.Workload.PetsUrl).toContain(hosts.Second);
    await deploy({ allowed: ['Second'] });
    await until('the first one is allowed no more', async () => (await through('First')).status === 403);
    await deploy({ direct: ['Second'] }, ['Workload']);
    await deploy({ endpoints: ['Second'] });
    await until('the first one is gone', async () => (await through('First')).error === 'no such name');
    // The list of the endpoint's names gets longer, of which the workload's stack imports one.
    await deploy({ privateDns: ['Second'] });
    expect(outputs.Workload.PetsUrl).toContain(hosts.Second);
    await until('the API\'s own name leads to the second one', async () => (await place.call(defaultUrl)).status === 200);
    await deploy({ byHeader: false });
    expect(outputs.Workload.PetsUrl).toBe(defaultUrl);
  });

  expect(seen.filter(({ status }) => status !== 200)).toEqual([]);
});

test('a hosted zone in place of the header would not do: until it has its record, the name that private DNS answered is not known', async () => {
  await lab.setDelays({});
  const { outputs: { Vpc, Endpoint, App } } = await deployTemplate(access, ACCOUNTS.outsider, 'network', network('10.1.0.0/16'));
  const { outputs: { Api } } = await deployTemplate(access, ACCOUNTS.provider, 'other', privateApi({ policy: allowAndGuard(Endpoint) }));
  const name = `${Api}.execute-api.${access.region}.amazonaws.com`;
  const call = async () => new PlaceCaller(access, App).call(`https://${name}/v1/pets`);
  expect(await call()).toMatchObject({ status: 200 });

  const zone = { Type: 'AWS::Route53::HostedZone', Properties: { Name: name, VPCs: [{ VPCId: Vpc, VPCRegion: access.region }] } };
  expect(await deployTemplate(access, ACCOUNTS.outsider, 'zone', { Resources: { Zone: zone } })).toMatchObject({ status: 'CREATE_COMPLETE' });

  expect(await call()).toEqual({ error: 'no such name' });
});
