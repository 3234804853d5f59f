import { Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * What is wrong with the policy of a created endpoint when the app is synthesized.
 *
 * @param assigned What the consumer made the policy of the resource.
 * @param ownPolicy What it was before, to which the L2 of the endpoint still adds; of that nothing would reach the template.
 */
export function endpointPolicyProblems(resource: ec2.CfnVPCEndpoint, assigned: unknown, ownPolicy: unknown): string[] {
  const { node: { path } } = resource;
  const added: unknown = Stack.of(resource).resolve(ownPolicy);
  return [
    ...(resource.policyDocument === assigned ? [] : [
      `policyDocument of ${path} must be the one of the consumer's connections, got another one; remove what sets it, and connect the APIs, or call allowTo() with them`,
    ]),
    ...(added === undefined ? [] : [
      `policy of ${path} must have the statements of the consumer's connections only, got ${JSON.stringify(added)} beside them; remove what calls addToPolicy(), `
      + 'and connect the APIs, or adopt an endpoint with a policy of its own by ConsumerEndpoint.existing()',
    ]),
  ];
}
