import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { carryValue, childId, handUp } from './carry-value';
import { endpointNameOf, EndpointName, endpointNames } from './endpoint-attributes';
import { topStackOf } from './top-stack';

/** How the stacks of an app read each other's values: "strong" by exports, "weak" without, "both" to get from one to the other. */
const REFERENCES = '@aws-cdk/core:defaultCrossStackReferences';

/**
 * A part of an endpoint's names as a scope of another stack may use it.
 *
 * The CDK would export the whole list of names, which private DNS and another subnet change, and CloudFormation does not change an export that
 * is imported. So the parts are exported one by one: they are the same for as long as there is the endpoint.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
export function importEndpointName(scope: IConstruct, value: string): string {
  const endpointName = endpointNameOf(value);
  if (endpointName === undefined) return value;
  const { resource } = endpointName;
  const [from, to] = [topStackOf(resource), topStackOf(scope)];
  if (from === to) return value;
  if (from.account !== to.account || from.region !== to.region) {
    return Stack.of(resource).nested ? carryValue(scope, handedUp(endpointName)) : value;
  }

  // Both, whichever is asked for: what one connection imports stays exported while another one of the endpoint is there.
  const outputs = endpointNames(resource).map((each) => outputOf(from, each));
  const strength: unknown = scope.node.tryGetContext(REFERENCES) ?? 'strong';
  if (strength !== 'weak') {
    for (const output of outputs) output.exportName = `${from.stackName}:${output.node.id}`;
  }
  const { exportName, logicalId } = outputOf(from, endpointName);
  return strength === 'strong' ? Fn.importValue(exportName!) : Fn.getStackOutput(from.stackName, logicalId, from.region);
}

function outputOf(top: Stack, endpointName: EndpointName): CfnOutput {
  const id = childId(endpointName.kind, pathOf(endpointName));
  return top.node.tryFindChild(id) as CfnOutput | undefined ?? new CfnOutput(top, id, { value: handedUp(endpointName) });
}

function handedUp(endpointName: EndpointName): string {
  return handUp(Stack.of(endpointName.resource), pathOf(endpointName), endpointName.value);
}

function pathOf({ resource, kind }: EndpointName): string {
  return `${resource.node.path}.${kind}`;
}
