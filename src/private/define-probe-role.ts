import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** What Lambda does with the role of a function in a VPC. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
];

/** Who called what is in the access log of the API. Here is only when the function ran, and why it failed. */
export function defineProbeLog(scope: Construct): logs.LogGroup {
  return new logs.LogGroup(scope, 'LogGroup', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
}

/** A role that Lambda can run the probe with, and that the probe itself can call nothing with: what it signs for is granted by the connection. */
export function defineProbeRole(scope: Construct, { logGroupArn }: logs.LogGroup): iam.Role {
  return new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('lambda'),
    description: 'Role of a function that calls private APIs and reports what it saw',
    inlinePolicies: {
      Run: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] }),
          // Some of these take no resource, and Lambda fails to delete an interface that is named.
          new iam.PolicyStatement({ actions: NETWORK_INTERFACE_ACTIONS, resources: ['*'] }),
          // Only calls that the function's own code makes have this key: https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
          new iam.PolicyStatement({
            effect: iam.Effect.DENY, actions: NETWORK_INTERFACE_ACTIONS, resources: ['*'], conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
          }),
        ],
      }),
    },
  });
}
