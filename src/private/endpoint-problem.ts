import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { describeResolved } from './deploy-time-values';
import { resourceOf } from './known-vpc';

/**
 * Why calls through an endpoint of this app can never reach a private API, or `undefined` for one that is imported.
 *
 * The service is called `execute-api`; `apigateway` is the one with which APIs are managed.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export function endpointProblem({ vpcEndpointRef }: ec2.IVPCEndpointRef): string | undefined {
  const resource = endpointResource(vpcEndpointRef.vpcEndpointId);
  if (resource === undefined) return undefined;
  const { serviceName, vpcEndpointType = 'Gateway', node } = resource;
  const service = describeResolved(resource.stack.resolve(serviceName ?? ''));
  if (vpcEndpointType === 'Interface' && service.endsWith('.execute-api')) return undefined;
  return `must be an interface endpoint for execute-api, got ${JSON.stringify(node.path)}, which is of type ${JSON.stringify(vpcEndpointType)} `
    + `for ${JSON.stringify(service)}; create one with InterfaceVpcEndpointAwsService.APIGATEWAY, or use a PrivateApiConsumer`;
}

/** The endpoint as this app defines it, or `undefined` for one that is imported. */
export function endpointResource(vpcEndpointId: string): ec2.CfnVPCEndpoint | undefined {
  const resource = resourceOf(vpcEndpointId);
  return resource?.cfnResourceType === 'AWS::EC2::VPCEndpoint' ? resource as ec2.CfnVPCEndpoint : undefined;
}
