import { Resource, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { admitClients } from './admit-clients';
import { factProblem } from './api-facts';
import { endpointFactProblems, FactNames, unknownFact } from './endpoint-facts';
import { tellStatement } from './endpoint-statement-output';
import { constructError } from './errors';
import { loadEc2 } from './load-ec2';
import { ReachableApis } from './reachable-apis';
import type { ICrossAccountPrivateApi } from '../i-cross-account-private-api';
import type { IPrivateApiConsumer, PrivateApiConsumerAttributes } from '../i-private-api-consumer';

const NAMES: FactNames = {
  vpcEndpointId: 'vpcEndpointId', hostName: 'vpcEndpointHostName', hostedZoneId: 'vpcEndpointHostedZoneId', taker: 'fromPrivateApiConsumerAttributes()',
};

/** A consumer that another app defines, whose `env` is its endpoint's. */
export function importPrivateApiConsumer(scope: Construct, id: string, attrs: PrivateApiConsumerAttributes): IPrivateApiConsumer {
  const { account, region, vpcEndpointId, vpcEndpointHostName: hostName, vpcEndpointHostedZoneId: hostedZoneId } = attrs;

  class Import extends Resource implements IPrivateApiConsumer {
    public readonly vpc = attrs.vpc;
    public readonly vpcEndpointId = vpcEndpointId;
    public readonly vpcEndpointRef = { vpcEndpointId };
    public readonly privateDnsEnabled = attrs.privateDnsEnabled;
    public readonly isAdopted = true;
    public readonly connections: ec2.Connections = new (loadEc2().Connections)({ securityGroups: attrs.securityGroups && [...attrs.securityGroups] });
    private readonly apis = new ReachableApis(this);

    public get vpcEndpointHostName(): string {
      return this.known('vpcEndpointHostName', hostName);
    }

    public get vpcEndpointHostedZoneId(): string {
      return this.known('vpcEndpointHostedZoneId', hostedZoneId);
    }

    public allowFrom(...clients: ec2.IConnectable[]): void {
      admitClients(this, clients, false);
    }

    public allowFromPeeredVpc(...clients: ec2.IConnectable[]): void {
      admitClients(this, clients, true);
    }

    public allowTo(api: ICrossAccountPrivateApi): void {
      this.apis.add(api);
      tellStatement(this, () => this.apis.toStatement());
    }

    private known(fact: string, value: string | undefined): string {
      if (value === undefined) throw constructError(this, unknownFact(fact, fact, NAMES));
      return value;
    }
  }

  const places = Object.entries({ account, region }) as ['account' | 'region', string | undefined][];
  const consumer = new Import(scope, id, { account, region });
  const problems = [
    ...places.flatMap(([fact, value]) => value === undefined || Token.isUnresolved(value) ? [] : factProblem(fact, value, 'endpoint') ?? []),
    ...endpointFactProblems({ vpcEndpointId, region: consumer.env.region, hostName, hostedZoneId }, NAMES),
  ];
  if (problems.length > 0) {
    throw constructError(consumer, problems.join('\n'));
  }
  return consumer;
}
