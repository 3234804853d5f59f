import { createHash } from 'crypto';
import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { REPLACING_PROPERTIES } from './replacing-properties';

/**
 * A text that changes when the ids of these resources may change, for the policy of an API that allows them.
 *
 * The ids themselves are known at deployment only, and a stack whose template stays the same is skipped: without this, an API would go on
 * allowing the id of an endpoint that has been replaced.
 */
export function fingerprintOf(resources: readonly CfnResource[]): string {
  const parts = [...new Set(resources)].map((resource) => JSON.stringify(identityOf(resource))).sort();
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** What makes CloudFormation replace a resource: its place in an account, its logical id, and properties that cannot be updated. */
function identityOf(resource: CfnResource): object {
  const stack = Stack.of(resource);
  const properties = resource as unknown as Readonly<Record<string, unknown>>;
  return {
    stack: stack.resolve([stack.account, stack.region, stack.stackName]),
    logicalId: stack.resolve(resource.logicalId),
    properties: REPLACING_PROPERTIES[resource.cfnResourceType].map((name) => [name, valueIdentity(stack, properties[name])]),
  };
}

/** Of a resource that is referred to, what may change its own id; of anything else, its text in the template. */
function valueIdentity(stack: Stack, value: unknown): unknown {
  const token = typeof value === 'string' && Token.isUnresolved(value) ? Tokenization.reverseString(value).firstToken : undefined;
  return Reference.isReference(token) && CfnResource.isCfnResource(token.target) && REPLACING_PROPERTIES[token.target.cfnResourceType] !== undefined
    ? identityOf(token.target)
    : stack.resolve(value);
}
