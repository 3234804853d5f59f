import { Stack } from 'aws-cdk-lib';
import type { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { keySupport } from './condition-keys';
import { isObject } from './open-api-document';

/** A statement as the template writes it. */
export type PolicyStatement = Readonly<Record<string, unknown>>;

/** The statements that were added to an API by the methods of its own construct, and so not by the allow-list. */
export function addedStatements(resource: CfnRestApi, ownPolicy: unknown): readonly PolicyStatement[] {
  return statementsOf(resource, ownPolicy);
}

function statementsOf(resource: CfnRestApi, value: unknown): readonly PolicyStatement[] {
  const policy: unknown = Stack.of(resource).resolve(value);
  return isObject(policy) ? [policy.Statement ?? []].flat() as PolicyStatement[] : [];
}

/** A list of signed callers without a network would let them in from the internet. */
export function endpointTypeProblems(resource: CfnRestApi): string[] {
  const types: unknown = Stack.of(resource).resolve(resource.endpointConfiguration)?.types;
  return JSON.stringify(types) === '["PRIVATE"]' ? [] : [
    `endpointConfiguration of ${resource.node.path} must have the type PRIVATE, got ${JSON.stringify(types) ?? 'none'}; remove what changes it, `
    + 'because the allow-list is that of a private API',
  ];
}

/**
 * What is wrong with an API's policy when the app is synthesized.
 *
 * @param assigned What the construct made the policy of the resource.
 * @param ownPolicy What the policy was before, to which the construct of the API itself still adds.
 */
export function policyProblems(resource: CfnRestApi, assigned: unknown, ownPolicy: unknown): string[] {
  const added = addedStatements(resource, ownPolicy);
  const { node: { path } } = resource;
  return [
    ...(resource.policy === assigned ? [] : [
      `policy of ${resource.node.path} must be the one of the allow-list, got another one; remove what sets it, and call allow() with its callers`,
    ]),
    ...added.filter(({ Effect }) => Effect !== 'Deny').map((statement) =>
      `statements that are added to ${resource.node.path} must deny, got ${JSON.stringify(statement)}; `
      + 'an added Allow could give a caller more than its routes, so remove it, and call allow() with its callers'),
    ...added.flatMap(unsupportedKeys).map((key) =>
      `statements that are added to ${resource.node.path} must have condition keys that execute-api supports, got ${JSON.stringify(key)}; `
      + 'API Gateway does not set it, so the Deny would hold for nobody or for everybody: use another key'),
    ...added.filter(({ Resource: resources, NotResource: others }) => resources === undefined && others === undefined).map((statement) =>
      `statements that are added to ${path} must have a Resource, got ${JSON.stringify(statement)}; `
      + 'API Gateway refuses the policy without: write resources: ["execute-api:/*"] for all that the API has'),
    ...repeatedSids(statementsOf(resource, assigned)).map((sid) =>
      `statements that are added to ${path} must have a Sid that no other statement has, got ${JSON.stringify(sid)}; `
      + 'the allow-list names its own by the effect and the consumer, so leave the Sid out, or choose another one'),
  ];
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
function repeatedSids(statements: readonly PolicyStatement[]): string[] {
  const sids = statements.map(({ Sid }) => Sid).filter((sid) => typeof sid === 'string');
  return [...new Set(sids.filter((sid, index) => sids.indexOf(sid) < index))];
}

function unsupportedKeys({ Condition: condition }: PolicyStatement): string[] {
  const blocks = isObject(condition) ? Object.values(condition).filter(isObject) : [];
  return blocks.flatMap((block) => Object.keys(block)).filter((key) => keySupport(key) === 'unsupported');
}
