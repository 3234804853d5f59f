import type { ResourceProps } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { ConsumerEndpointCreateOptions, ConsumerEndpointFacts } from './consumer-endpoint-options';
import { adoptEndpoint } from './private/adopt-endpoint';
import type { BoundEndpoint } from './private/bound-endpoint';
import { createEndpoint } from './private/create-endpoint';

/**
 * Where a consumer's endpoint comes from.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export class ConsumerEndpoint {
  /**
   * An interface endpoint for `execute-api` that is created for this consumer, with a security group of its own.
   *
   * @param options Where it is and what its DNS does.
   */
  public static create(options: ConsumerEndpointCreateOptions = {}): ConsumerEndpoint {
    return new ConsumerEndpoint((scope, vpc) => createEndpoint(scope, vpc, options), {});
  }

  /**
   * An interface endpoint for `execute-api` that is there already: of this app, or imported.
   *
   * Nothing of it is changed: its policy, its DNS, and security groups that this app does not define stay as they are. What its owner has to
   * add there is an output: a statement for its policy, and rules for its security group. A VPC can have one endpoint with private DNS only,
   * so where another team has one, adopt it.
   *
   * @param endpoint The endpoint, in the consumer's VPC. Give its `securityGroups` where it is imported, or `allowFrom()` fails.
   * @param facts What an imported endpoint does not tell.
   */
  public static existing(endpoint: ec2.IInterfaceVpcEndpoint, facts: ConsumerEndpointFacts = {}): ConsumerEndpoint {
    const { account, region } = endpoint.env;
    return new ConsumerEndpoint((scope, vpc) => adoptEndpoint(scope, vpc, endpoint, facts), { account, region });
  }

  private constructor(
    private readonly bind: (scope: Construct, vpc: ec2.IVpc) => BoundEndpoint,
    private readonly environment: ResourceProps,
  ) {}

  /**
   * Where the endpoint is, as far as that is not where the consumer is.
   *
   * @internal
   */
  public _environment(): ResourceProps {
    return this.environment;
  }

  /**
   * Define the endpoint, or take the one that is there.
   *
   * @internal
   */
  public _bind(scope: Construct, vpc: ec2.IVpc): BoundEndpoint {
    return this.bind(scope, vpc);
  }
}
