import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Options for `ConsumerEndpoint.create()`.
 */
export interface ConsumerEndpointCreateOptions {
  /**
   * Subnets in which the endpoint gets its addresses, one per Availability Zone.
   *
   * Two zones or more, or a zone that fails takes the API with it. Not every zone offers `execute-api`: see `lookupSupportedAzs`. Each zone
   * has a price per hour. Subnets that another account shares with this one cannot take an endpoint.
   *
   * @default - the VPC's private subnets, or its isolated ones if it has no private ones, or its public ones if it has neither
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * Whether to leave out the zones that do not offer `execute-api`, which the CDK CLI looks up with credentials for the account.
   *
   * It needs a stack with a concrete account and Region, and a VPC whose zones are known by name. The answer is kept in `cdk.context.json`.
   *
   * @default false - a zone without `execute-api` fails when the stack is deployed, with the id of its subnet
   */
  readonly lookupSupportedAzs?: boolean;

  /**
   * Whether the endpoint has IPv6 addresses besides those of IPv4.
   *
   * For `DUALSTACK` each subnet needs a range of both. `IPV6` alone is refused.
   *
   * @default - IPv4 only
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-ip-address-type.html
   */
  readonly ipAddressType?: ec2.VpcEndpointIpAddressType;

  /**
   * Whether the API's own host name leads to the endpoint.
   *
   * With private DNS, *every* `*.execute-api` host name of the Region leads to this endpoint for the whole VPC, so public APIs cannot be
   * called by those names from the VPC any more. A VPC can have one such endpoint only, and it needs DNS support and DNS host names.
   *
   * @default false - the addressing of each `PrivateApiConnection` leads its own API to the endpoint
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
   */
  readonly privateDnsEnabled?: boolean;

  /**
   * What becomes of the endpoint and its security group when they are taken out of the stack.
   *
   * The id of an endpoint is on allow-lists of other accounts, and cannot be had again. With `RETAIN` a replaced endpoint stays too, and
   * with private DNS on it stands in the way of its successor.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * What is known of an endpoint that is adopted, for `ConsumerEndpoint.existing()`.
 *
 * An endpoint that this app defines tells them by itself. Of an imported one, what is left out is not known, and what needs it fails.
 */
export interface ConsumerEndpointFacts {
  /**
   * Regional DNS name of the endpoint, `vpce-….execute-api.….vpce.amazonaws.com`: the first of its DNS names, without a zone in its first label.
   *
   * @default - what the endpoint of this app says; not known for an imported one
   */
  readonly regionalDnsName?: string;

  /**
   * Id of the hosted zone of that name, which belongs to AWS: what stands before the colon in the first of the endpoint's DNS entries.
   *
   * @default - what the endpoint of this app says; not known for an imported one
   */
  readonly hostedZoneId?: string;

  /**
   * Whether the endpoint has private DNS on.
   *
   * @default - what the endpoint of this app says; not known for an imported one
   */
  readonly privateDnsEnabled?: boolean;
}
