/** An API that was there before its guard, and what its guard was given. */
export interface ExistingApiFacts {
  readonly construct: string;
  readonly guardedBy?: string;
  readonly stack: string;
  readonly stackOfGuard: string;
  /** `undefined` where nothing was said, and then API Gateway takes EDGE. */
  readonly endpointTypes: unknown;
  readonly hasPolicy: boolean;
  readonly hasDeployment: boolean;
  /** The stage of `deploymentStage`, if it is a construct of this app, and whether its name is known at synthesis. */
  readonly stage?: { readonly isNamed: boolean };
  readonly associations: readonly string[];
  /** Properties of the guard that say something about the stage or the endpoint. */
  readonly given: { readonly stageName?: string; readonly accessLog: boolean; readonly vpcEndpointIds: boolean };
}

/** Only of these classes does the CDK make the deployment anew with every change of the policy. */
export function foreignApiProblem(construct: string): string {
  return `api must be a RestApi or SpecRestApi that this app defines, got ${construct}, which is imported or of another class; `
    + 'guard it in the app that defines it';
}

/** Why an API cannot be guarded where it is, in sentences that begin with a property of the guard. */
export function existingApiProblems(facts: ExistingApiFacts): string[] {
  const { construct, given } = facts;
  return [
    ...(facts.guardedBy === undefined ? [] : [
      `api must be guarded once, got ${construct}, which ${facts.guardedBy} guards; call allow() of that one`,
    ]),
    ...(facts.stack === facts.stackOfGuard ? [] : [
      `api must be in the stack of its guard, ${JSON.stringify(facts.stackOfGuard)}, got ${construct} in ${JSON.stringify(facts.stack)}; `
      + 'define the guard in the stack of the API',
    ]),
    ...(JSON.stringify(facts.endpointTypes) === '["PRIVATE"]' ? [] : [
      `api must have the endpoint type PRIVATE, got ${JSON.stringify(facts.endpointTypes) ?? 'none'} of ${construct}; set its endpointConfiguration, `
      + 'and expect that only callers behind an interface endpoint reach it then',
    ]),
    ...(facts.hasPolicy ? [
      `api must have no policy of its own, got one of ${construct}; put its callers on the allow-list, and remove the policy in the same deploy`,
    ] : []),
    ...stageProblems(facts),
    ...(given.vpcEndpointIds && facts.associations.length > 0 ? [
      `associateVpcEndpoints must be left out for an API that has associations, got some beside those of ${construct}; add them to its endpointConfiguration`,
    ] : []),
  ];
}

function stageProblems({ construct, hasDeployment, stage, given }: ExistingApiFacts): string[] {
  if (!hasDeployment) {
    return [`api must make its own deployments, got ${construct} with deploy: false; leave deploy out, because that deployment follows every change of the policy`];
  }
  if (stage === undefined) {
    return [`api must have a stage of this app, got ${construct} whose deploymentStage is none; leave deploymentStage as the RestApi sets it`];
  }
  return [
    ...(stage.isNamed ? [] : [
      `api must have a stage whose name is known when the app is synthesized, got a token as the name of the stage of ${construct}; write the name itself`,
    ]),
    ...(given.stageName === undefined ? [] : [
      `stageName must be left out for an existing API, got ${JSON.stringify(given.stageName)}; the stage keeps its name, which deployOptions of ${construct} set`,
    ]),
    ...(given.accessLog ? [
      `accessLog must be left out for an existing API, got one; the stage keeps its own, which deployOptions of ${construct} set`,
    ] : []),
  ];
}
