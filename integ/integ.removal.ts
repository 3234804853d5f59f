/**
 * What is left when an API is removed, and when both sides are. Callers of the removed API get what any id that does not exist gets, and other APIs
 * are called as before. After both sides are destroyed nothing of the consumer's is left, and of the provider's what is documented to stay.
 */
import { Match } from '@aws-cdk/integ-tests-alpha';
import { Tags } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { integEnvironment } from './environment';
import { answered, forbidden, refused } from './expected-answer';
import { ExpectedCalls } from './expected-calls';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS, PETS_INTEGRATION } from './pet-store';
import { PlainEndpoint } from './plain-endpoint';
import { Suite } from './suite';
import {
  AllowedConsumer, ApiGatewayAccountLogging, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiAddressing,
  PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe,
} from 'cdk-cross-account-private-api';

// The access log stays, and needs a setting of the whole account, which stays too. A lab is thrown away; in an account nobody asked for either.
const logs = !integEnvironment().isAws;
const suite = new Suite('Removal', {
  steps: ['there', 'apiGone', 'leftWithTheConsumer', ...logs ? ['leftWithTheProvider'] : []],
  destroyedAfter: ['apiGone', 'leftWithTheConsumer'],
  keeps: ['AWS::Logs::LogGroup', 'AWS::ApiGateway::Account', 'AWS::IAM::Role'],
});
const TAG = { key: 'IntegRemoval', value: 'left' };
/** What remembers the id of the API that is removed. The app of the step that removes it does not have this stack, which so stays as it was. */
const MEMORY = '/IntegRemoval/ApiId';
const remember = (restApiId: string) => {
  const memory = suite.stack('Memory', 'consumer');
  new ssm.StringParameter(memory, 'ApiId', { parameterName: MEMORY, stringValue: restApiId });
  return memory;
};

switch (suite.step) {
  case 'leftWithTheConsumer':
    remember('removed');
    askConsumer(suite.calls(), []);
    break;
  case 'leftWithTheProvider':
    askProvider(suite.calls('provider'));
    break;
  default:
    bothSides();
}

function bothSides(): void {
  const isThere = suite.step === 'there';
  const network = suite.stack('Network', 'consumer');
  Tags.of(network).add(TAG.key, TAG.value);
  const vpc = isolatedVpc(network, 'Vpc');
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc, endpoint: ConsumerEndpoint.create() });
  const unlisted = new PlainEndpoint(network, 'Unlisted', { vpc });

  const provider = suite.stack('Provider', 'provider');
  provider.addDependency(network);
  if (logs) {
    const logging = suite.stack('Logging', 'provider');
    new ApiGatewayAccountLogging(logging, 'AccountLogging');
    provider.addDependency(logging);
  }
  const publish = (id: string) => {
    const api = new CrossAccountPrivateApi(provider, id, {
      stageName: 'v1',
      allowedConsumers: [AllowedConsumer.consumer(consumer)],
      accessLog: logs ? PrivateApiAccessLog.cloudWatch() : PrivateApiAccessLog.none(),
    });
    api.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, ANSWERS_200);
    return api;
  };
  const other = publish('Other');
  const removed = isThere ? publish('Removed') : undefined;
  if (removed) remember(removed.restApiId).addDependency(provider);

  const workload = suite.stack('Workload', 'consumer');
  const addressing = PrivateApiAddressing.apiIdHeader();
  const connect = (id: string, api: CrossAccountPrivateApi) => new PrivateApiConnection(workload, id, { consumer, api, addressing });
  const toOther = connect('ToOther', other);
  const app = new PrivateApiProbe(workload, 'App', { vpc, connection: toOther });
  const idOfRemoved = removed ? connect('ToRemoved', removed).headers : { 'x-apigw-api-id': ssm.StringParameter.valueForStringParameter(workload, MEMORY) };

  const calls = suite.calls();
  const path = '/pets';
  calls.expect('removedApi', app, { url: toOther.url, headers: idOfRemoved, path }, removed ? answered(PETS) : forbidden());
  calls.expect('otherApi', app, { path }, answered(PETS));
  const no = refused({ api: other, route: 'GET/pets' }, { layer: 'resource-policy', statement: 'Deny' });
  calls.expect('otherApiUnlisted', app, { ...unlisted.to(other), path }, no);
  askConsumer(calls, Match.arrayWith([Match.objectLike({ Tags: Match.arrayWith([{ Key: TAG.key, Value: TAG.value }]) })]));
}

/** Of each kind that the consumer's side has, what is there. */
function askConsumer(calls: ExpectedCalls, expected: unknown): void {
  const parameters = { Filters: [{ Name: `tag:${TAG.key}`, Values: [TAG.value] }] };
  for (const [api, key] of [['describeVpcEndpoints', 'VpcEndpoints'], ['describeSecurityGroups', 'SecurityGroups'], ['describeVpcs', 'Vpcs']]) {
    calls.expectFact(`${key}OfTheConsumer`, { service: 'EC2', api, parameters }, { [key]: expected });
  }
}

/** What stays: who called, of each API, and that the account can log. AWS and the emulator name a log group differently. */
function askProvider(calls: ExpectedCalls): void {
  calls.expectFact('noApiIsLeft', { service: 'APIGateway', api: 'getRestApis' }, { items: [] });
  const parameters = { logGroupNamePattern: 'IntegRemovalProvider' };
  calls.expectFact('accessLogs', { service: 'CloudWatchLogs', api: 'describeLogGroups', parameters }, {
    logGroups: ['Other', 'Removed'].map((id) => Match.objectLike({
      logGroupName: Match.stringLikeRegexp(`IntegRemovalProvider[-/]${id}`), retentionInDays: 365,
    })),
  });
  calls.expectFact('roleOfTheAccount', { service: 'APIGateway', api: 'getAccount' }, { cloudwatchRoleArn: Match.stringLikeRegexp(':role/IntegRemovalLogging-') });
}
