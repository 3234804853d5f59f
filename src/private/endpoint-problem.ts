import { CfnResource, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { describeResolved } from './deploy-time-values';

/**
 * Why calls through an endpoint of this app can never reach a private API, or `undefined` for one that is imported.
 *
 * The service is called `execute-api`; `apigateway` is the one with which APIs are managed.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export function endpointProblem({ vpcEndpointRef }: ec2.IVPCEndpointRef): string | undefined {
  const token = Tokenization.reverseString(vpcEndpointRef.vpcEndpointId).firstToken;
  if (!Reference.isReference(token) || !CfnResource.isCfnResource(token.target) || token.target.cfnResourceType !== 'AWS::EC2::VPCEndpoint') {
    return undefined;
  }
  const { serviceName, vpcEndpointType = 'Gateway', node } = token.target as ec2.CfnVPCEndpoint;
  const service = describeResolved(Stack.of(token.target).resolve(serviceName ?? ''));
  if (vpcEndpointType === 'Interface' && service.endsWith('.execute-api')) return undefined;
  return `must be an interface endpoint for execute-api, got ${JSON.stringify(node.path)}, which is of type ${JSON.stringify(vpcEndpointType)} `
    + `for ${JSON.stringify(service)}; create one with InterfaceVpcEndpointAwsService.APIGATEWAY, or use a PrivateApiConsumer`;
}
