import { Lazy } from 'aws-cdk-lib';
import { endpointFactProblems, FactNames } from '../../src/private/endpoint-facts';

const ID = 'vpce-03f6d2b1bb8d0f015';
const REGION = 'ap-northeast-1';
const NAMES: FactNames = { vpcEndpointId: 'id', hostName: 'name', hostedZoneId: 'zone', taker: 'taker()' };
const TOKEN = Lazy.string({ produce: () => 'x' });
const host = (id: string, region: string) => `${id}-0a1b2c3d.execute-api.${region}.vpce.amazonaws.com`;

const problemsOf = (hostName: string, { vpcEndpointId = ID, region = REGION } = {}) =>
  endpointFactProblems({ vpcEndpointId, region, hostName }, NAMES);

test('a regional name of the endpoint and its zone are good', () => {
  expect(endpointFactProblems({ vpcEndpointId: ID, region: REGION, hostName: host(ID, REGION), hostedZoneId: 'Z2E726K9Y6RL4W' }, NAMES)).toEqual([]);
  expect(problemsOf(`${host(ID, REGION)}.cn`)).toEqual([]);
});

test('what only the deployment knows is good', () => {
  expect(endpointFactProblems({ vpcEndpointId: TOKEN, region: TOKEN, hostName: TOKEN, hostedZoneId: TOKEN }, NAMES)).toEqual([]);
  expect(problemsOf(host(ID, REGION), { vpcEndpointId: TOKEN, region: TOKEN })).toEqual([]);
});

test.each(['z2e726k9y6rl4w', 'AZ2E726K9Y6RL4W', 'Z2E726K9Y6RL4W:vpce', 'Z'])('the zone must be no %j', (hostedZoneId) => {
  expect(endpointFactProblems({ vpcEndpointId: ID, region: REGION, hostedZoneId }, NAMES)).toEqual([
    `zone must be the id of a hosted zone, got ${JSON.stringify(hostedZoneId)}; copy what stands before the colon in the first of the endpoint's DNS entries`,
  ]);
});

test.each([
  ['a zonal one', `${ID}-0a1b2c3d-ap-northeast-1a.execute-api.${REGION}.vpce.amazonaws.com`],
  ['one of another endpoint', host('vpce-0bbbbbbbbbbbbbbbb', REGION)],
  ['one of another Region', host(ID, 'eu-west-1')],
  ['one of another service', `${ID}-0a1b2c3d.ssm.${REGION}.vpce.amazonaws.com`],
  ['an entry with its zone', `Z2E726K9Y6RL4W:${host(ID, REGION)}`],
  ['the private one', `execute-api.${REGION}.amazonaws.com`],
])('the name must be no %s', (_what, name) => {
  expect(problemsOf(name)).toEqual([
    `name must be the endpoint's regional name, "${ID}-….execute-api.${REGION}.vpce.…", got ${JSON.stringify(name)}; `
    + 'copy the first of its DNS names, which names no zone',
  ]);
});

test('without id and Region the message leaves them open', () => {
  expect(problemsOf('vpce', { vpcEndpointId: TOKEN, region: TOKEN })).toEqual([
    'name must be the endpoint\'s regional name, "vpce-…-….execute-api.….vpce.…", got "vpce"; copy the first of its DNS names, which names no zone',
  ]);
});
