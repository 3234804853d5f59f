import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, CfnOutput, Duration, Fn, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe,
} from '../../../src';
import { ACCOUNTS } from '../accounts';
import { METHOD, MOCK } from './allow-list-kinds-app';

/** A consumer's network, a provider's API and a workload of probes, in two accounts. */
export function probeApp(app: App, region: string): void {
  const network = new Network(app, 'Network', { env: { account: ACCOUNTS.consumer, region } });
  const provider = new Stack(app, 'Provider', { env: { account: ACCOUNTS.provider, region } });
  const api = new CrossAccountPrivateApi(provider, 'Pets', {
    stageName: 'v1', allowedConsumers: [AllowedConsumer.consumer(network.consumer, { name: 'orders' })], accessLog: PrivateApiAccessLog.none(),
  });
  api.root.addResource('pets').addMethod('GET', MOCK, METHOD);
  const signed = api.root.addResource('signed');
  for (const method of ['GET', 'POST']) {
    signed.addMethod(method, MOCK, { ...METHOD, authorizationType: apigateway.AuthorizationType.IAM });
  }
  const { probe } = new Workload(app, 'Workload', network, api);
  assertOn(app, network, probe);
}

/** As somebody else's suite does it: nothing of the lab. */
function assertOn(app: App, network: Network, probe: PrivateApiProbe): void {
  const assertionStack = new Stack(app, 'Assertions', { env: network.env });
  const { assertions } = new IntegTest(app, 'Suite', { testCases: [network], assertionStack });
  const call = (event: object) => assertions.invokeFunction({ functionName: probe.functionName, payload: JSON.stringify(event) });

  call({ path: '/pets' }).assertAtPath('Payload.summary', ExpectedResult.stringLikeRegexp('^answered 200$'));
  call({ path: '/pets', method: 'DELETE' }).assertAtPath('Payload.body', ExpectedResult.objectLike({ message: 'Missing Authentication Token' }));
  call({ path: '/signed' }).expect(ExpectedResult.objectLike({
    Payload: Match.serializedJson(Match.objectLike({ outcome: 'answered', status: 403, errorType: 'MissingAuthenticationTokenException' })),
  }));
}

class TwoZones extends Stack {
  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}

/** A consumer, and an endpoint beside it that is on nobody's list and admits the whole VPC. */
class Network extends TwoZones {
  public readonly vpc = new ec2.Vpc(this, 'Vpc', {
    natGateways: 0, restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });

  public readonly consumer = new PrivateApiConsumer(this, 'Consumer', { vpc: this.vpc });
  public readonly unlisted = new ec2.InterfaceVpcEndpoint(this, 'Unlisted', {
    vpc: this.vpc, service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, privateDnsEnabled: false,
  });
}

class Workload extends TwoZones {
  public readonly probe: PrivateApiProbe;

  constructor(scope: App, id: string, { env, vpc, consumer, unlisted }: Network, api: CrossAccountPrivateApi) {
    super(scope, id, { env });
    const define = (name: string, addressing?: PrivateApiAddressing): PrivateApiProbe => {
      const connection = new PrivateApiConnection(this, `${name}Pets`, { consumer, api, addressing });
      const probe = new PrivateApiProbe(this, name, { vpc, connection });
      connection.grants.invoke(probe, ['GET /signed']);
      new CfnOutput(this, `${name}Name`, { value: probe.functionName });
      new CfnOutput(this, `${name}Url`, { value: connection.url });
      return probe;
    };
    this.probe = define('Probe');
    define('ByHost', PrivateApiAddressing.hostHeader());
    define('ById', PrivateApiAddressing.apiIdHeader());
    const outsider = new PrivateApiProbe(this, 'NotAdmitted', { vpc, timeout: Duration.seconds(1) });
    new CfnOutput(this, 'NotAdmittedName', { value: outsider.functionName });
    new CfnOutput(this, 'UnlistedHost', { value: Fn.select(1, Fn.split(':', Fn.select(0, unlisted.vpcEndpointDnsEntries))) });
  }
}
