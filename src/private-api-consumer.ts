import { ArnFormat, Fn, IResource, Lazy, Resource, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { ConsumerEndpoint } from './consumer-endpoint';
import type { ICrossAccountPrivateApi } from './i-cross-account-private-api';
import { compileEndpointPolicy } from './private/endpoint-policy';
import { constructError } from './private/errors';
import { defineHandOver } from './private/hand-over-output';
import { loadEc2 } from './private/load-ec2';
import { requireConnectable } from './private/require-connectable';

/**
 * A VPC's way to private APIs: an interface endpoint for `execute-api`, with who may use it and what can be reached through it.
 */
export interface IPrivateApiConsumer extends IResource, ec2.IConnectable, ec2.IVPCEndpointRef {
  /**
   * Id of the interface endpoint, which the provider puts on its allow-list.
   *
   * @attribute
   */
  readonly vpcEndpointId: string;

  /**
   * Regional host name of the endpoint. It resolves everywhere, to addresses inside the VPC.
   *
   * @attribute
   */
  readonly vpcEndpointHostName: string;

  /**
   * Whether every `execute-api` host name of the Region leads to this endpoint inside its VPC.
   */
  readonly privateDnsEnabled: boolean;

  /**
   * Let clients open connections to the endpoint: HTTPS, TCP port 443, and nothing else.
   *
   * The rule is defined in the client's stack, so a stack that depends on the endpoint's can call this for its own clients.
   *
   * @param clients Functions, instances, services or security groups in the endpoint's VPC, or in one that is peered with it. Each must
   * have a security group by then.
   */
  allowFrom(...clients: ec2.IConnectable[]): void;

  /**
   * Let calls to an API pass the endpoint's policy. A `PrivateApiConnection` does this by itself.
   *
   * The provider must have put this endpoint, or its VPC, on the API's allow-list as well.
   *
   * @param api The API, whose `env` says its account and Region. The Region must be the endpoint's.
   */
  allowTo(api: ICrossAccountPrivateApi): void;
}

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
  public readonly vpcEndpointId: string;
  public readonly vpcEndpointRef: ec2.VPCEndpointReference;
  public readonly vpcEndpointHostName: string;
  public readonly privateDnsEnabled: boolean;

  /**
   * The endpoint's security group, with port 443 as the default.
   *
   * Prefer `allowFrom()`: rules that are added here belong to the endpoint's stack, which then depends on the client's.
   */
  public readonly connections: ec2.Connections;

  /**
   * The endpoint itself, for what this construct has no property for.
   */
  public readonly vpcEndpoint: ec2.IInterfaceVpcEndpoint;

  private readonly vpcId: string;
  private readonly securityGroup: ec2.ISecurityGroup;
  private readonly apiArns: string[] = [];

  constructor(scope: Construct, id: string, props: PrivateApiConsumerProps) {
    super(scope, id);

    const { vpcEndpoint, securityGroup, privateDnsEnabled } = (props.endpoint ?? ConsumerEndpoint.create())._bind(this, props.vpc);
    const resource = vpcEndpoint.node.defaultChild as ec2.CfnVPCEndpoint;
    resource.policyDocument = Lazy.any({ produce: () => compileEndpointPolicy(this.apiArns) });
    this.node.defaultChild = resource;

    this.vpcEndpointId = vpcEndpoint.vpcEndpointId;
    this.vpcEndpointRef = vpcEndpoint.vpcEndpointRef;
    // Each entry is "{hostedZoneId}:{hostName}", and the first one is the regional name.
    this.vpcEndpointHostName = Fn.select(1, Fn.split(':', Fn.select(0, vpcEndpoint.vpcEndpointDnsEntries)));
    this.privateDnsEnabled = privateDnsEnabled;
    this.connections = vpcEndpoint.connections;
    this.vpcEndpoint = vpcEndpoint;
    this.vpcId = props.vpc.vpcId;
    this.securityGroup = securityGroup;
  }

  public allowFrom(...clients: ec2.IConnectable[]): void {
    const groups = clients.map((client) => client.connections.securityGroups);
    const without = groups.findIndex((ofClient) => ofClient.length === 0);
    if (without >= 0) {
      throw constructError(this, `clients[${without}] must have a security group, got none; `
        + 'put it into the VPC first, or give its security group instead');
    }
    const https = loadEc2().Port.tcp(443);
    for (const group of groups.flat()) {
      // As a remote rule it belongs to the client's stack, which knows the endpoint's; the other way round would be a cycle.
      this.securityGroup.addIngressRule(group, https, 'HTTPS to private APIs', true);
      if (!group.allowAllOutbound) {
        group.addEgressRule(this.securityGroup, https, 'HTTPS to private APIs');
      }
    }
  }

  public allowTo(api: ICrossAccountPrivateApi): void {
    requireConnectable(this, api, this);
    this.apiArns.push(Stack.of(this).formatArn({
      service: 'execute-api',
      account: api.env.account,
      region: api.env.region,
      resource: api.restApiId,
      resourceName: '*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }));
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
      kind: 'consumer', account: this.env.account, region: this.env.region, vpcEndpointId: this.vpcEndpointId, vpcId: this.vpcId,
    });
  }
}
