/**
 * What is left when both sides are destroyed: nothing of the consumer's, and of the provider's what is documented to stay.
 */
import { Match } from '@aws-cdk/integ-tests-alpha';
import { Tags } from 'aws-cdk-lib';
import { integEnvironment } from './environment';
import { ExpectedCalls } from './expected-calls';
import { isolatedVpc } from './isolated-vpc';
import { ANSWERS_200, PETS_INTEGRATION } from './pet-store';
import { Suite } from './suite';
import {
  AllowedConsumer, ApiGatewayAccountLogging, ConsumerEndpoint, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConsumer,
} from 'cdk-cross-account-private-api';

// The access log stays, and needs a setting of the whole account, which stays too. A lab is thrown away; in an account nobody asked for either.
const logs = !integEnvironment().isAws;
const suite = new Suite('Destroyed', {
  steps: ['there', 'leftWithTheConsumer', ...logs ? ['leftWithTheProvider'] : []],
  destroyedAfter: ['there', 'leftWithTheConsumer'],
  keeps: ['AWS::Logs::LogGroup', 'AWS::ApiGateway::Account', 'AWS::IAM::Role'],
});
const TAG = { key: 'IntegDestroyed', value: 'left' };

switch (suite.step) {
  case 'leftWithTheConsumer':
    askConsumer(suite.calls(), []);
    break;
  case 'leftWithTheProvider':
    askProvider(suite.calls('provider'));
    break;
  default:
    bothSides();
}

function bothSides(): void {
  const network = suite.stack('Network', 'consumer');
  Tags.of(network).add(TAG.key, TAG.value);
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: isolatedVpc(network, 'Vpc'), endpoint: ConsumerEndpoint.create() });

  const provider = suite.stack('Provider', 'provider');
  provider.addDependency(network);
  if (logs) {
    const logging = suite.stack('Logging', 'provider');
    new ApiGatewayAccountLogging(logging, 'AccountLogging');
    provider.addDependency(logging);
  }
  const api = new CrossAccountPrivateApi(provider, 'PetStore', {
    stageName: 'v1',
    allowedConsumers: [AllowedConsumer.consumer(consumer)],
    accessLog: logs ? PrivateApiAccessLog.cloudWatch() : PrivateApiAccessLog.none(),
  });
  api.root.addResource('pets').addMethod('GET', PETS_INTEGRATION, ANSWERS_200);
  askConsumer(suite.calls(), Match.arrayWith([Match.objectLike({ Tags: Match.arrayWith([{ Key: TAG.key, Value: TAG.value }]) })]));
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
  const parameters = { logGroupNamePattern: 'IntegDestroyedProvider' };
  calls.expectFact('accessLogs', { service: 'CloudWatchLogs', api: 'describeLogGroups', parameters }, {
    logGroups: [Match.objectLike({ logGroupName: Match.stringLikeRegexp('IntegDestroyedProvider[-/]PetStore'), retentionInDays: 365 })],
  });
  calls.expectFact('roleOfTheAccount', { service: 'APIGateway', api: 'getAccount' }, { cloudwatchRoleArn: Match.stringLikeRegexp(':role/IntegDestroyedLogging-') });
}
