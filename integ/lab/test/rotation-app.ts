import { App, CfnOutput, Fn, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiConnection, PrivateApiConsumer, PrivateApiSource } from '../../../src';
import { ACCOUNTS } from '../accounts';
import { METHOD, MOCK } from './allow-list-kinds-app';

export type Name = 'First' | 'Second';

/** How far a rotation has come. */
export interface Rotation {
  /** The endpoints that there are. */
  readonly endpoints: readonly Name[];
  /** Those that let calls of the API pass. */
  readonly open: readonly Name[];
  /** Those on the API's allow-list. */
  readonly allowed: readonly Name[];
  /** The one that the API's name leads to. */
  readonly connected: Name;
}

/** One app in two accounts, with the network, the API and the workload, as `docs/replace-an-endpoint.md` changes it. */
export function rotationApp(app: App, region: string, { endpoints, open, allowed, connected }: Rotation): void {
  const consumers = { account: ACCOUNTS.consumer, region };
  const network = new Network(app, 'Network', { env: consumers }, endpoints);
  const provider = new Stack(app, 'Provider', { env: { account: ACCOUNTS.provider, region } });
  const workload = new Stack(app, 'Workload', { env: consumers });

  const petStore = new CrossAccountPrivateApi(provider, 'PetStore', {
    stageName: 'v1',
    api: PrivateApiSource.code({ defaultIntegration: MOCK, defaultMethodOptions: METHOD }),
    allowedConsumers: allowed.map((name) => AllowedConsumer.consumer(network.consumer(name), { name: name.toLowerCase() })),
    accessLog: PrivateApiAccessLog.none(),
  });
  petStore.root.addResource('pets').addMethod('GET');
  open.forEach((name) => network.consumer(name).allowTo(petStore));

  const pets = new PrivateApiConnection(workload, 'Pets', { consumer: network.consumer(connected), api: petStore });
  new CfnOutput(workload, 'PetsUrl', { value: pets.urlForPath('/pets') });
  new CfnOutput(provider, 'PetStoreId', { value: petStore.restApiId });
}

class Network extends Stack {
  private readonly consumers: ReadonlyMap<Name, PrivateApiConsumer>;

  constructor(scope: App, id: string, props: StackProps, names: readonly Name[]) {
    super(scope, id, props);
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.1.0.0/16'), natGateways: 0, restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    const group = new ec2.SecurityGroup(this, 'AppGroup', { vpc });
    // The class of the CDK would look the image up.
    const instance = new ec2.CfnInstance(this, 'App', {
      imageId: 'ami-0123456789abcdef0', subnetId: vpc.isolatedSubnets[0].subnetId, securityGroupIds: [group.securityGroupId],
    });
    new CfnOutput(this, 'AppId', { value: instance.ref });
    this.consumers = new Map(names.map((name) => [name, this.consumerOf(name, vpc, group)]));
  }

  public get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  public consumer(name: Name): PrivateApiConsumer {
    return this.consumers.get(name)!;
  }

  private consumerOf(name: Name, vpc: ec2.Vpc, group: ec2.SecurityGroup): PrivateApiConsumer {
    const consumer = new PrivateApiConsumer(this, `${name}Consumer`, { vpc });
    consumer.allowFrom(group);
    // The workload's stack imports it until its connection has moved, and the CDK would remove it one deployment before.
    this.exportStringListValue((consumer.node.defaultChild as ec2.CfnVPCEndpoint).attrDnsEntries);
    new CfnOutput(this, `${name}Id`, { value: consumer.vpcEndpointId });
    new CfnOutput(this, `${name}Host`, { value: consumer.vpcEndpointHostName });
    return consumer;
  }
}
