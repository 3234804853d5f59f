import { App, CfnParameter, Resource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { emptyListProblems, followedResources, needsSelector, readEntry } from '../../src/private/allow-list';
import { consumerStack, ENDPOINT_ID, OTHER_REGION, providerStack, REGION } from '../fixtures';

class Api extends Resource {}

const api = (stack = providerStack()) => new Api(stack, 'Api');
const endpoint = (id: string, region?: string) => ({ source: { kind: 'vpcEndpoint' as const, id }, name: 'orders', ...(region && { region }) });

test('literals are their own texts', () => {
  const source = { kind: 'principal' as const, callers: { arns: ['a'], accounts: ['1'] }, fromAnyEndpoint: true };
  expect(readEntry(api(), { source, routes: ['GET /'] })).toEqual({
    terms: { source, routes: ['GET /'] },
    values: [{ kind: 'literal', text: 'a', value: 'a' }, { kind: 'literal', text: '1', value: '1' }],
  });
});

test('a token has a text that stands for it, wherever it is', () => {
  const stack = providerStack();
  const [id, account] = ['Endpoint', 'Account'].map((name) => new CfnParameter(stack, name).valueAsString);
  const [idText, accountText] = ['Endpoint', 'Account'].map((name) => `{known only at deploy: parameter Provider/${name}}`);

  expect(readEntry(api(stack), { ...endpoint(id), principals: { accounts: [account] } })).toEqual({
    terms: { source: { kind: 'vpcEndpoint', id: idText }, name: 'orders', principals: { accounts: [accountText] } },
    values: [{ kind: 'selected', text: idText, value: id }, { kind: 'selected', text: accountText, value: account }],
  });
});

test.each([
  ['the API\'s', REGION], ['no known', undefined],
])('an endpoint of %s Region is taken', (_, region) => {
  expect(readEntry(api(), endpoint(ENDPOINT_ID, region))).toMatchObject({ terms: { source: { id: ENDPOINT_ID } } });
});

test('where the API\'s Region is not known, none is compared', () => {
  expect(readEntry(api(new Stack(new App(), 'Anywhere')), endpoint(ENDPOINT_ID, OTHER_REGION))).toMatchObject({ terms: {} });
});

test('fails for every value that the stage cannot follow, and for another Region', () => {
  expect(readEntry(api(), endpoint('{{resolve:ssm:/orders}}', OTHER_REGION))).toEqual([
    expect.stringMatching(/^a value of \{known only at deploy: resolve:ssm:\/orders\} \(orders\) must be a value that the stage can follow, got /),
    'an allowed consumer\'s endpoint must be in the API\'s Region, "ap-northeast-1", got {known only at deploy: resolve:ssm:/orders} (orders) in "eu-west-1"; '
    + 'an execute-api endpoint serves its own Region only, so create one in the API\'s Region',
  ]);
});

test('a list knows the resources to follow, and whether it needs a selector', () => {
  const app = new App();
  const vpc = new ec2.CfnVPC(consumerStack(app), 'Vpc', { cidrBlock: '10.0.0.0/16' });
  const scope = api(providerStack(app));
  const entryOf = (id: string) => {
    const entry = readEntry(scope, endpoint(id));
    if (Array.isArray(entry)) throw new Error(entry.join());
    return entry;
  };
  const [literal, followed, selected] = [ENDPOINT_ID, vpc.ref, new CfnParameter(scope, 'P').valueAsString].map(entryOf);

  expect(followedResources([literal, selected])).toEqual([]);
  expect(followedResources([literal, followed])).toEqual([vpc]);
  expect(needsSelector([literal, followed])).toBe(false);
  expect(needsSelector([literal, selected])).toBe(true);
});

test('an empty list is a problem, and a list with an entry is none', () => {
  expect(emptyListProblems([{ terms: endpoint(ENDPOINT_ID), values: [] }])).toEqual([]);
  expect(emptyListProblems([])).toEqual([
    'the allow-list must name a consumer, got an empty one; set allowedVpcEndpointIds or allowedConsumers, or call allow()',
  ]);
});
