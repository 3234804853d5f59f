import { CfnOutput } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { constructError } from './errors';
import { HAND_OVER_VERSION, handOverLogicalId, HandOverRecord, nameProblem } from './hand-over-records';
import { topStackOf } from './top-stack';

/** Define the output that carries a record to the other side. */
export function defineHandOver(scope: IConstruct, name: string, record: HandOverRecord): void {
  const problem = nameProblem(name);
  if (problem !== undefined) {
    throw constructError(scope, `name ${problem}`);
  }
  // Outputs of nested stacks do not reach the file that `cdk deploy --outputs-file` writes.
  const stack = topStackOf(scope);
  const id = handOverLogicalId(name);
  if (stack.node.tryFindChild(id) !== undefined) {
    throw constructError(scope, `name must be unique in stack ${stack.stackName}, got ${JSON.stringify(name)} again; choose another name`);
  }
  // Directly in the stack: the logical id is then exactly the id, whatever surrounds the construct that is handed over.
  new CfnOutput(stack, id, { value: stack.toJsonString({ version: HAND_OVER_VERSION, ...record }) });
}
