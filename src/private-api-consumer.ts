import { Lazy, Resource } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { ConsumerEndpoint } from './consumer-endpoint';
import type { ICrossAccountPrivateApi } from './i-cross-account-private-api';
import type { IPrivateApiConsumer, PrivateApiConsumerAttributes } from './i-private-api-consumer';
import type { InboundResolver, InboundResolverOptions } from './inbound-resolver-options';
import { admitClients } from './private/admit-clients';
import { ADOPTED_FACTS } from './private/adopt-endpoint';
import { defineInboundResolver } from './private/define-inbound-resolver';
import { EndpointFacts, unknownFact } from './private/endpoint-facts';
import { endpointPolicyProblems } from './private/endpoint-policy-changes';
import { tellStatement } from './private/endpoint-statement-output';
import { constructError } from './private/errors';
import { defineHandOver } from './private/hand-over-output';
import { importPrivateApiConsumer } from './private/import-private-api-consumer';
import { changedPrivateDns, privateDnsConflict } from './private/private-dns';
import { ReachableApis } from './private/reachable-apis';

/**
 * Properties for `PrivateApiConsumer`.
 */
export interface PrivateApiConsumerProps {
  /**
   * The VPC from which private APIs are called.
   *
   * It is in the Region of the APIs. Changing this replaces the endpoint: its id changes, and every provider must allow the new one.
   */
  readonly vpc: ec2.IVpc;

  /**
   * The endpoint, and what its DNS does.
   *
   * @default ConsumerEndpoint.create()
   */
  readonly endpoint?: ConsumerEndpoint;
}

/**
 * A consumer of private APIs: the interface endpoint for `execute-api` in a VPC, closed until something is named.
 *
 * Its security group admits the clients of `allowFrom()` only. Its policy lets calls pass to the APIs of its connections only, by their
 * account and id, and to none before the first connection. One consumer serves any number of APIs of any number of accounts.
 *
 * The provider's account must put the endpoint's id on the allow-list of its API: `exportHandOver()` tells it.
 *
 * @example
 * const consumer = new PrivateApiConsumer(this, 'Consumer', { vpc });
 * consumer.allowFrom(app);
 * consumer.exportHandOver('Orders');
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html
 * @resource AWS::EC2::VPCEndpoint
 */
export class PrivateApiConsumer extends Resource implements IPrivateApiConsumer {
  /**
   * Refer to a consumer that another app defines: its endpoint's network team has to tell the attributes.
   *
   * Nothing of it is changed, as for an adopted endpoint.
   *
   * @param scope Scope of the import.
   * @param id Id of the import in its scope.
   * @param attrs What is known of the consumer.
   */
  public static fromPrivateApiConsumerAttributes(scope: Construct, id: string, attrs: PrivateApiConsumerAttributes): IPrivateApiConsumer {
    return importPrivateApiConsumer(scope, id, attrs);
  }

  public readonly vpc: ec2.IVpc;
  public readonly vpcEndpointId: string;
  public readonly vpcEndpointRef: ec2.VPCEndpointReference;
  public readonly privateDnsEnabled?: boolean;
  public readonly isAdopted: boolean;

  /**
   * The endpoint's security groups, with port 443 as the default.
   *
   * Prefer `allowFrom()`: rules that are added here belong to the endpoint's stack, which then depends on the client's.
   */
  public readonly connections: ec2.Connections;

  /**
   * The endpoint itself, for what this construct has no property for.
   *
   * The policy of one that was created is that of the connections: another one, or statements added to it, are refused at synthesis.
   */
  public readonly vpcEndpoint: ec2.IInterfaceVpcEndpoint;

  private readonly facts: EndpointFacts;
  private readonly apis = new ReachableApis(this);

