import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Options for `PrivateApiConsumer.addInboundResolver()`.
 */
export interface InboundResolverOptions {
  /**
   * On-premises networks that ask the resolver and call the APIs: IPv4 ranges, such as `10.20.0.0/16`.
   *
   * Their resolvers have to be in them too. `0.0.0.0/0` is refused.
   */
  readonly allowedCidrs: string[];

  /**
   * Subnets of the VPC in which the resolver gets its addresses, one per Availability Zone, in two zones or more.
   *
   * @default - the VPC's private subnets, or its isolated ones if it has no private ones
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-forwarding-inbound-queries.html
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * The resolver's addresses, one for each subnet, in their order: free ones of the subnet's range, and not of its first four.
   *
   * Name them if on-premises has to know them before the deployment, or if they must stay when the resolver is replaced.
   *
   * @default - AWS chooses them, and the output has the command that lists them, since CloudFormation does not tell them
   */
  readonly ipAddresses?: string[];
}

/**
 * What on-premises needs to know of a consumer's inbound resolver.
 */
export interface InboundResolver {
  /**
   * Id of the Route 53 Resolver endpoint, `rslvr-in-…`.
   */
  readonly resolverEndpointId: string;

  /**
   * The domain that on-premises forwards to the resolver, `execute-api.{region}.amazonaws.com`.
   */
  readonly forwardedDomainName: string;
}
