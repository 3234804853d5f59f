import { App, CfnOutput, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, ICrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiAddressing,
  PrivateApiConnection, PrivateApiConsumer, PrivateApiSource,
} from '../../../src';
import { importEndpointName } from '../../../src/private/import-endpoint-name';
import { ACCOUNTS } from '../accounts';
import { METHOD, MOCK } from './allow-list-kinds-app';

export type Name = 'First' | 'Second';

/** How far a rotation has come. */
export interface Rotation {
  /** The endpoints that there are. */
  readonly endpoints: readonly Name[];
  /** Those that have a connection of their own, by the endpoint's name, and admit the App. */
  readonly direct: readonly Name[];
  /** Those on the API's allow-list. */
  readonly allowed: readonly Name[];
  /** The one that the API's name leads to. */
  readonly connected: Name;
  /** Those with private DNS; none if left out. */
  readonly privateDns?: readonly Name[];
  /** Whether a header names the API, instead of what is the default for the endpoint. */
  readonly byHeader?: boolean;
  /** Whether the network's stack goes on to export what the workload's has imported. */
  readonly keepsExports?: boolean;
}

/** One app in two accounts, with the network, the API and the workload, as `docs/replace-an-endpoint.md` changes it. */
export function sameApp(app: App, region: string, rotation: Rotation): void {
  const network = new Network(app, 'Network', { env: { account: ACCOUNTS.consumer, region } }, rotation);
  const api = providerOf(app, region, rotation.allowed.map((name) => AllowedConsumer.consumer(network.consumer(name), { name: name.toLowerCase() })));
  workloadOf(app, network, api, rotation);
}

/** The provider's app, where the consumer is another app. */
export function providerApp(app: App, region: string, vpcEndpointIds: string[]): void {
  providerOf(app, region, vpcEndpointIds.map((id) => AllowedConsumer.vpcEndpointId(id)));
}

/** The consumer's app, where the provider is another app: the endpoints at first, and the workload once the API is there. */
export function consumerApp(app: App, region: string, rotation: Rotation, restApiId?: string): void {
  const network = new Network(app, 'Network', { env: { account: ACCOUNTS.consumer, region } }, rotation);
  if (restApiId === undefined) return;
  const api = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(app, 'PetStore', {
    restApiId, stageName: 'v1', account: ACCOUNTS.provider, region,
  });
  workloadOf(app, network, api, rotation);
}

function providerOf(app: App, region: string, allowedConsumers: AllowedConsumer[]): CrossAccountPrivateApi {
  const stack = new Stack(app, 'Provider', { env: { account: ACCOUNTS.provider, region } });
  const api = new CrossAccountPrivateApi(stack, 'PetStore', {
    stageName: 'v1',
    api: PrivateApiSource.code({ defaultIntegration: MOCK, defaultMethodOptions: METHOD }),
    allowedConsumers,
    accessLog: PrivateApiAccessLog.none(),
  });
  api.root.addResource('pets').addMethod('GET');
  new CfnOutput(stack, 'PetStoreId', { value: api.restApiId });
  return api;
}

class Network extends Stack {
  public readonly vpc: ec2.Vpc;
  private readonly consumers: ReadonlyMap<Name, PrivateApiConsumer>;

  constructor(scope: App, id: string, props: StackProps, { endpoints, keepsExports, privateDns = [] }: Rotation) {
    super(scope, id, props);
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.1.0.0/16'), natGateways: 0, restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    this.consumers = new Map(endpoints.map((name) => [name, this.consumerOf(name, privateDns.includes(name), keepsExports)]));
  }

  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  public consumer(name: Name): PrivateApiConsumer {
    return this.consumers.get(name)!;
  }

  private consumerOf(name: Name, privateDnsEnabled: boolean, keepsExports = false): PrivateApiConsumer {
    const consumer = new PrivateApiConsumer(this, `${name}Consumer`, { vpc: this.vpc, endpoint: ConsumerEndpoint.create({ privateDnsEnabled }) });
    new CfnOutput(this, `${name}Id`, { value: consumer.vpcEndpointId });
    new CfnOutput(this, `${name}Host`, { value: consumer.vpcEndpointHostName });
    if (keepsExports) {
      this.exportValue(consumer.connections.securityGroups[0].securityGroupId);
    }
    return consumer;
  }
}

function workloadOf(app: App, network: Network, api: ICrossAccountPrivateApi, rotation: Rotation): void {
  const { endpoints, connected, direct, byHeader = false, keepsExports = false } = rotation;
  const stack = new Stack(app, 'Workload', { env: { account: network.account, region: network.region } });
  const group = new ec2.SecurityGroup(stack, 'AppGroup', { vpc: network.vpc });
  // The class of the CDK would look the image up.
  const instance = new ec2.CfnInstance(stack, 'App', {
    imageId: 'ami-0123456789abcdef0', subnetId: network.vpc.isolatedSubnets[0].subnetId, securityGroupIds: [group.securityGroupId],
  });
  new CfnOutput(stack, 'AppId', { value: instance.ref });

  const pets = new PrivateApiConnection(stack, 'Pets', {
    consumer: network.consumer(connected), api, addressing: byHeader ? PrivateApiAddressing.apiIdHeader() : undefined,
  });
  new CfnOutput(stack, 'PetsUrl', { value: pets.urlForPath('/pets') });
  new CfnOutput(stack, 'PetsHeaders', { value: stack.toJsonString(pets.headers) });
  for (const name of direct) {
    const consumer = network.consumer(name);
    consumer.allowFrom(group);
    const { verifyCommand } = new PrivateApiConnection(stack, `PetsBy${name}`, { consumer, api, addressing: PrivateApiAddressing.apiIdHeader() });
    new CfnOutput(stack, `Verify${name}`, { value: verifyCommand });
  }
  if (keepsExports) {
    for (const name of endpoints) importEndpointName(stack, network.consumer(name).vpcEndpointHostName);
  }
}