  constructor(scope: Construct, id: string, props: PrivateApiConsumerProps) {
    const endpoint = props.endpoint ?? ConsumerEndpoint.create();
    super(scope, id, endpoint._environment());

    const { vpcEndpoint, resource, isAdopted, ...facts } = endpoint._bind(this, props.vpc);
    if (!isAdopted) {
      this.node.defaultChild = resource;
      const ownPolicy: unknown = resource!.policyDocument;
      // Not cached: whoever resolves it early must not fix it before all APIs are connected.
      const policy = Lazy.uncachedAny({ produce: () => this.apis.toPolicy() });
      resource!.policyDocument = policy;
      this.node.addValidation({ validate: () => endpointPolicyProblems(resource!, policy, ownPolicy) });
    }
    if (resource !== undefined) {
      this.node.addValidation({ validate: () => changedPrivateDns(resource, facts.privateDnsEnabled) });
    }
    if (facts.privateDnsEnabled) {
      this.node.addValidation({ validate: () => privateDnsConflict(props.vpc, resource ?? vpcEndpoint) });
    }

    this.vpc = props.vpc;
    this.vpcEndpointId = vpcEndpoint.vpcEndpointId;
    this.vpcEndpointRef = vpcEndpoint.vpcEndpointRef;
    this.privateDnsEnabled = facts.privateDnsEnabled;
    this.isAdopted = isAdopted;
    this.connections = vpcEndpoint.connections;
    this.vpcEndpoint = vpcEndpoint;
    this.facts = facts;
  }

  public get vpcEndpointHostName(): string {
    return this.known('vpcEndpointHostName', 'hostName');
  }

  public get vpcEndpointHostedZoneId(): string {
    return this.known('vpcEndpointHostedZoneId', 'hostedZoneId');
  }

  public allowFrom(...clients: ec2.IConnectable[]): void {
    admitClients(this, clients, false);
  }

  public allowFromPeeredVpc(...clients: ec2.IConnectable[]): void {
    admitClients(this, clients, true);
  }

  public allowTo(api: ICrossAccountPrivateApi): void {
    this.apis.add(api);
    if (this.isAdopted) {
      tellStatement(this, () => this.apis.toStatement());
    }
  }

  /**
   * Let on-premises resolve the names of private APIs: a Route 53 Resolver inbound endpoint in the endpoint's VPC, once per consumer.
   *
   * Over Direct Connect or VPN, `PrivateApiAddressing.endpointAlias()`, `hostHeader()` and `apiIdHeader()` need no resolver, since their names
   * are in public DNS: `allowFrom(ec2.Peer.ipv4(…))` is enough for them. Only the API's own host name needs one, with private DNS or a hosted
   * zone. The resolver admits DNS, TCP and UDP port 53, and the endpoint HTTPS, both from the same networks.
   *
   * On-premises has to forward the domain of the output `ForwardingRule` to the addresses of the output `Addresses`. Each address has a
   * price per hour.
   *
   * @param options Which networks ask, and where the resolver is.
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-forwarding-inbound-queries.html
   */
  public addInboundResolver(options: InboundResolverOptions): InboundResolver {
    return defineInboundResolver(this, options);
  }

  /**
   * Write the ids of the endpoint and its VPC, the account and the Region into an output of the stack, for the providers' apps.
   *
   * Deploy with `cdk deploy --outputs-file <file>` and pass the file on; a provider reads it with `HandOver.fromFile()`.
   *
   * @param name Name of the hand-over: letters and digits, a letter first, once per stack. The output is called `HandOver<name>`.
   */
  public exportHandOver(name: string): void {
    defineHandOver(this, name, {
      kind: 'consumer', account: this.env.account, region: this.env.region, vpcEndpointId: this.vpcEndpointId, vpcId: this.vpc.vpcId,
    });
  }
  private known(fact: string, name: 'hostName' | 'hostedZoneId'): string {
    const value = this.facts[name];
    if (value === undefined) throw constructError(this, unknownFact(fact, ADOPTED_FACTS[name], ADOPTED_FACTS));
    return value;
  }
}
