import { execFileSync } from 'child_process';
import { join } from 'path';
import { App, Lazy, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CONSUMER_ACCOUNT, only, OTHER_REGION, PROVIDER_ACCOUNT, providerStack, REGION } from './fixtures';
import { PrivateApiAccessLog } from '../src';
import { accessLogFormat } from '../src/private/access-log-format';

/** An API as the L2 defines it, logging as it is told. */
function loggedApi(stack: Stack, log: PrivateApiAccessLog): void {
  const { destination, format } = log._bind(stack);
  const api = new apigateway.RestApi(stack, 'Api', {
    cloudWatchRole: false,
    deployOptions: { accessLogDestination: destination, accessLogFormat: format },
  });
  api.root.addMethod('GET', new apigateway.MockIntegration());
}

function accessLogSetting(stack: Stack): unknown {
  return only(stack, 'AWS::ApiGateway::Stage').AccessLogSetting;
}

function typesOf(stack: Stack): string[] {
  return Object.values<{ Type: string }>(Template.fromStack(stack).toJSON().Resources).map(({ Type }) => Type).sort();
}

describe('to CloudWatch Logs, as the default is', () => {
  test('the stage logs to a log group of its own, which is kept for a year and outlives the stack', () => {
    const stack = providerStack();
    loggedApi(stack, PrivateApiAccessLog.cloudWatch());

    expect(accessLogSetting(stack)).toEqual({ DestinationArn: { 'Fn::GetAtt': ['AccessLog', 'Arn'] }, Format: accessLogFormat() });
    expect(Template.fromStack(stack).findResources('AWS::Logs::LogGroup')).toEqual({
      AccessLog: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { RetentionInDays: 365 },
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      },
    });
  });

  test('the log group is all that it defines: no role, no account setting', () => {
    const [logged, plain] = [providerStack(), providerStack()];
    loggedApi(logged, PrivateApiAccessLog.cloudWatch());
    loggedApi(plain, PrivateApiAccessLog.none());

    expect(typesOf(logged)).toEqual([...typesOf(plain), 'AWS::Logs::LogGroup'].sort());
    expect(typesOf(logged)).not.toContain('AWS::ApiGateway::Account');
    expect(typesOf(logged)).not.toContain('AWS::IAM::Role');
  });

  test('retention, removal and key are the user\'s', () => {
    const stack = providerStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${PROVIDER_ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`);
    loggedApi(stack, PrivateApiAccessLog.cloudWatch({ retention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY, encryptionKey }));

    expect(Template.fromStack(stack).findResources('AWS::Logs::LogGroup')).toEqual({
      AccessLog: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { RetentionInDays: 7, KmsKeyId: encryptionKey.keyArn },
        DeletionPolicy: 'Delete',
        UpdateReplacePolicy: 'Delete',
      },
    });
  });

  test('an infinite retention is none', () => {
    const stack = providerStack();
    loggedApi(stack, PrivateApiAccessLog.cloudWatch({ retention: logs.RetentionDays.INFINITE }));

    expect(Template.fromStack(stack).findResources('AWS::Logs::LogGroup').AccessLog.Properties).toBeUndefined();
  });

  test('tags and rule checks see an ordinary log group', () => {
    const stack = providerStack();
    loggedApi(stack, PrivateApiAccessLog.cloudWatch());
    Tags.of(stack).add('team', 'pets');

    expect(only(stack, 'AWS::Logs::LogGroup').Tags).toEqual([{ Key: 'team', Value: 'pets' }]);
    expect(stack.node.findChild('AccessLog')).toBeInstanceOf(logs.CfnLogGroup);
  });

  test('the log group that is bound takes metric filters', () => {
    const stack = providerStack();
    const { logGroup } = PrivateApiAccessLog.cloudWatch()._bind(stack);
    new logs.MetricFilter(stack, 'Refused', {
      logGroup: logGroup!, metricNamespace: 'Pets', metricName: 'Refused', filterPattern: logs.FilterPattern.stringValue('$.status', '=', '403'),
    });

    expect(only(stack, 'AWS::Logs::MetricFilter').LogGroupName).toEqual({ Ref: 'AccessLog' });
  });
});

describe('to a log group that is there', () => {
  test('one of the app', () => {
    const stack = providerStack();
    const logGroup = new logs.LogGroup(stack, 'Shared', { retention: logs.RetentionDays.ONE_MONTH });
    loggedApi(stack, PrivateApiAccessLog.cloudWatch({ logGroup }));

    expect(accessLogSetting(stack)).toMatchObject({ DestinationArn: { 'Fn::GetAtt': [stack.resolve(logGroup.logGroupName).Ref, 'Arn'] } });
    expect(only(stack, 'AWS::Logs::LogGroup')).toEqual({ RetentionInDays: 30 });
  });

  test('an imported one', () => {
    const stack = providerStack();
    const arn = `arn:aws:logs:${REGION}:${PROVIDER_ACCOUNT}:log-group:shared`;
    const log = PrivateApiAccessLog.cloudWatch({ logGroup: logs.LogGroup.fromLogGroupArn(stack, 'Shared', arn) });
    loggedApi(stack, log);

    expect(accessLogSetting(stack)).toEqual({ DestinationArn: `${arn}:*`, Format: accessLogFormat() });
    expect(log._bind(stack).logGroup).toBe(stack.node.findChild('Shared'));
  });

  test('one in a stack whose account and Region are known only at deploy', () => {
    const app = new App();
    const logGroup = logs.LogGroup.fromLogGroupName(new Stack(app, 'Anywhere'), 'Shared', 'shared');

    expect(PrivateApiAccessLog.cloudWatch({ logGroup })._bind(providerStack(app)).logGroup).toBe(logGroup);
    expect(PrivateApiAccessLog.cloudWatch({ logGroup: logs.LogGroup.fromLogGroupName(providerStack(), 'Shared', 'shared') })
      ._bind(new Stack(new App(), 'Anywhere')).destination).toBeDefined();
  });

  test.each([
    ['account', `${REGION}:${CONSUMER_ACCOUNT}`, `${CONSUMER_ACCOUNT}/${REGION}`],
    ['Region', `${OTHER_REGION}:${PROVIDER_ACCOUNT}`, `${PROVIDER_ACCOUNT}/${OTHER_REGION}`],
  ])('fails for one of another %s', (_what, place, got) => {
    const stack = providerStack();
    const logGroup = logs.LogGroup.fromLogGroupArn(stack, 'Shared', `arn:aws:logs:${place}:log-group:shared`);

    expect(() => PrivateApiAccessLog.cloudWatch({ logGroup })._bind(stack)).toThrow(new Error(
      `[Provider] logGroup must be in the API's account and Region, "${PROVIDER_ACCOUNT}/${REGION}", got "${got}"; log there, and subscribe to that log group from elsewhere`,
    ));
  });

  test('fails with options of an own log group beside it', () => {
    const logGroup = logs.LogGroup.fromLogGroupName(providerStack(), 'Shared', 'shared');

    const own = { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY, encryptionKey: undefined };

    expect(() => PrivateApiAccessLog.cloudWatch({ logGroup, ...own }))
      .toThrow(new Error('logGroup must stand without options of a log group of its own, got ["retention","removalPolicy"] beside it; set them where the log group is defined'));
  });
});

