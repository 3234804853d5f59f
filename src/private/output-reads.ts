import { CfnElement, Stack, Stage } from 'aws-cdk-lib';
import { topStackOf } from './top-stack';

/** A value that a stack takes from another one of the same Stage, without an order. */
export interface OutputRead {
  /** Path of the resource or output that has the value in it. */
  readonly by: string;
  readonly from: Stack;
}

interface GetStackOutput {
  readonly StackName?: unknown;
  readonly Region?: unknown;
  readonly RoleArn?: unknown;
}

/**
 * Where the template of a stack has `Fn::GetStackOutput`, by a reference of the CDK or written by hand.
 *
 * For a validation: the CDK has resolved its references by then. It resolves the whole stack, so it is for the stacks that could close a circle.
 */
export function outputReads(stack: Stack): OutputRead[] {
  const others = Stage.of(stack)!.node.findAll().filter(Stack.isStack).filter((other) => Stage.of(other) === Stage.of(stack));
  return stack.node.findAll().filter(CfnElement.isCfnElement).filter((element) => topStackOf(element) === stack).flatMap((element) => {
    const reads = [...getStackOutputsIn(Stack.of(element).resolve(element._toCloudFormation()))];
    const from = others.filter((other) => reads.some((read) => isOf(read, stack, other)));
    return from.map((other) => ({ by: element.node.path, from: other }));
  });
}

function isOf({ StackName, Region, RoleArn }: GetStackOutput, reader: Stack, other: Stack): boolean {
  // The role is of the account that is read.
  const account = RoleArn === undefined ? reader.account : /\b\d{12}\b/.exec(JSON.stringify(RoleArn))?.[0];
  return StackName === other.stackName && account === other.account && (Region ?? reader.region) === other.region;
}

function* getStackOutputsIn(value: unknown): Generator<GetStackOutput> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'Fn::GetStackOutput') yield member as GetStackOutput;
    else yield* getStackOutputsIn(member);
  }
}
