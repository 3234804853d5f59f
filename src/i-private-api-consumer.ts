import type { IResource } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { ICrossAccountPrivateApi } from './i-cross-account-private-api';

/**
 * A VPC's way to private APIs: an interface endpoint for `execute-api`, with who may use it and what can be reached through it.
 *
 * Its `env` is the account and the Region of the endpoint.
 */
export interface IPrivateApiConsumer extends IResource, ec2.IConnectable, ec2.IVPCEndpointRef {
  /**
   * The VPC that the endpoint is in.
   */
  readonly vpc: ec2.IVpc;

  /**
   * Id of the interface endpoint, which the provider puts on its allow-list.
   *
   * @attribute
   */
  readonly vpcEndpointId: string;

  /**
   * Regional host name of the endpoint. It resolves everywhere, to addresses inside the VPC.
   *
   * In another stack of the app take it from a `PrivateApiConnection`, whose `hostName` it is with a header form of addressing. Taken from here, that
   * stack imports all names of the endpoint, and CloudFormation refuses another subnet or private DNS as long as it does.
   *
   * To read it fails for an adopted or imported endpoint whose name was not given.
   *
   * @attribute
   */
  readonly vpcEndpointHostName: string;

  /**
   * Id of the hosted zone of `vpcEndpointHostName`, which belongs to AWS: what an alias record to the endpoint needs.
   *
   * To read it fails for an adopted or imported endpoint whose zone was not given.
   *
   * @attribute
   */
  readonly vpcEndpointHostedZoneId: string;

  /**
   * Whether every `execute-api` host name of the Region leads to this endpoint inside its VPC.
   *
   * Left out where that is not known: for an adopted or imported endpoint for which it was not given.
   */
  readonly privateDnsEnabled?: boolean;

  /**
   * Whether the endpoint is somebody else's: adopted by `ConsumerEndpoint.existing()`, or imported.
   *
   * Its policy, its security groups and its DNS are never changed then. What has to be added there is an output.
   */
  readonly isAdopted: boolean;

  /**
   * Let clients open connections to the endpoint: HTTPS, TCP port 443, and nothing else.
   *
   * The rule is defined in the client's stack, so a stack that depends on the endpoint's can call this for its own clients.
   *
   * Of an adopted or imported endpoint only a security group that this app defines gets the rule. Otherwise an output that begins with
   * `EndpointRules`, in the client's stack, has what its owner has to add.
   *
   * @param clients Functions, instances, services or security groups in the endpoint's VPC, each with a security group by then. Networks
   * on-premises, behind a transit gateway or in another Region come as `ec2.Peer.ipv4()`, `ec2.Peer.ipv6()` or `ec2.Peer.prefixList()`.
   */
  allowFrom(...clients: ec2.IConnectable[]): void;

  /**
   * The same for clients in a VPC that is peered with the endpoint's, in the endpoint's account and Region.
   *
   * Security groups are known across a peering connection, but not across a transit gateway. The routes of both VPCs have to lead to each
   * other, and private DNS does not reach the peered VPC: choose an addressing that does.
   *
   * EC2 takes the rules once the peering is there. Where the app defines it in the endpoint's stack too, let the consumer wait for it:
   * `consumer.node.addDependency(peering)`.
   *
   * @param clients Functions, instances, services or security groups, each with a security group by then.
   * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
   */
  allowFromPeeredVpc(...clients: ec2.IConnectable[]): void;

  /**
   * Let calls to an API pass the endpoint's policy. A `PrivateApiConnection` does this by itself.
   *
   * The policy names the API, or the provider's account while the API's id is known to another stack of the app only. Of an endpoint that is
   * adopted or imported nothing changes: the output `EndpointPolicyStatement` has the statement that its owner has to add, unless the policy
   * there allows everything.
   *
   * The provider must have put this endpoint, or its VPC, on the API's allow-list as well.
   *
   * @param api The API, whose `env` says its account and Region. The Region must be the endpoint's.
   */
  allowTo(api: ICrossAccountPrivateApi): void;
}

/**
 * Attributes of a consumer that another app defines, for `PrivateApiConsumer.fromPrivateApiConsumerAttributes()`.
 */
export interface PrivateApiConsumerAttributes {
  /**
   * The VPC that the endpoint is in.
   */
  readonly vpc: ec2.IVpc;

  /**
   * Id of the endpoint: `vpce-` and 8 or 17 hexadecimal digits.
   */
  readonly vpcEndpointId: string;

  /**
   * Regional host name of the endpoint, `vpce-….execute-api.….vpce.amazonaws.com`, without a zone in its first label.
   *
   * @default - not known, so that what needs it fails
   */
  readonly vpcEndpointHostName?: string;

  /**
   * Id of the hosted zone of that name: what stands before the colon in the first of the endpoint's DNS entries.
   *
   * @default - not known, so that what needs it fails
   */
  readonly vpcEndpointHostedZoneId?: string;

  /**
   * Whether the endpoint has private DNS on.
   *
   * @default - not known
   */
  readonly privateDnsEnabled?: boolean;

  /**
   * The endpoint's security groups.
   *
   * @default - not known, so that `allowFrom()` fails
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Account of the endpoint: 12 digits.
   *
   * @default - the account of the stack that imports it
   */
  readonly account?: string;

  /**
   * Region of the endpoint, such as `eu-west-1`.
   *
   * @default - the Region of the stack that imports it
   */
  readonly region?: string;
}