describe('to Firehose', () => {
  function stream(stack: Stack, deliveryStreamName?: string): firehose.DeliveryStream {
    return new firehose.DeliveryStream(stack, 'Stream', { deliveryStreamName, destination: new firehose.S3Bucket(new s3.Bucket(stack, 'Bucket')) });
  }

  test('the stage logs the same lines to the stream, and there is no log group', () => {
    const stack = providerStack();
    const deliveryStream = stream(stack, 'amazon-apigateway-pets');
    loggedApi(stack, PrivateApiAccessLog.firehose(deliveryStream));

    expect(accessLogSetting(stack)).toEqual({ DestinationArn: stack.resolve(deliveryStream.deliveryStreamArn), Format: accessLogFormat() });
    expect(PrivateApiAccessLog.firehose(deliveryStream)._bind(stack).logGroup).toBeUndefined();
    expect(typesOf(stack)).not.toContain('AWS::ApiGateway::Account');
  });

  test.each([
    ['an L1', (stack: Stack) => new firehose.CfnDeliveryStream(stack, 'Stream', { deliveryStreamName: 'amazon-apigateway-pets' })],
    ['an imported one', (stack: Stack) => firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Stream', 'amazon-apigateway-pets')],
    ['one whose name is known only at deploy', (stack: Stack) => stream(stack, Lazy.string({ produce: () => 'pets' }))],
  ])('%s is accepted', (_what, define) => {
    const stack = providerStack();

    expect(PrivateApiAccessLog.firehose(define(stack))._bind(stack).destination).toBeDefined();
  });

  test.each([
    ['another name', (stack: Stack) => stream(stack, 'pets'), '"pets"'],
    ['a name that only looks like it', (stack: Stack) => stream(stack, 'amazon-apigateway'), '"amazon-apigateway"'],
    ['no name', (stack: Stack) => stream(stack), 'none'],
    ['another name, imported', (stack: Stack) => firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Stream', 'pets'), '"pets"'],
    ['another name, of an L1', (stack: Stack) => new firehose.CfnDeliveryStream(stack, 'Stream', { deliveryStreamName: 'Amazon-APIGateway-pets' }), '"Amazon-APIGateway-pets"'],
  ])('fails for a stream with %s', (_what, define, got) => {
    const deliveryStream = define(providerStack());

    expect(() => PrivateApiAccessLog.firehose(deliveryStream)).toThrow(new Error(
      `[Provider/Stream] deliveryStreamName must begin with "amazon-apigateway-", got ${got}; API Gateway writes its access log to no other stream, so give it such a name`,
    ));
  });
});

test('nowhere: the stage logs nothing', () => {
  const stack = providerStack();
  loggedApi(stack, PrivateApiAccessLog.none());

  expect(accessLogSetting(stack)).toBeUndefined();
  expect(PrivateApiAccessLog.none()._bind(stack)).toEqual({});
});

describe('what is loaded', () => {
  const app = (log: string) => `
    const { App, Stack } = require('aws-cdk-lib');
    const apigateway = require('aws-cdk-lib/aws-apigateway');
    const { PrivateApiAccessLog } = require('./src/private-api-access-log');
    const app = new App();
    const stack = new Stack(app, 'Provider');
    const log = ${log}._bind(stack);
    const api = new apigateway.RestApi(stack, 'Api', {
      cloudWatchRole: false, deployOptions: { accessLogDestination: log.destination, accessLogFormat: log.format },
    });
    api.root.addMethod('GET', new apigateway.MockIntegration());
    app.synth();
    console.log(Object.keys(require.cache).join('\\n'));
  `;
  const librariesOf = (log: string) => {
    const loaded = execFileSync(process.execPath, ['--require', 'tsx/cjs', '--eval', app(log)], { cwd: join(__dirname, '..'), encoding: 'utf8' });
    return new Set([...loaded.matchAll(/aws-cdk-lib\/(aws-[^/]+\/lib\/(?!index\.js).*)/g)].map(([, file]) => file));
  };

  test('a log group costs two files of its library; nothing of Firehose, KMS or EC2', () => {
    const none = librariesOf('PrivateApiAccessLog.none()');
    const added = [...librariesOf('PrivateApiAccessLog.cloudWatch()')].filter((file) => !none.has(file));

    expect([...none].filter((file) => /^aws-(logs|kinesisfirehose|kms|ec2)\//.test(file))).toEqual([]);
    expect(added.filter((file) => file.startsWith('aws-logs/')).sort()).toEqual(['aws-logs/lib/logs.generated.js', 'aws-logs/lib/private/default-traits.js']);
    expect(added.filter((file) => !/^aws-(logs|iam|apigateway)\//.test(file))).toEqual([]);
  });
});
