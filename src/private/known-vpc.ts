import { CfnResource, Reference, Token, Tokenization } from 'aws-cdk-lib';

/** What the CDK takes for a VPC that the CLI has yet to look up. */
const PENDING_LOOKUP = 'vpc-12345';

/** The resource whose id a value is, or `undefined` for any other value. */
export function resourceOf(id: string): CfnResource | undefined {
  const token = Tokenization.reverseString(id).firstToken;
  return Reference.isReference(token) && CfnResource.isCfnResource(token.target) ? token.target : undefined;
}

/** Whether two ids are certainly those of two VPCs. An id and a VPC of the app may be the same one. */
export function areOtherVpcs(one: string, other: string): boolean {
  return areAlike(one, other) && !areSameVpc(one, other);
}

/** Whether two ids are certainly those of one VPC. */
export function areSameVpc(one: string, other: string): boolean {
  return areAlike(one, other) && (resourceOf(one) ?? one) === (resourceOf(other) ?? other);
}

/** Two resources of the app, or two ids that are known. */
function areAlike(one: string, other: string): boolean {
  const [ofOne, ofOther] = [one, other].map(kindOf);
  return ofOne !== undefined && ofOne === ofOther;
}

function kindOf(id: string): 'resource' | 'id' | undefined {
  if (Token.isUnresolved(id)) return resourceOf(id) && 'resource';
  return id === PENDING_LOOKUP ? undefined : 'id';
}

/** How a message names a VPC. */
export function describeVpc(vpcId: string): string {
  return JSON.stringify(resourceOf(vpcId)?.node.path ?? vpcId);
}
