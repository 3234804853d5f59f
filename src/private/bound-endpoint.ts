import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { EndpointFacts } from './endpoint-facts';

/** What `ConsumerEndpoint` gives to the construct that it is for. */
export interface BoundEndpoint extends EndpointFacts {
  readonly vpcEndpoint: ec2.IInterfaceVpcEndpoint;
  /** The endpoint as it is in the template, where this app defines it. */
  readonly resource?: ec2.CfnVPCEndpoint;
  readonly isAdopted: boolean;
}
