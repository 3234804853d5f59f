import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { targetOf } from './deploy-time-ids';

/** The stack that has to be deployed before the one of a connection, because it knows the API's id. */
export function stackOfApi(connection: IConstruct, restApiId: string): Stack | undefined {
  const target = targetOf(restApiId);
  const stack = target && topOf(target);
  return stack === topOf(connection) ? undefined : stack;
}

/**
 * Why a connection cannot wait for the API's stack, or `undefined` if it can.
 *
 * Between accounts the CDK sees no cycle: both stacks would be made, and neither could be deployed first.
 */
export function orderProblem(connection: IConstruct, provider: Stack): string | undefined {
  const own = topOf(connection);
  return waitsFor(provider, own)
    ? `scope must be in a stack that the API's stack does not wait for, got ${JSON.stringify(own.node.path)}, which ${JSON.stringify(provider.node.path)} depends on; `
      + 'define the connection in the stack of the workload that calls, not in the endpoint\'s'
    : undefined;
}

function waitsFor(stack: Stack, other: Stack): boolean {
  return stack.dependencies.some((each) => each === other || waitsFor(each, other));
}

/** A nested stack is deployed with the one that it is in. */
function topOf(construct: IConstruct): Stack {
  let stack = Stack.of(construct);
  while (stack.nestedStackParent !== undefined) stack = stack.nestedStackParent;
  return stack;
}
