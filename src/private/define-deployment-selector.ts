import { ArnFormat, CustomResource, Duration, Lazy, Names, Stack } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { DeploymentSelectorProvider } from './deployment-selector-provider';

/** Longer than the function can take, and not the hour that CloudFormation would wait for one that does not answer. */
const ANSWER_WITHIN = Duration.minutes(15);

/** The API whose stage follows values that are known only at deploy. */
export interface DeploymentSelectorProps {
  readonly restApi: apigateway.RestApiBase;
  /** The deployment that the CDK makes whenever the text of the template changes. */
  readonly deployment: apigateway.Deployment;
}

/**
 * Defines what makes a deployment whenever the API changes, also by a value that the template does not show.
 *
 * @returns the id that the stage has to point to in place of the CDK's deployment, known at deploy.
 */
export function defineDeploymentSelector(scope: Construct, { restApi, deployment }: DeploymentSelectorProps): string {
  const provider = DeploymentSelectorProvider.of(scope);
  const api = restApi.node.defaultChild as apigateway.CfnRestApi;
  const selector = new CustomResource(scope, 'DeploymentSelector', {
    serviceToken: provider.serviceToken,
    resourceType: 'Custom::PrivateApiDeployment',
    serviceTimeout: ANSWER_WITHIN,
    properties: {
      RestApiId: restApi.restApiId,
      // What is deployed: by these CloudFormation sees that something changed, and that the API has to be updated first.
      NativeDeploymentId: deployment.deploymentId,
      Policy: Lazy.uncachedAny({ produce: () => api.policy }),
      EndpointConfiguration: Lazy.uncachedAny({ produce: () => api.endpointConfiguration }),
    },
  });
  permit(selector, provider, restApi.restApiId);
  // Without the selector the stage points to the CDK's deployment, which must then be a new one: the values may have changed meanwhile.
  deployment.addToLogicalId('with a deployment selector');
  return selector.ref;
}

/**
 * A policy for each API, and not statements of the role: an update that takes an API away changes the role before it deletes what
 * belonged to the API.
 */
function permit(selector: CustomResource, provider: DeploymentSelectorProvider, restApiId: string): void {
  const { roleName } = provider;
  const statements = permissions(Stack.of(selector), restApiId);
  if (roleName === undefined) {
    statements.forEach((statement) => provider.addToRolePolicy(statement.toJSON()));
    return;
  }
  const policy = new iam.CfnPolicy(selector, 'Permissions', {
    policyName: Names.uniqueResourceName(selector, { maxLength: 128 }), // a second policy of one name would take the place of the first
    roles: [roleName],
    policyDocument: new iam.PolicyDocument({ statements }),
  });
  selector.node.addDependency(policy);
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html */
function permissions(stack: Stack, restApiId: string): iam.PolicyStatement[] {
  const deployments = stack.formatArn({
    service: 'apigateway', account: '', resource: `/restapis/${restApiId}/deployments`, arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return [
    new iam.PolicyStatement({ actions: ['apigateway:POST', 'apigateway:GET'], resources: [deployments] }),
    new iam.PolicyStatement({ actions: ['apigateway:DELETE'], resources: [`${deployments}/*`] }),
  ];
}
