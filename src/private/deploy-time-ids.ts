import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { carriedBy } from './carry-value';

/** What an id is a reference to, such as a resource or a parameter of the app; `undefined` for a literal and for any other value. */
export function targetOf(id: string): IConstruct | undefined {
  const token = Tokenization.reverseString(id).firstToken;
  if (!Reference.isReference(token)) return undefined;
  const carried = carriedBy(token.target);
  return carried === undefined ? token.target : targetOf(carried);
}

/** A text for an id, the same in each synthesis and for no other id, which a message can show. */
export function idText(scope: IConstruct, id: string): string {
  return JSON.stringify(targetOf(id)?.node.path ?? Stack.of(scope).resolve(id));
}

/** Whether two ids are of the same resource. `undefined`: only the deployment tells. */
export function isSameId(one: string, other: string): boolean | undefined {
  if (one === other) return true;
  if (!Token.isUnresolved(one) && !Token.isUnresolved(other)) return false;
  const [ofOne, ofOther] = [one, other].map(targetOf);
  if (ofOne !== undefined && ofOne === ofOther) return true;
  // What a parameter holds may be the id of any resource.
  return CfnResource.isCfnResource(ofOne) && CfnResource.isCfnResource(ofOther) ? false : undefined;
}
