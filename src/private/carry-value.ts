import { createHash } from 'crypto';
import { CfnOutput, CfnParameter, NestedStack, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { sharedMap } from './shared-map';

/** What a parameter of a nested stack is given, by the parameter. */
const CARRIED = sharedMap<IConstruct, string>('carried');

/** The value that arrives through a parameter of ours, where that is what an id refers to. */
export function carriedBy(target: IConstruct): string | undefined {
  return CARRIED.get(target);
}

/**
 * The value as a scope of another account may use it.
 *
 * Between accounts the CDK hands values over with `Fn::GetStackOutput`, which it cannot do for a nested stack that reads, and for one that is
 * read it puts one such function into another, which AWS does not document. So the value is handed up to the stack that is deployed, by
 * outputs, and down from the one that reads, by parameters.
 */
export function carryValue(scope: IConstruct, value: string): string {
  const { firstToken: reference } = Tokenization.reverseString(value);
  if (!Reference.isReference(reference) || Token.asString(reference) !== value) return value;

  const [from, to] = [Stack.of(reference.target), Stack.of(scope)];
  const isAcross = ![from.account, to.account].some(Token.isUnresolved) && from.account !== to.account;
  if (!isAcross || !(from.nested || to.nested)) return value;

  const id = `${reference.target.node.path}.${reference.displayName}`;
  return handDown(to, id, handUp(from, id, value), value);
}

/** The value as the stack that is deployed knows it, by an output of each nested stack on the way. */
export function handUp(from: Stack, id: string, value: string): string {
  let [stack, handed] = [from, value];
  while (stack.nestedStackResource !== undefined) {
    const name = childId('HandedUp', id);
    const output = stack.node.tryFindChild(name) as CfnOutput | undefined ?? new CfnOutput(stack, name, { value: handed });
    handed = Token.asString(stack.nestedStackResource.getAtt(`Outputs.${output.logicalId}`));
    stack = stack.nestedStackParent!;
  }
  return handed;
}

function handDown(to: Stack, id: string, value: string, origin: string): string {
  if (to.nestedStackParent === undefined) return value;
  const handed = handDown(to.nestedStackParent, id, value, origin);
  const name = childId('HandedDown', id);
  const known = to.node.tryFindChild(name) as CfnParameter | undefined;
  if (known !== undefined) return known.valueAsString;

  const parameter = new CfnParameter(to, name, { type: 'String' });
  (to as NestedStack).setParameter(parameter.logicalId, handed);
  CARRIED.set(parameter, origin);
  return parameter.valueAsString;
}

/** An id for a child of a stack that stands for what is somewhere else in the app. */
export function childId(kind: string, id: string): string {
  return `${kind}${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
}
